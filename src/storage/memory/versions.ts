import { compareCodePoints } from '../../model/code-point-order.ts'
import {
  requireCount,
  requireOpen,
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
import { characterState, type MemoryRecord, snapshotOf } from './record.ts'
import { page, SortedList } from './sorted-list.ts'

/** The half of the storage that keeps superseded versions. */
export class MemoryVersions {
  /** Those of one character are neighbours, the newest first. */
  readonly #snapshots = new SortedList<VersionKey, MemoryRecord>(
    ({ character }, { id, version }) =>
      compareCodePoints(character.id, id) || version - character.version_number,
  )

  async insertVersion(
    head: StoredCharacter,
    options?: StorageCallOptions,
  ): Promise<'saved' | 'present' | 'differs'> {
    const snapshot = snapshotOf(head)
    requireOpen(options)
    const { id, version_number: version } = snapshot.character
    const kept = this.#snapshots.get({ id, version })
    if (kept) return versionWriteOf(kept) === versionWriteOf(snapshot) ? 'present' : 'differs'
    this.#snapshots.set({ id, version }, snapshot)
    return 'saved'
  }

  async findVersion(
    id: string,
    version: number,
    options?: StorageCallOptions,
  ): Promise<StoredCharacter | null> {
    const [found = null] = await this.findVersions([{ id, version }], options)
    return found
  }

  async findVersions(
    versions: readonly VersionKey[],
    options?: StorageCallOptions,
  ): Promise<readonly StoredCharacter[]> {
    requireVersionKeys(versions)
    requireOpen(options)
    return versions.flatMap((key) => this.#snapshots.get(key) ?? [])
  }

  async listVersions(id: string, options: ListVersionsOptions): Promise<readonly MemoryRecord[]> {
    requireText(id, 'id')
    requireVersionPage(options)
    requireOpen(options)
    return page(this.#walk(id, options.before, options.from), options.limit)
  }

  async listVersionStates(
    id: string,
    options: ListVersionsOptions,
  ): Promise<readonly VersionState[]> {
    return (await this.listVersions(id, options)).map(characterState)
  }

  async deleteVersions(id: string, options: DeleteVersionsOptions = {}): Promise<void> {
    const { below, except = [] } = options
    requireText(id, 'id')
    requireCount(below, 'below')
    requireOpen(options)
    for (const { character } of [...this.#walk(id, below)]) {
      const version = character.version_number
      if (!except.includes(version)) this.#snapshots.delete({ id, version })
    }
  }

  /** The snapshots of a character, newest first. */
  #walk(
    id: string,
    before: number = Number.POSITIVE_INFINITY,
    from: number = Number.NEGATIVE_INFINITY,
  ): Iterable<MemoryRecord> {
    return this.#snapshots.walk({ id, version: before }, { id, version: from })
  }
}
