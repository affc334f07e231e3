import type { Db } from 'mongodb'
import { afterAll, beforeAll, describe } from 'vitest'
import type { CharacterStorage } from '../../src/storage/character-storage.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { mongoStorage } from '../../src/storage/mongo/storage.ts'
import { describeWithMongo, type OpenMongo, openMongo } from './mongo.ts'

/** Options that both storages take. */
export interface StorageOptions {
  readonly keepVersions?: number | undefined
}

/** One of our storages, for a behaviour that must be the same on all of them. */
export interface StorageKit {
  /** As printed beside a figure. */
  readonly title: 'in memory' | 'on MongoDB'
  readonly isServer: boolean
  /** An empty storage. */
  create(options?: StorageOptions): CharacterStorage
  /** Two storages of the same characters, as two processes have them. */
  createShared(options?: StorageOptions): readonly [CharacterStorage, CharacterStorage]
}

/** Declares the same tests for the storage in memory and for the one on MongoDB. */
export function eachStorage(declare: (kit: StorageKit) => void): void {
  describe('in memory', () => {
    const create = (options?: StorageOptions): CharacterStorage => memoryStorage(options)
    declare({
      title: 'in memory',
      isServer: false,
      create,
      createShared: (options) => {
        const storage = create(options)
        return [storage, storage]
      },
    })
  })
  describeWithMongo('on MongoDB', () => {
    let mongo: OpenMongo | undefined
    beforeAll(async () => {
      mongo = await openMongo()
    })
    afterAll(() => mongo?.close())
    const db = (): Db => {
      if (mongo === undefined) throw new Error('storages are made inside tests')
      return mongo.db()
    }
    declare({
      title: 'on MongoDB',
      isServer: true,
      create: (options) => mongoStorage(db(), options),
      createShared: (options) => {
        const shared = db()
        return [mongoStorage(shared, options), mongoStorage(shared, options)]
      },
    })
  })
}
