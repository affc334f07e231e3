import type { Character } from '../model/character.ts'
import type { CharacterModel, CreateInput, UpdateInput } from '../model/character-model.ts'
import { canonicalName } from '../model/name.ts'
import type {
  CallOptions,
  FindOptions,
  ListCharactersOptions,
  ListDeletedCharactersOptions,
  ListVersionsCallOptions,
} from './arguments.ts'
import type { CharacterMethods } from './character-operations.ts'
import { createCharacter } from './creation.ts'
import { purgeCharacter, type RestoreOptions, restoreCharacter } from './deleted.ts'
import type { VersionChange } from './diff.ts'
import { countCharacters, listCharacters } from './finding.ts'
import { diffVersions, getVersion, listVersions, rollbackCharacter } from './history.ts'
import { iterateCharacters } from './iterate-characters.ts'
import { getCharacters } from './many-reads.ts'
import type { OperationMeta } from './operation-log.ts'
import { type PingOptions, ping } from './ping.ts'
import { findCharacter, listDeletedCharacters, readCharacter } from './reads.ts'
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
> implements CharacterMethods<Attributes, Defaulted>
{
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

  createCharacter(
    input: CreateInput<Attributes, Defaulted>,
    options?: CallOptions,
  ): Promise<Character & Attributes> {
    return this.#watch('createCharacter', {}, () => createCharacter(this.#core, input, options))
  }

  getCharacter(name: string, options?: CallOptions): Promise<Character & Attributes> {
    // A cached read pays for nothing but this line.
    const hit = options === undefined && !this.#core.log.active && this.#core.cache.hit(name)
    if (hit) return hit as Promise<Character & Attributes>
    return this.#watch('getCharacter', { name }, () => readCharacter(this.#core, name, options))
  }

  findCharacter(name: string, options?: CallOptions): Promise<(Character & Attributes) | null> {
    return this.#watch('findCharacter', { name }, () => findCharacter(this.#core, name, options))
  }

  getCharacters(
    names: readonly string[],
    options?: CallOptions,
  ): Promise<((Character & Attributes) | null)[]> {
    return this.#watch('getCharacters', {}, () => getCharacters(this.#core, names, options))
  }

  listCharacters(
    options?: ListCharactersOptions<Character & Attributes>,
  ): Promise<(Character & Attributes)[]> {
    return this.#watch('listCharacters', {}, () =>
      listCharacters(this.#core, options as ListCharactersOptions),
    )
  }

  iterateCharacters(
    options?: ListCharactersOptions<Character & Attributes>,
  ): AsyncIterable<Character & Attributes> {
    return iterateCharacters((page) => this.listCharacters(page), options)
  }

  countCharacters(options?: FindOptions<Character & Attributes>): Promise<number> {
    return this.#watch('countCharacters', {}, () =>
      countCharacters(this.#core, options as FindOptions),
    )
  }

  updateCharacter(
    name: string,
    patch: UpdateInput<Attributes>,
    options?: WriteOptions<Character & Attributes>,
  ): Promise<Character & Attributes> {
    return this.#watch('updateCharacter', { name }, () =>
      updateCharacter(this.#core, name, patch, options as WriteOptions),
    )
  }

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

  deleteCharacter(
    name: string,
    options?: WriteOptions<Character & Attributes>,
  ): Promise<Character & Attributes> {
    return this.#watch('deleteCharacter', { name }, () =>
      deleteCharacter(this.#core, name, options as WriteOptions),
    )
  }

  listDeletedCharacters(
    options?: ListDeletedCharactersOptions,
  ): Promise<(Character & Attributes)[]> {
    return this.#watch('listDeletedCharacters', {}, () =>
      listDeletedCharacters(this.#core, options),
    )
  }

  restoreCharacter(id: string, options?: RestoreOptions): Promise<Character & Attributes> {
    return this.#watch('restoreCharacter', { id }, () => restoreCharacter(this.#core, id, options))
  }

  purgeCharacter(id: string, options?: CallOptions): Promise<void> {
    return this.#watch('purgeCharacter', { id }, () => purgeCharacter(this.#core, id, options))
  }

  async getSystemPrompt(name: string, options?: CallOptions): Promise<string> {
    return (await this.getCharacter(name, options)).system_prompt
  }

  async getVersionInfo(name: string, options?: CallOptions): Promise<VersionInfo> {
    return toVersionInfo(await this.getCharacter(name, options))
  }

  listVersions(
    name: string,
    options?: ListVersionsCallOptions,
  ): Promise<(Character & Attributes)[]> {
    return this.#watch('listVersions', { name }, () => listVersions(this.#core, name, options))
  }

  getVersion(
    name: string,
    version: number,
    options?: CallOptions,
  ): Promise<Character & Attributes> {
    return this.#watch('getVersion', { name }, () => getVersion(this.#core, name, version, options))
  }

  rollbackCharacter(
    name: string,
    version: number,
    options?: WriteOptions<Character & Attributes>,
  ): Promise<Character & Attributes> {
    return this.#watch('rollbackCharacter', { name }, () =>
      rollbackCharacter(this.#core, name, version, options as WriteOptions),
    )
  }

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

  invalidateCharacter(name: string): void {
    const canonical = canonicalName(name)
    this.#core.cache.invalidate(canonical)
    this.#core.bus?.publish({ name: canonical, id: null, version: null, write_id: null })
  }

  clearCache(): void {
    this.#core.cache.clear()
    this.#core.bus?.publish({ name: null, id: null, version: null, write_id: null })
  }

  ping(options?: PingOptions): Promise<void> {
    return this.#watch('ping', {}, () => ping(this.#core, options))
  }

  stats(): ServiceStats {
    return { ...this.#core.cache.stats, entries: this.#core.options.cache.size }
  }

  async close(): Promise<void> {
    await this.#core.bus?.close()
  }

  #watch<T>(operation: string, meta: OperationMeta, work: () => Promise<unknown>): Promise<T> {
    return this.#core.log.watch(operation, meta, work) as Promise<T>
  }
}
