import type { Character } from '../model/character.ts'
import type { CharacterModel, CreateInput, UpdateInput } from '../model/character-model.ts'
import { canonicalName } from '../model/name.ts'
import type { CallOptions, ListCharactersOptions, ListVersionsCallOptions } from './arguments.ts'
import { createCharacter } from './creation.ts'
import { purgeCharacter, type RestoreOptions, restoreCharacter } from './deleted.ts'
import type { VersionChange } from './diff.ts'
import { diffVersions, getVersion, listVersions, rollbackCharacter } from './history.ts'
import type { OperationMeta } from './operation-log.ts'
import { type PingOptions, ping } from './ping.ts'
import { findCharacter, listCharacters, listDeletedCharacters, readCharacter } from './reads.ts'
import { ServiceCore } from './service-core.ts'
import { type CharacterServiceOptions, resolveOptions } from './service-options.ts'
import type { ServiceStats } from './service-stats.ts'
import { toVersionInfo, type VersionInfo } from './version-info.ts'
import { deleteCharacter, editCharacter, updateCharacter, type WriteOptions } from './writes.ts'

/**
 * Creates, reads, changes, deletes and restores characters, read through a cache that never shows
 * an older version than the last one acknowledged.
 *
 * Names are taken in any spelling: upper case, full-width, composed or not. Every method rejects
 * with a `CharacterError` (see `isCharacterError`): `CHARACTER_NAME_INVALID` for what is no name,
 * `CHARACTER_VALIDATION` for invalid arguments, `CHARACTER_STORAGE` when the storage fails or does
 * not answer within `timeoutMs`. Every character that comes out is deeply frozen.
 *
 * @category Service
 * @example
 * ```ts
 * const service = new CharacterService({ storage: memoryStorage() })
 * await service.createCharacter({
 *   name: 'luna', // found in any spelling
 *   display_name: 'Luna', personality: 'Friendly AI assistant',
 *   system_prompt: 'You are Luna, a helpful and cheerful AI...',
 *   traits: ['helpful', 'creative', 'patient'],
 * })
 * const luna = await service.getCharacter('Luna')
 * ```
 */
export class CharacterService<
  Attributes extends object = {},
  Defaulted extends keyof Attributes = never,
