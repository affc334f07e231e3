import type {
  CharacterChange,
  CharacterQuery,
  CharacterStorage,
  DeleteVersionsOptions,
  InsertOptions,
  ListDeletedOptions,
  ListOptions,
  ListVersionsOptions,
  StorageCallOptions,
  SwapResult,
  VersionKey,
} from '../storage/character-storage.ts'
import type {
  CharacterRecord,
  CharacterState,
  StoredCharacter,
  VersionState,
} from '../storage/stored-character.ts'
import { type FaultScript, ScriptedFaults } from './fault-script.ts'

/** A storage that fails as its script says. */
export interface FaultyStorage extends CharacterStorage, FaultScript {}

/**
 * Wraps a storage so that a test can make named calls fail, lose their reply, hang or wait. Without
 * a script it behaves as the storage it wraps.
 *
 * @example
 * ```ts
 * const storage = faultyStorage(memoryStorage())
 * const service = new CharacterService({ storage })
 *
 * storage.failAfter('swap') // the next update is stored, but its reply is lost
 * await service.updateCharacter('luna', { display_name: 'Luna' })
 *
 * const gate = storage.gate('find', 1, 'after')
 * const reading = service.getCharacter('luna')
 * await gate.reached // the storage has answered, the service has not heard it yet
 * gate.open()
 * await reading
 * ```
 */
export function faultyStorage(storage: CharacterStorage): FaultyStorage {
  return new ScriptedStorage(storage)
}

class ScriptedStorage extends ScriptedFaults implements FaultyStorage {
  readonly #storage: CharacterStorage

  constructor(storage: CharacterStorage) {
    super()
    this.#storage = storage
  }

  get keepVersions(): number {
    return this.#storage.keepVersions
  }

  get statesFirst(): boolean {
    return this.#storage.statesFirst === true
  }

  find(name: string, options?: StorageCallOptions): Promise<StoredCharacter | null> {
    return this.run('find', options, (o) => this.#storage.find(name, o))
  }

  findById(id: string, options?: StorageCallOptions): Promise<StoredCharacter | null> {
    return this.run('findById', options, (o) => this.#storage.findById(id, o))
  }

  insert(
    character: CharacterRecord,
    writeId: string,
    options?: InsertOptions,
  ): Promise<StoredCharacter | null> {
    return this.run('insert', options, (o) => this.#storage.insert(character, writeId, o))
  }

  swap(
    head: StoredCharacter,
    change: CharacterChange,
    options?: StorageCallOptions,
  ): Promise<SwapResult> {
    return this.run('swap', options, (o) => this.#storage.swap(head, change, o))
  }

  remove(head: StoredCharacter, options?: StorageCallOptions): Promise<boolean> {
    return this.run('remove', options, (o) => this.#storage.remove(head, o))
  }

  list(options?: ListOptions): Promise<readonly StoredCharacter[]> {
    return this.run('list', options, (o) => this.#storage.list(o))
  }

  listStates(options?: ListOptions): Promise<readonly CharacterState[]> {
    return this.run('listStates', options, (o) => this.#storage.listStates(o))
  }

  countHeads(options?: CharacterQuery): Promise<number> {
    return this.run('countHeads', options, (o) => this.#storage.countHeads(o))
  }

  findMany(
    names: readonly string[],
    options?: StorageCallOptions,
  ): Promise<readonly StoredCharacter[]> {
    return this.run('findMany', options, (o) => this.#storage.findMany(names, o))
  }

  findStates(
    names: readonly string[],
    options?: StorageCallOptions,
  ): Promise<readonly VersionState[]> {
    return this.run('findStates', options, (o) => this.#storage.findStates(names, o))
  }

  listDeleted(options?: ListDeletedOptions): Promise<readonly StoredCharacter[]> {
    return this.run('listDeleted', options, (o) => this.#storage.listDeleted(o))
  }

  insertVersion(
    head: StoredCharacter,
    options?: StorageCallOptions,
  ): Promise<'saved' | 'present' | 'differs'> {
    return this.run('insertVersion', options, (o) => this.#storage.insertVersion(head, o))
  }

  findVersion(
    id: string,
    version: number,
    options?: StorageCallOptions,
  ): Promise<StoredCharacter | null> {
    return this.run('findVersion', options, (o) => this.#storage.findVersion(id, version, o))
  }

  findVersions(
    versions: readonly VersionKey[],
    options?: StorageCallOptions,
  ): Promise<readonly StoredCharacter[]> {
    return this.run('findVersions', options, (o) => this.#storage.findVersions(versions, o))
  }

  listVersions(id: string, options: ListVersionsOptions): Promise<readonly StoredCharacter[]> {
    return this.run('listVersions', options, (o) => this.#storage.listVersions(id, o))
  }

  listVersionStates(id: string, options: ListVersionsOptions): Promise<readonly VersionState[]> {
    return this.run('listVersionStates', options, (o) => this.#storage.listVersionStates(id, o))
  }

  deleteVersions(id: string, options?: DeleteVersionsOptions): Promise<void> {
    return this.run('deleteVersions', options, (o) => this.#storage.deleteVersions(id, o))
  }

  get ping(): CharacterStorage['ping'] {
    const ping = this.#storage.ping?.bind(this.#storage)
    return ping && ((options) => this.run('ping', options, ping))
  }
}
