import type { FieldCondition } from '../model/field-condition.ts'
import type { SortOrder, SortPosition } from '../model/parse-sort.ts'
import type { ChangeRecord, Ledger } from './ledger.ts'
import type {
  CharacterRecord,
  CharacterState,
  StoredCharacter,
  VersionState,
} from './stored-character.ts'

/**
 * A change of a head. What it does not name stays exactly as it is stored.
 *
 * @category Storage
 */
export interface CharacterChange {
  /** The token of this write: the new head carries it. */
  readonly writeId: string
  /**
   * The fields that get a new value. A new `name` is a rename and leaves a trace of the old one for
   * watchers. `is_active: false` takes the name away and keeps it as the original one;
   * `is_active: true` with a `name` gives it back.
   */
  readonly set: Partial<CharacterRecord>
  /**
   * A version whose whole content replaces the head's before `set` is applied. The head keeps its
   * id, its name, whether it is active, and its version number unless `set` gives a new one.
   */
  readonly content?: StoredCharacter | undefined
  /** The parts of what is kept beside the content that get a new value; the others stay. */
  readonly ledger?: Partial<Ledger> | undefined
  /**
   * The words by which the new head is found. Without them those of the head stay, and count for the
   * version they were given with alone.
   */
  readonly searchWords?: readonly string[] | undefined
}

/**
 * What became of a guarded write: the new head, or why there is none.
 *
 * @category Storage
 */
export type SwapResult = StoredCharacter | 'lost' | 'taken'

/**
 * Bounds of one call to a storage.
 *
 * @category Storage
 */
export interface StorageCallOptions {
  /** Aborted when nobody waits for the call any longer: at its deadline, too, where both are given. */
  readonly signal?: AbortSignal | undefined
  /** Milliseconds that are left for the call, for a server that can give up by itself. */
  readonly timeoutMs?: number | undefined
}

/**
 * What an insert keeps beside the character.
 *
 * @category Storage
 */
export interface InsertOptions extends StorageCallOptions {
  /** The words by which the new head is found; none without them. */
  readonly searchWords?: readonly string[] | undefined
  /** The write that makes it. */
  readonly change?: ChangeRecord | undefined
}

/**
 * Whose heads are meant.
 *
 * @category Storage
 */
export interface TenantOptions extends StorageCallOptions {
  /**
   * Only those whose stored name is of this tenant (see `tenantOf`).
   *
   * @default only those of no tenant
   */
  readonly tenant?: string | undefined
}

/**
 * Which active heads are meant.
 *
 * @category Storage
 */
export interface CharacterQuery extends TenantOptions {
  /** What all of them meet, as `meetsConditions` judges them. */
  readonly where?: readonly FieldCondition[] | undefined
  /**
   * Each begins one of the words of all of them at least: those that the write of this very version
   * gave them.
   */
  readonly words?: readonly string[] | undefined
  /** A label that all of them have. */
  readonly label?: string | undefined
}

/**
 * A page of active heads.
 *
 * @category Storage
 */
export interface ListOptions extends CharacterQuery {
  /**
   * The order.
   *
   * @default by name, ascending
   */
  readonly sort?: SortOrder | undefined
  /**
   * Only what comes after this: a stored name in an order by name, whose position has no other part;
   * else the last character of the page before, as it was shown.
   */
  readonly after?: string | SortPosition | undefined
  /** At most so many; all without it. */
  readonly limit?: number | undefined
}

/**
 * A page of soft-deleted heads, by id.
 *
 * @category Storage
 */
export interface ListDeletedOptions extends TenantOptions {
  /** Only ids after this one. */
  readonly after?: string | undefined
  /** At most so many; all without it. */
  readonly limit?: number | undefined
}

/**
 * A page of versions, newest first.
 *
 * @category Storage
 */
export interface ListVersionsOptions extends StorageCallOptions {
  /** Only versions with a lower number. */
  readonly before?: number | undefined
  /** Only versions with this number or a higher one. */
  readonly from?: number | undefined
  /** At most so many. */
  readonly limit: number
}

/**
 * One version of a character.
 *
 * @category Storage
 */
export interface VersionKey {
  /** The id of the character. */
  readonly id: string
  /** The number of the version. */
  readonly version: number
}

/**
 * Which versions are removed.
 *
 * @category Storage
 */
export interface DeleteVersionsOptions extends StorageCallOptions {
  /** Only those with a lower number. */
  readonly below?: number | undefined
  /** These are kept all the same. */
  readonly except?: readonly number[] | undefined
}