> {
  readonly #core: ServiceCore
  readonly #model: CharacterModel<Attributes, Defaulted, keyof Attributes>

  /** @throws {TypeError} when an option is not usable, naming it */
  constructor(options: CharacterServiceOptions<Attributes, Defaulted>) {
    const resolved = resolveOptions(options)
    this.#core = new ServiceCore(resolved)
    this.#model = resolved.model as CharacterModel<Attributes, Defaulted, keyof Attributes>
  }

  /** What a character of this service is: schemas of create, update, character and response. */
  get model(): CharacterModel<Attributes, Defaulted, keyof Attributes> {
    return this.#model
  }

  /**
   * Stores a new character, at version 1.
   *
   * @throws {CharacterValidationError} when the input breaks a rule (see `issues`)
   * @throws {CharacterAlreadyExistsError} when an active character holds the name
   */
  createCharacter(
    input: CreateInput<Attributes, Defaulted>,
    options?: CallOptions,
  ): Promise<Character & Attributes> {
    return this.#watch('createCharacter', {}, () => createCharacter(this.#core, input, options))
  }

  /**
   * Reads an active character, from the cache when it is there.
   *
   * @throws {CharacterNotFoundError} when there is none of that name
   */
  getCharacter(name: string, options?: CallOptions): Promise<Character & Attributes> {
    // A cached read pays for nothing but this line.
    const hit = options === undefined && !this.#core.log.active && this.#core.cache.hit(name)
    if (hit) return hit as Promise<Character & Attributes>
    return this.#watch('getCharacter', { name }, () => readCharacter(this.#core, name, options))
  }

  /** Reads an active character as `getCharacter` does; `null` when there is none of that name. */
  findCharacter(name: string, options?: CallOptions): Promise<(Character & Attributes) | null> {
    return this.#watch('findCharacter', { name }, () => findCharacter(this.#core, name, options))
  }

  /** Lists active characters by name, in code point order. Never served from the cache. */
  listCharacters(options?: ListCharactersOptions): Promise<(Character & Attributes)[]> {
    return this.#watch('listCharacters', {}, () => listCharacters(this.#core, options))
  }

  /**
   * Changes the fields that the patch names, and raises the version by one. Called at the same time,
   * updates of different fields all survive. `null` clears `avatar_url` and `voice_settings`; a new
   * `name` renames.
   *
   * @throws {CharacterNotFoundError} when there is none of that name
   * @throws {CharacterValidationError} when the patch, or the result, breaks a rule
   * @throws {CharacterVersionConflictError} when it is not at `expectedVersion`
   * @throws {CharacterAlreadyExistsError} when the new name is taken
   */
  updateCharacter(
    name: string,
    patch: UpdateInput<Attributes>,
    options?: WriteOptions<Character & Attributes>,
  ): Promise<Character & Attributes> {
    return this.#watch('updateCharacter', { name }, () =>
      updateCharacter(this.#core, name, patch, options as WriteOptions),
    )
  }

  /**
   * Changes what depends on the present value: the function gets the present character and returns a
   * patch. It is called again when another writer was faster, so it should do nothing else. It counts
   * towards `timeoutMs`, and other writes of this name wait for it.
   *
   * @throws as `updateCharacter`, and what the function throws
   * @example
   * ```ts
   * await service.editCharacter('luna', ({ traits }) => ({ traits: [...traits, 'curious'] }))
   * ```
   */
  editCharacter(
    name: string,
    edit: (
      current: Character & Attributes,
    ) => UpdateInput<Attributes> | Promise<UpdateInput<Attributes>>,
    options?: WriteOptions<Character & Attributes>,
  ): Promise<Character & Attributes> {
    return this.#watch('editCharacter', { name }, () =>
      editCharacter(this.#core, name, edit, options as WriteOptions),
    )
  }

  /**
   * Soft-deletes an active character: its name becomes free, it keeps its id and its versions, and
   * can be restored or purged. The version stays as it is.
   *
   * @returns the character as deleted, `is_active: false`
   * @throws {CharacterNotFoundError} when there is none of that name
   * @throws {CharacterVersionConflictError} when it is not at `expectedVersion`
   */
  deleteCharacter(
    name: string,
    options?: WriteOptions<Character & Attributes>,
  ): Promise<Character & Attributes> {
    return this.#watch('deleteCharacter', { name }, () =>
      deleteCharacter(this.#core, name, options as WriteOptions),
    )
  }

  /** Lists deleted characters by id, under their original names. */
  listDeletedCharacters(options?: ListCharactersOptions): Promise<(Character & Attributes)[]> {
    return this.#watch('listDeletedCharacters', {}, () =>
      listDeletedCharacters(this.#core, options),
    )
  }

  /**
   * Makes a deleted character active again, under its own name, or under another one (which raises
   * the version) when its own has been taken.
   *
   * @throws {CharacterNotFoundError} when no deleted character has this id
   * @throws {CharacterAlreadyExistsError} when the name is taken
   */
  restoreCharacter(id: string, options?: RestoreOptions): Promise<Character & Attributes> {
    return this.#watch('restoreCharacter', { id }, () => restoreCharacter(this.#core, id, options))
  }

  /**
   * Removes a deleted character and its versions for ever.
   *
   * @throws {CharacterNotFoundError} when no deleted character has this id
   */
  purgeCharacter(id: string, options?: CallOptions): Promise<void> {
    return this.#watch('purgeCharacter', { id }, () => purgeCharacter(this.#core, id, options))
  }

  /**
   * Reads the system prompt of an active character, from the cache when it is there.
   *
   * @throws {CharacterNotFoundError} when there is none of that name
   */
  async getSystemPrompt(name: string, options?: CallOptions): Promise<string> {
    return (await this.getCharacter(name, options)).system_prompt
  }

  /**
   * Tells which version an active character is at, from the cache when it is there.
   *
   * @throws {CharacterNotFoundError} when there is none of that name
   */
  async getVersionInfo(name: string, options?: CallOptions): Promise<VersionInfo> {
    return toVersionInfo(await this.getCharacter(name, options))
  }

  /**
   * Lists versions of an active character, newest first, the present one included. A history that
   * another program wrote may have gaps.
   *
   * @throws {CharacterNotFoundError} when there is none of that name
   */
  listVersions(
    name: string,
    options?: ListVersionsCallOptions,
  ): Promise<(Character & Attributes)[]> {
    return this.#watch('listVersions', { name }, () => listVersions(this.#core, name, options))
  }

  /**
   * Reads one version of an active character, as it was, whatever today's rules say.
   *
   * @throws {CharacterNotFoundError} when there is none of that name
   * @throws {CharacterVersionNotFoundError} when it never was, was pruned or was not recorded
   */
  getVersion(
    name: string,
    version: number,
    options?: CallOptions,
  ): Promise<Character & Attributes> {
    return this.#watch('getVersion', { name }, () => getVersion(this.#core, name, version, options))
  }

  /**
   * Appends a version with the content of an older one; the character keeps the name it has now.
   * Today's rules judge the fields that change thereby.
   *
   * @throws {CharacterNotFoundError} when there is none of that name
   * @throws {CharacterVersionNotFoundError} when it never was, was pruned or was not recorded
   * @throws {CharacterValidationError} when a field of that version breaks a rule of today
   * @throws {CharacterVersionConflictError} when it is not at `expectedVersion`
   */
  rollbackCharacter(
    name: string,
    version: number,
    options?: WriteOptions<Character & Attributes>,
  ): Promise<Character & Attributes> {
    return this.#watch('rollbackCharacter', { name }, () =>
      rollbackCharacter(this.#core, name, version, options as WriteOptions),
    )
  }

  /**
   * Tells what changed in content from one version to another, as a JSON Patch (RFC 6902) that also
   * holds the values before.
   *
   * @throws as `getVersion`
   */
  diffVersions(
    name: string,
    from: number,
    to: number,
    options?: CallOptions,
  ): Promise<VersionChange[]> {
    return this.#watch('diffVersions', { name }, () =>
      diffVersions(this.#core, name, from, to, options),
    )
  }

  /**
   * Forgets what is cached of a name, here and in every service on the bus.
   *
   * @throws {CharacterNameInvalidError} when it is no name
   */
  invalidateCharacter(name: string): void {
    const canonical = canonicalName(name)
    this.#core.cache.invalidate(canonical)
    this.#core.bus?.publish({ name: canonical, id: null, version: null, write_id: null })
  }

  /** Forgets all that is cached, here and in every service on the bus. */
  clearCache(): void {
    this.#core.cache.clear()
    this.#core.bus?.publish({ name: null, id: null, version: null, write_id: null })
  }

  /** Asks the storage whether it answers: its cheapest question, past the cache. For health probes. */
  ping(options?: PingOptions): Promise<void> {
    return this.#watch('ping', {}, () => ping(this.#core, options))
  }

  /** Counts what the cache did since the service was made. */
  stats(): ServiceStats {
    return { ...this.#core.cache.stats, entries: this.#core.options.cache.size }
  }

  /** Leaves the bus. Closes nothing that the service was given. */
  async close(): Promise<void> {
    await this.#core.bus?.close()
  }

  #watch<T>(operation: string, meta: OperationMeta, work: () => Promise<unknown>): Promise<T> {
    return this.#core.log.watch(operation, meta, work) as Promise<T>
  }
}
