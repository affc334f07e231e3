import { checkOptions, type KnownOptions } from '../../known-options.ts'
import { placeOf, placeOfTenant } from '../../model/tenant.ts'
import {
  requireDeletedPage,
  requireNames,
  requireOpen,
  requirePage,
  requireText,
  resolveKeepVersions,
} from '../call-arguments.ts'
import type {
  CharacterChange,
  CharacterQuery,
  CharacterStorage,
  InsertOptions,
  ListDeletedOptions,
  ListOptions,
  StorageCallOptions,
  SwapResult,
} from '../character-storage.ts'
import type {
  CharacterRecord,
  CharacterState,
  StoredCharacter,
  VersionState,
} from '../stored-character.ts'
import { TenantHeads } from './heads.ts'
import {
  characterState,
  isSameState,
  type MemoryRecord,
  newRecord,
  nextRecord,
  stateOf,
} from './record.ts'
import { MemoryVersions } from './versions.ts'

/**
 * Options of {@link memoryStorage}.
 *
 * @category Storage
 */
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
 * @throws {TypeError} when `keepVersions` is no integer of 1 or more, or an option is not known
 *
 * @example
 * ```ts
 * const service = new CharacterService({ storage: memoryStorage() })
 * ```
 *
 * @category Storage
 */
export function memoryStorage(options: MemoryStorageOptions = {}): CharacterStorage {
  checkOptions('memoryStorage', options, OPTIONS)
  return new MemoryStorage(resolveKeepVersions(options.keepVersions))
}

const OPTIONS: KnownOptions<MemoryStorageOptions> = { keepVersions: true }

class MemoryStorage extends MemoryVersions implements CharacterStorage {
  readonly keepVersions: number
  readonly #heads = new Map<string, MemoryRecord>()
  readonly #byName = new Map<string, MemoryRecord>()
  /** By the place of the tenant. */
  readonly #places = new Map<string, TenantHeads>()

  constructor(keepVersions: number) {
    super()
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
    options?: InsertOptions,
  ): Promise<StoredCharacter | null> {
    requireText(writeId, 'writeId')
    requireOpen(options)
    const head = newRecord(character, writeId, options)
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

  async list(options: ListOptions = {}): Promise<readonly MemoryRecord[]> {
    requirePage(options)
    requireOpen(options)
    return this.#places.get(placeOfTenant(options.tenant))?.list(options) ?? []
  }

  async listStates(options?: ListOptions): Promise<readonly CharacterState[]> {
    return (await this.list(options)).map(characterState)
  }

  async countHeads(options: CharacterQuery = {}): Promise<number> {
    return (await this.list({ ...options, after: undefined, limit: undefined })).length
  }

  async findMany(
    names: readonly string[],
    options?: StorageCallOptions,
  ): Promise<readonly MemoryRecord[]> {
    requireNames(names)
    requireOpen(options)
    return names.flatMap((name) => {
      const head = this.#byName.get(name)
      return head?.character.is_active ? [head] : []
    })
  }

  async findStates(
    names: readonly string[],
    options?: StorageCallOptions,
  ): Promise<readonly VersionState[]> {
    return (await this.findMany(names, options)).map(characterState)
  }

  async listDeleted(options: ListDeletedOptions = {}): Promise<readonly StoredCharacter[]> {
    requireDeletedPage(options)
    requireOpen(options)
    return this.#places.get(placeOfTenant(options.tenant))?.listDeleted(options) ?? []
  }

  async ping(options?: StorageCallOptions): Promise<void> {
    requireOpen(options)
  }

  /** The head that is still in the very state of `head`. */
  #present(head: StoredCharacter): MemoryRecord | null {
    const seen = stateOf(head, 'head')
    const present = this.#heads.get(seen.character.id)
    return present && isSameState(present.state, seen) ? present : null
  }

  #put(head: MemoryRecord): void {
    const { storedName } = head.state
    this.#heads.set(head.character.id, head)
    this.#byName.set(storedName, head)
    const place = placeOf(storedName)
    const heads = this.#places.get(place) ?? new TenantHeads()
    this.#places.set(place, heads)
    heads.put(head)
  }

  #drop(head: MemoryRecord): void {
    const { storedName } = head.state
    this.#heads.delete(head.character.id)
    this.#byName.delete(storedName)
    this.#places.get(placeOf(storedName))?.drop(head)
  }
}
