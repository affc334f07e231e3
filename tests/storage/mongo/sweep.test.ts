import {
  type Collection,
  type CommandStartedEvent,
  type Db,
  type Document,
  ObjectId,
} from 'mongodb'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { CharacterService } from '../../../src/service/character-service.ts'
import { type MongoStorage, mongoStorage } from '../../../src/storage/mongo/storage.ts'
import { planSweep } from '../../../src/storage/mongo/sweep-plan.ts'
import type { StoredCharacter } from '../../../src/storage/stored-character.ts'
import { faultyStorage } from '../../../src/testing/faulty-storage.ts'
import { newId, sampleRecord } from '../../../src/testing/storage-clauses/clause.ts'
import { luna } from '../../support/characters.ts'
import { interruptedDb } from '../../support/interrupted-db.ts'
import { describeWithMongo, type OpenMongo, openMongo } from '../../support/mongo.ts'
import { outcomes } from '../../support/turns.ts'

describe('a sweep', () => {
  const history = (id: string) => ({ id, characterId: id })
  const head = (version: number, labelled: readonly number[] = []) => ({ version, labelled })

  test('removes all of a character that is gone, and of the others what is not kept', () => {
    const histories = ['gone', 'short', 'full', 'long'].map(history)
    const newest = new Map([
      ['short', head(2)],
      ['full', head(5)],
      ['long', head(12, [3])],
      ['none', head(99)],
    ])
    expect(planSweep(histories, newest, 5)).toEqual([
      { ...history('gone'), below: undefined, except: [] },
      { ...history('long'), below: 8, except: [3] },
    ])
    expect(planSweep(histories, newest, 1).map(({ id, below }) => [id, below])).toEqual([
      ['gone', undefined],
      ['short', 2],
      ['full', 5],
      ['long', 12],
    ])
  })

  test('keeps all of a character that is there when all versions are kept', () => {
    const newest = new Map([['there', head(Number.MAX_SAFE_INTEGER)]])
    expect(planSweep([history('there')], newest, Number.POSITIVE_INFINITY)).toEqual([])
  })
})

