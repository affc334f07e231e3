import {
  requireCount,
  requireText,
  requireVersionKeys,
  requireVersionPage,
} from '../call-arguments.ts'
import type {
  DeleteVersionsOptions,
  ListVersionsOptions,
  StorageCallOptions,
  VersionKey,
} from '../character-storage.ts'
import type { StoredCharacter, VersionState } from '../stored-character.ts'
import { versionWriteOf } from '../stored-character.ts'
import { type Bounds, runCommands } from './command.ts'
import type { MongoCollections } from './database.ts'
import type { MongoIndexes } from './indexes.ts'
import { VERSION_FIELDS, versionState } from './query.ts'
import {
  findSnapshot,
  findSnapshots,
  findSnapshotsOf,
  keepSnapshot,
  removable,
  toSnapshot,
} from './snapshot.ts'

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
      keepSnapshot(this.collections.versions, snapshot, versionWriteOf(head), bounds),
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

  async findVersions(
    versions: readonly VersionKey[],
    options?: StorageCallOptions,
  ): Promise<readonly StoredCharacter[]> {
    requireVersionKeys(versions)
    if (versions.length === 0) return []
    return runCommands('findVersions', options, (bounds) =>
      findSnapshotsOf(this.collections.versions, versions, bounds),
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
  ): Promise<readonly VersionState[]> {
    requireText(id, 'id')
    requireVersionPage(options)
    return runCommands('listVersionStates', options, async (bounds) => {
      const page = await findSnapshots(
        this.collections.versions,
        id,
        options,
        bounds,
        VERSION_FIELDS,
      )
      return page.map(versionState)
    })
  }

  async deleteVersions(id: string, options?: DeleteVersionsOptions): Promise<void> {
    requireText(id, 'id')
    requireCount(options?.below, 'below')
    const filter = removable(id, options?.below, options?.except)
    await runCommands('deleteVersions', options, (bounds) =>
      this.collections.versions.deleteMany(filter, bounds()),
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