/**
 * Persists characters. The service drives the order of calls; each call is atomic by itself and
 * nothing more is asked: a unique index on the stored name and single-document compare-and-swap.
 *
 * The *head* of a character is its newest version; each older one is a snapshot under
 * `(id, version_number)`. Exactly one head holds a stored name; a soft-deleted head holds none. The
 * stored name of a tenant's character is `tenants/<tenant>/<name>`: nothing else keeps tenants apart.
 * Every method rejects with `CharacterStorageError` when the storage fails; the outcome of a write
 * that rejects is unknown to the caller. A storage never caches, never logs, and keeps no object it
 * was given nor hands out one it keeps writable. Prove your own with `storageContract` of
 * `dramatis/testing`.
 *
 * @category Storage
 */
export interface CharacterStorage {
  /** How many versions of a character are kept, the head included; `Infinity` keeps all. */
  readonly keepVersions: number
  /**
   * Whether states cost clearly less to read than characters: then the service asks for the states of
   * a page whose characters it holds, and reads those that differ.
   */
  readonly statesFirst?: boolean | undefined
  /**
   * The head that holds exactly this stored name, read from the primary; `null` when none does. It
   * may have `is_active: false` when another program soft-deleted it without freeing the name.
   */
  find(name: string, options?: StorageCallOptions): Promise<StoredCharacter | null>
  /** The head with this id, active or deleted, read from the primary; `null` when there is none. */
  findById(id: string, options?: StorageCallOptions): Promise<StoredCharacter | null>
  /** Stores a new head; `null`, and nothing stored, when its id or its name is taken. */
  insert(
    character: CharacterRecord,
    writeId: string,
    options?: InsertOptions,
  ): Promise<StoredCharacter | null>
  /**
   * Replaces the head if it is still in the very state of `head`: same id, stored name, version,
   * `is_active` and write id. `lost` when it is not; `taken` when the new name is held by another.
   */
  swap(
    head: StoredCharacter,
    change: CharacterChange,
    options?: StorageCallOptions,
  ): Promise<SwapResult>
  /** Removes the head for ever if it is still in the very state of `head`; tells whether it did. */
  remove(head: StoredCharacter, options?: StorageCallOptions): Promise<boolean>
  /**
   * Active heads, by default by stored name in code point order. A head that is not changed meanwhile
   * is on exactly one page of those that are asked for one after the other.
   */
  list(options?: ListOptions): Promise<readonly StoredCharacter[]>
  /** The states of the very heads that `list` would give. */
  listStates(options?: ListOptions): Promise<readonly CharacterState[]>
  /** How many active heads a query means. */
  countHeads(options?: CharacterQuery): Promise<number>
  /** The active heads that hold these stored names, in any order; nothing for a name that none holds. */
  findMany(
    names: readonly string[],
    options?: StorageCallOptions,
  ): Promise<readonly StoredCharacter[]>
  /** The states of the very heads that `findMany` would give. */
  findStates(
    names: readonly string[],
    options?: StorageCallOptions,
  ): Promise<readonly VersionState[]>
  /** Soft-deleted heads that gave up their name, by id. */
  listDeleted(options?: ListDeletedOptions): Promise<readonly StoredCharacter[]>
  /**
   * Keeps a copy of this state under its id and version, as active and under its original name.
   * `present` when that version is kept already; `differs` when the one kept was made by another write.
   */
  insertVersion(
    head: StoredCharacter,
    options?: StorageCallOptions,
  ): Promise<'saved' | 'present' | 'differs'>
  /** The snapshot of a version; `null` when there is none (the head has none of its own). */
  findVersion(
    id: string,
    version: number,
    options?: StorageCallOptions,
  ): Promise<StoredCharacter | null>
  /** Snapshots of a character, newest first. */
  listVersions(id: string, options: ListVersionsOptions): Promise<readonly StoredCharacter[]>
  /** The states of the very snapshots that `listVersions` would give. */
  listVersionStates(id: string, options: ListVersionsOptions): Promise<readonly VersionState[]>
  /** The snapshots of some versions, in any order; nothing for one that there is not. */
  findVersions(
    versions: readonly VersionKey[],
    options?: StorageCallOptions,
  ): Promise<readonly StoredCharacter[]>
  /** Removes the snapshots of a character: those that the options mean, or all. */
  deleteVersions(id: string, options?: DeleteVersionsOptions): Promise<void>
  /**
   * Settles once the storage has answered: its cheapest question, which reads and writes nothing. A
   * storage without it is asked for a page of one.
   */
  readonly ping?: ((options?: StorageCallOptions) => Promise<void>) | undefined
}