describeWithMongo('sweep', () => {
  let mongo: OpenMongo
  let db: Db
  let versions: Collection
  let storage: MongoStorage
  let service: CharacterService
  let commands: Document[] = []
  beforeAll(async () => {
    mongo = await openMongo({ monitorCommands: true })
    mongo.client.on('commandStarted', ({ command }: CommandStartedEvent) => commands.push(command))
  })
  afterAll(() => mongo.close())
  beforeEach(() => {
    db = mongo.db()
    versions = db.collection('character_versions')
    storage = mongoStorage(db)
    service = new CharacterService({ storage })
    commands = []
  })

  async function character(name: string, updates: number): Promise<string> {
    const { id } = await service.createCharacter(luna({ name }))
    for (let n = 0; n < updates; n++) await service.updateCharacter(name, { personality: `${n}` })
    return id
  }

  /** Purges as a process does that dies between its two deletions. */
  async function purgeHalf(name: string): Promise<void> {
    const { id } = await service.deleteCharacter(name)
    const faulty = faultyStorage(storage)
    faulty.hang('deleteVersions')
    const dying = new CharacterService({ storage: faulty, timeoutMs: 200 })
    await expect(dying.purgeCharacter(id)).rejects.toMatchObject({ code: 'CHARACTER_STORAGE' })
    expect(await storage.findById(id)).toBeNull()
  }

  const left = (id: string): Promise<number> =>
    versions.countDocuments({ character_id: new ObjectId(id) })

  test('removes what a crash in a purge left, and nothing else', async () => {
    const active = await character('luna', 3)
    const purged = await character('nova', 4)
    const deleted = await character('selene', 2)
    await service.deleteCharacter('selene')
    await purgeHalf('nova')
    expect(await left(purged)).toBe(4)
    const found = { examined: 3, purged: 1, purgedVersions: 4, prunedVersions: 0 }
    expect(await storage.sweep({ dryRun: true })).toEqual({ dryRun: true, ...found })
    expect(await left(purged)).toBe(4)
    expect(await storage.sweep()).toEqual({ dryRun: false, ...found })
    expect([await left(active), await left(purged), await left(deleted)]).toEqual([3, 0, 2])
    expect(await storage.sweep()).toMatchObject({ examined: 2, purged: 0, purgedVersions: 0 })
    expect(await service.listVersions('luna')).toHaveLength(4)
  })

  test('removes what a writer kept of a purged character, and was killed', async () => {
    const id = await character('luna', 1)
    const head = (await storage.find('luna')) as StoredCharacter
    await service.deleteCharacter('luna')
    await service.purgeCharacter(id)
    await storage.insertVersion(head)
    await character('luna', 1)
    expect(await storage.sweep()).toMatchObject({ purged: 1, purgedVersions: 1 })
    expect(await service.listVersions('luna')).toHaveLength(2)
  })

  test('keeps the copy that a writer has made of the present version', async () => {
    const id = await character('luna', 1)
    await storage.insertVersion((await storage.find('luna')) as StoredCharacter)
    expect(await storage.sweep()).toMatchObject({ purged: 0, prunedVersions: 0 })
    expect(await left(id)).toBe(2)
  })

  test('removes versions older than the storage keeps, where no write does', async () => {
    const id = await character('luna', 9)
    await character('nova', 1)
    const strict = mongoStorage(db, { keepVersions: 4 })
    expect(await strict.sweep({ dryRun: true })).toMatchObject({ prunedVersions: 6 })
    expect(await strict.sweep()).toMatchObject({ examined: 2, purged: 0, prunedVersions: 6 })
    expect(await left(id)).toBe(3)
    const numbers = (await service.listVersions('luna')).map((v) => v.version_number)
    expect(numbers).toEqual([10, 9, 8, 7])
  })

  test('leaves alone what is no snapshot of ours', async () => {
    const strangers: Document[] = [
      { _id: 'note' },
      { _id: `${newId()}:12` },
      { _id: `${newId()}:0000000000000001` },
      { _id: 5, character_id: 5 },
      { _id: new ObjectId(), character_id: new ObjectId() },
    ]
    await versions.insertMany(strangers)
    await character('luna', 1)
    expect(await storage.sweep()).toMatchObject({ examined: 1, purged: 0 })
    expect(await versions.countDocuments()).toBe(strangers.length + 1)
  })

  test('knows characters by the id that they have, whatever its type', async () => {
    await db.collection('characters').insertMany([
      { _id: 'own-id' as unknown as ObjectId, name: 'luna', version_number: 1 },
      { _id: 7 as unknown as ObjectId, name: 'nova', version_number: 1 },
    ])
    for (const name of ['luna', 'nova']) {
      await storage.insertVersion((await storage.find(name)) as StoredCharacter)
    }
    expect(await storage.sweep()).toMatchObject({ examined: 2, purged: 0 })
    await db.collection('characters').deleteMany({})
    expect(await storage.sweep()).toMatchObject({ purged: 2, purgedVersions: 2 })
  })

  // Red when all versions are read: a long history takes as many pages as it has thousands.
  test('reads a thousand versions at a time, and leaps over what is left of a history', async () => {
    const [long, short] = [newId(), newId()].sort()
    const snapshot = (id: string | undefined, version: number): Document => ({
      _id: `${id}:${String(version).padStart(16, '0')}`,
      character_id: new ObjectId(id),
    })
    await versions.insertMany([
      ...Array.from({ length: 5_000 }, (_, n) => snapshot(long, n + 1)),
      ...Array.from({ length: 10 }, (_, n) => snapshot(short, n + 1)),
    ])
    const head = await storage.insert(sampleRecord({ id: long, version_number: 5_001 }), newId())
    expect(head).not.toBeNull()
    commands = []
    expect(await storage.sweep()).toMatchObject({ examined: 2, purged: 1, purgedVersions: 10 })
    const reads = commands.filter(({ find }) => find === 'character_versions')
    expect(reads.map(({ limit, skip }) => [limit, skip])).toEqual([
      [1_000, undefined],
      [1_000, undefined],
    ])
    for (const { $readPreference } of commands) {
      expect($readPreference?.mode ?? 'primary').toBe('primary')
    }
  })

  // Red when a sweep decides by heads that it has read before the versions.
  test('keeps the versions of characters that are made between any two of its reads', async () => {
    const made: string[] = []
    const busy = interruptedDb(db, 'find', async () => {
      const name = `name ${made.length}`
      await character(name, 2)
      made.push(name)
    })
    for (let n = 0; n < 3; n++)
      expect(await mongoStorage(busy).sweep()).toMatchObject({ purged: 0 })
    expect(made.length).toBeGreaterThan(4)
    for (const name of made) expect(await service.listVersions(name)).toHaveLength(3)
  })

  test('takes nothing from characters that are made, changed and purged at the same time', async () => {
    const rounds = 40
    let isOver = false
    const live = async (n: number): Promise<string | null> => {
      const name = `name ${n}`
      await character(name, 3)
      if (n % 2 === 0) return name
      const { id } = await service.deleteCharacter(name)
      await service.purgeCharacter(id)
      return null
    }
    const sweeping = (async () => {
      while (!isOver) await storage.sweep()
    })()
    const { values, errors } = await outcomes(Array.from({ length: rounds }, (_, n) => live(n)))
    isOver = true
    await sweeping
    expect(errors).toEqual([])
    for (const name of values) {
      if (name !== null) expect(await service.listVersions(name)).toHaveLength(4)
    }
    await storage.sweep()
    expect(await versions.countDocuments()).toBe((3 * rounds) / 2)
  })

  test('refuses options that mean something else than they seem, and ends when told to', async () => {
    const dryRun = 'true' as never
    await expect(storage.sweep({ dryRun })).rejects.toThrow(/dryRun must be true or false, got 'tr/)
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(storage.sweep({ signal })).rejects.toMatchObject({ code: 'CHARACTER_STORAGE' })
    expect(commands).toEqual([])
  })
})
