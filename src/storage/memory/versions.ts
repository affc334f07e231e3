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
import { SortedMap } from './sorted-map.ts'

/** The snapshots of one character, by version number. */
type History = SortedMap<number, MemoryRecord>

/** The half of the storage that keeps superseded versions. */
export class MemoryVersions {
  readonly #histories = new Map<string, History>()

  async insertVersion(
    head: StoredCharacter,
    options?: StorageCallOptions,
  ): Promise<'saved' | 'present' | 'differs'> {
    const snapshot = snapshotOf(head)
    requireOpen(options)
    const { id, version_number } = snapshot.character
    const history = this.#historyOf(id)
    const kept = history.get(version_number)
    if (kept) return versionWriteOf(kept) === versionWriteOf(snapshot) ? 'present' : 'differs'
    history.set(version_number, snapshot)
    return 'saved'
  }

  async findVersion(
    id: string,
    version: number,
    options?: StorageCallOptions,
  ): Promise<StoredCharacter | null> {
    requireText(id, 'id')
    requireCount(version, 'version')
    requireOpen(options)
    return this.#histories.get(id)?.get(version) ?? null
  }

  async findVersions(
    versions: readonly VersionKey[],
    options?: StorageCallOptions,
  ): Promise<readonly StoredCharacter[]> {
    requireVersionKeys(versions)
    requireOpen(options)
    return versions.flatMap(({ id, version }) => this.#histories.get(id)?.get(version) ?? [])
  }

  async listVersions(
    id: string,
    options: ListVersionsOptions,
  ): Promise<readonly StoredCharacter[]> {
    return this.#versions(id, options)
  }

  async #versions(id: string, options: ListVersionsOptions): Promise<readonly MemoryRecord[]> {
    requireText(id, 'id')
    requireVersionPage(options)
    requireOpen(options)
    const history = this.#histories.get(id)
    return history ? page(history.descending(options.before), options.limit, options.from) : []
  }

  async listVersionStates(
    id: string,
    options: ListVersionsOptions,
  ): Promise<readonly VersionState[]> {
    return (await this.#versions(id, options)).map(characterState)
  }

  async deleteVersions(id: string, options?: DeleteVersionsOptions): Promise<void> {
    requireText(id, 'id')
    requireCount(options?.below, 'below')
    requireOpen(options)
    const history = this.#histories.get(id)
    if (!history) return
    for (const [version] of [...history.descending(options?.below)]) {
      if (!options?.except?.includes(version)) history.delete(version)
    }
    if (history.isEmpty) this.#histories.delete(id)
  }

  #historyOf(id: string): History {
    let history = this.#histories.get(id)
    if (!history) {
      history = new SortedMap<number, MemoryRecord>((a, b) => a - b)
      this.#histories.set(id, history)
    }
    return history
  }
}

/** The first `limit` records, down to the version `from`. */
export function page(
  entries: Iterable<readonly [string | number, MemoryRecord]>,
  limit: number | undefined,
  from?: number,
): readonly MemoryRecord[] {
  const records: MemoryRecord[] = []
  for (const [key, record] of entries) {
    if (from !== undefined && Number(key) < from) break
    records.push(record)
    if (records.length === limit) break
  }
  return records
}
