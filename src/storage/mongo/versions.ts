import { requireCount, requireText, requireVersionPage } from '../call-arguments.ts'
import type {
  CharacterState,
  ListVersionsOptions,
  StorageCallOptions,
  StoredCharacter,
} from '../character-storage.ts'
import { type Bounds, runCommands } from './command.ts'
import type { MongoCollections } from './database.ts'
import type { MongoIndexes } from './indexes.ts'
import { characterState, STATE_FIELDS } from './query.ts'
import { findSnapshot, findSnapshots, keepSnapshot, snapshotRange, toSnapshot } from './snapshot.ts'

/** The half of the storage that keeps superseded versions. */
export class MongoVersions {
  protected readonly collections: MongoCollections
  protected readonly indexes: MongoIndexes

  constructor(collections: MongoCollections, indexes: MongoIndexes) {
    this.collections = collections
    this.indexes = indexes
  }

  async insertVersion(
    head: StoredCharacter,
    options?: StorageCallOptions,
  ): Promise<'saved' | 'present' | 'differs'> {
    const snapshot = toSnapshot(head)
    return this.write('insertVersion', options, (bounds) =>
      keepSnapshot(this.collections.versions, snapshot, head.writeId, bounds),
    )
  }

  async findVersion(
    id: string,
    version: number,
    options?: StorageCallOptions,
  ): Promise<StoredCharacter | null> {
    requireText(id, 'id')
    requireCount(version, 'version')
    return runCommands('findVersion', options, (bounds) =>
      findSnapshot(this.collections.versions, id, version, bounds),
    )
  }

  async listVersions(
    id: string,
    options: ListVersionsOptions,
  ): Promise<readonly StoredCharacter[]> {
    requireText(id, 'id')
    requireVersionPage(options)
    return runCommands('listVersions', options, (bounds) =>
      findSnapshots(this.collections.versions, id, options, bounds),
    )
  }

  async listVersionStates(
    id: string,
    options: ListVersionsOptions,
  ): Promise<readonly CharacterState[]> {
    requireText(id, 'id')
    requireVersionPage(options)
    return runCommands('listVersionStates', options, async (bounds) => {
      const page = await findSnapshots(this.collections.versions, id, options, bounds, STATE_FIELDS)
      return page.map(characterState)
    })
  }

  async deleteVersions(
    id: string,
    options?: StorageCallOptions & { readonly below?: number | undefined },
  ): Promise<void> {
    requireText(id, 'id')
    requireCount(options?.below, 'below')
    const range = snapshotRange(id, undefined, options?.below)
    await runCommands('deleteVersions', options, (bounds) =>
      this.collections.versions.deleteMany(range, bounds()),
    )
  }

  /** A write that needs the index to be there. */
  protected write<T>(
    call: string,
    options: StorageCallOptions | undefined,
    run: (bounds: Bounds) => Promise<T>,
  ): Promise<T> {
    return runCommands(call, options, async (bounds) => {
      await this.indexes.beforeWrite()
      return run(bounds)
    })
  }
}
