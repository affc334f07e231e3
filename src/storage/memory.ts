import {
  requireCount,
  requireOpen,
  requirePage,
  requireText,
  requireVersionPage,
  resolveKeepVersions,
} from './call-arguments.ts'
import type {
  CharacterChange,
  CharacterRecord,
  CharacterStorage,
  ListOptions,
  ListVersionsOptions,
  StorageCallOptions,
  StoredCharacter,
  SwapResult,
} from './character-storage.ts'
import { compareCodePoints } from './code-point-order.ts'
import { type MemoryRecord, newRecord, nextRecord, snapshotOf, stateOf } from './memory-record.ts'
import { SortedList } from './sorted-list.ts'
import { isTombstone } from './stored-name.ts'

/** Options of {@link memoryStorage}. */
export interface MemoryStorageOptions {
  /**
   * How many versions of a character are kept, the head included: an integer of 1 or more.
   *
   * @default all
   */
  readonly keepVersions?: number | undefined
}

/**
 * Keeps characters in the memory of this process: for tests, prototypes, and hosts without a
 * database. Obeys the same contract as the MongoDB storage, its copies, order and bounds included.
 * A page costs the same whether a thousand characters are stored or a million.
 *
 * @throws {TypeError} when `keepVersions` is no integer of 1 or more
 *
 * @example
 * ```ts
 * const service = new CharacterService({ storage: memoryStorage() })
 * ```
 */
export function memoryStorage(options: MemoryStorageOptions = {}): CharacterStorage {
  return new MemoryStorage(resolveKeepVersions(options.keepVersions))
}

/** The snapshots of one character. */
interface History {
  readonly snapshots: Map<number, MemoryRecord>
  readonly numbers: SortedList<number>
}

class MemoryStorage implements CharacterStorage {
  readonly keepVersions: number
  readonly #heads = new Map<string, MemoryRecord>()
  readonly #byName = new Map<string, MemoryRecord>()
  readonly #activeNames = new SortedList<string>(compareCodePoints)
  readonly #deletedIds = new SortedList<string>(compareCodePoints)
  readonly #histories = new Map<string, History>()

  constructor(keepVersions: number) {
    this.keepVersions = keepVersions
  }

  async find(name: string, options?: StorageCallOptions): Promise<StoredCharacter | null> {
    requireText(name, 'name')
    requireOpen(options)
    return this.#byName.get(name) ?? null
  }

  async findById(id: string, options?: StorageCallOptions): Promise<StoredCharacter | null> {
    requireText(id, 'id')
    requireOpen(options)
    return this.#heads.get(id) ?? null
  }

  async insert(
    character: CharacterRecord,
    writeId: string,
    options?: StorageCallOptions,
  ): Promise<StoredCharacter | null> {
    requireText(writeId, 'writeId')
    requireOpen(options)
    const head = newRecord(character, writeId)
    if (this.#heads.has(head.character.id) || this.#byName.has(head.state.storedName)) return null
    this.#put(head)
    return head
  }

  async swap(
    head: StoredCharacter,
    change: CharacterChange,
    options?: StorageCallOptions,
  ): Promise<SwapResult> {
    requireText(change.writeId, 'writeId')
    const present = this.#present(head)
    requireOpen(options)
    const next = nextRecord(head, change)
    if (!present) return 'lost'
    const holder = this.#byName.get(next.state.storedName)
    if (holder && holder !== present) return 'taken'
    this.#drop(present)
    this.#put(next)
    return next
  }

  async remove(head: StoredCharacter, options?: StorageCallOptions): Promise<boolean> {
    const present = this.#present(head)
    requireOpen(options)
    if (present) this.#drop(present)
    return present !== null
  }

  async list(options?: ListOptions): Promise<readonly StoredCharacter[]> {
    requirePage(options)
    requireOpen(options)
    return page(this.#activeNames.ascending(options?.after), options?.limit, (name) =>
      this.#byName.get(name),
    )
  }

  async listDeleted(options?: ListOptions): Promise<readonly StoredCharacter[]> {
    requirePage(options)
    requireOpen(options)
    return page(this.#deletedIds.ascending(options?.after), options?.limit, (id) =>
      this.#heads.get(id),
    )
  }

  async insertVersion(
    head: StoredCharacter,
    options?: StorageCallOptions,
  ): Promise<'saved' | 'present' | 'differs'> {
    const snapshot = snapshotOf(head)
    requireOpen(options)
    const { id, version_number } = snapshot.character
    const history = this.#historyOf(id)
    const kept = history.snapshots.get(version_number)
    if (kept) return kept.writeId === snapshot.writeId ? 'present' : 'differs'
    history.snapshots.set(version_number, snapshot)
    history.numbers.add(version_number)
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
    return this.#histories.get(id)?.snapshots.get(version) ?? null
  }

  async listVersions(
    id: string,
    options: ListVersionsOptions,
  ): Promise<readonly StoredCharacter[]> {
    requireText(id, 'id')
    requireVersionPage(options)
    requireOpen(options)
    const history = this.#histories.get(id)
    if (!history) return []
    return page(history.numbers.descending(options.before), options.limit, (version) =>
      version >= (options.from ?? 1) ? history.snapshots.get(version) : undefined,
    )
  }

  async deleteVersions(
    id: string,
    options?: StorageCallOptions & { readonly below?: number | undefined },
  ): Promise<void> {
    requireText(id, 'id')
    requireCount(options?.below, 'below')
    requireOpen(options)
    const history = this.#histories.get(id)
    if (!history) return
    for (const version of [...history.numbers.descending(options?.below)]) {
      history.numbers.delete(version)
      history.snapshots.delete(version)
    }
    if (history.snapshots.size === 0) this.#histories.delete(id)
  }

  /** The head that is still in the very state of `head`. */
  #present(head: StoredCharacter): MemoryRecord | null {
    const seen = stateOf(head, 'head')
    const present = this.#heads.get(seen.id)
    if (!present) return null
    const isSame =
      present.state.storedName === seen.storedName &&
      present.character.version_number === seen.version &&
      present.character.is_active === seen.isActive &&
      present.writeId === seen.writeId
    return isSame ? present : null
  }

  #put(head: MemoryRecord): void {
    const { id, is_active } = head.character
    const { storedName } = head.state
    this.#heads.set(id, head)
    this.#byName.set(storedName, head)
    if (!isTombstone(storedName)) {
      if (is_active) this.#activeNames.add(storedName)
    } else if (!is_active) this.#deletedIds.add(id)
  }

  #drop(head: MemoryRecord): void {
    const { id } = head.character
    this.#heads.delete(id)
    this.#byName.delete(head.state.storedName)
    this.#activeNames.delete(head.state.storedName)
    this.#deletedIds.delete(id)
  }

  #historyOf(id: string): History {
    let history = this.#histories.get(id)
    if (!history) {
      history = { snapshots: new Map(), numbers: new SortedList<number>((a, b) => a - b) }
      this.#histories.set(id, history)
    }
    return history
  }
}

/** Takes the first `limit` records that there are, up to the first that there is not. */
function page<Key>(
  keys: Iterable<Key>,
  limit: number | undefined,
  recordOf: (key: Key) => MemoryRecord | undefined,
): readonly MemoryRecord[] {
  const records: MemoryRecord[] = []
  for (const key of keys) {
    const record = recordOf(key)
    if (!record) break
    records.push(record)
    if (records.length === limit) break
  }
  return records
}
