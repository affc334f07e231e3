import type { Character } from '../model/character.ts'
import type { CharacterModel, CreateInput, UpdateInput } from '../model/character-model.ts'
import type { LabelInfo, LabelMove } from '../model/label.ts'
import type {
  CallOptions,
  FindOptions,
  LabelledOptions,
  ListCharactersOptions,
  ListDeletedCharactersOptions,
  ListVersionsCallOptions,
  NotedOptions,
} from './arguments.ts'
import { type CharacterChangeInfo, listChanges } from './changes.ts'
import type { CharacterMethods } from './character-operations.ts'
import { createCharacter } from './creation.ts'
import { purgeCharacter, type RestoreOptions, restoreCharacter } from './deleted.ts'
import { coreOf, optionsOf } from './derived-options.ts'
import type { VersionChange } from './diff.ts'
import { countCharacters, listCharacters } from './finding.ts'
import { diffVersions, getVersion, listVersions, rollbackCharacter } from './history.ts'
import { iterateCharacters } from './iterate-characters.ts'
import { findCharacter, getCharacter, getCharacters, labelledHit } from './labelled-reads.ts'
import {
  type LabelOptions,
  type ListLabelMovesOptions,
  listLabelMoves,
  listLabels,
  removeLabel,
  setLabel,
} from './labels.ts'
import type { OperationMeta } from './operation-log.ts'
import { type PingOptions, ping } from './ping.ts'
import { type DeletedCharacter, listDeletedCharacters } from './reads.ts'
import type { ServiceCore } from './service-core.ts'
import type { CharacterServiceOptions } from './service-options.ts'
import type { ServiceStats } from './service-stats.ts'
import { type PurgeTenantOptions, type PurgeTenantReport, purgeTenant } from './tenants.ts'
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

  /** @throws {TypeError} when an option is not usable, naming it */
  constructor(options: CharacterServiceOptions<Attributes, Defaulted>) {
    this.#core = coreOf(options)
  }

  /**
   * The characters of one of your customers: a service over the same storage and cache that knows no
   * others. Costs next to nothing.
   *
   * @param tenant 1 to 64 of `A-Z a-z 0-9 . _ -`, beginning with a letter or digit; case counts
   * @throws {CharacterValidationError} when it cannot be a tenant's name
   * @throws {TypeError} when this service is one of a tenant itself
   */
  forTenant(tenant: string): CharacterService<Attributes, Defaulted> {
    return serviceOf<Attributes, Defaulted>(this.#core.forTenant(tenant))
  }

  /**
   * Removes a tenant's characters for ever, active and deleted, with all their versions. After a crash,
   * call it again. Each character has `timeoutMs`. Throws as `forTenant`.
   */
  purgeTenant(tenant: string, options?: PurgeTenantOptions): Promise<PurgeTenantReport> {
    return this.#watch('purgeTenant', {}, purgeTenant, tenant, options)
  }

  /** What a character of this service is: schemas of create, update, character and response. */
  get model(): CharacterModel<Attributes, Defaulted, keyof Attributes> {
    return this.#core.model as CharacterModel<Attributes, Defaulted, keyof Attributes>
  }

  createCharacter(
    input: CreateInput<Attributes, Defaulted>,
    options?: NotedOptions,
  ): Promise<Character & Attributes> {
    return this.#watch('createCharacter', {}, createCharacter, input, options)
  }

  getCharacter(name: string, options?: LabelledOptions): Promise<Character & Attributes> {
    // A cached read pays for nothing but these lines.
    if (!this.#core.log.active) {
      const hit =
        options === undefined
          ? this.#core.hit(name)?.promise
          : labelledHit(this.#core, name, options)
      if (hit !== undefined) return hit as Promise<Character & Attributes>
    }
    return this.#watch('getCharacter', { name }, getCharacter, name, options)
  }

  findCharacter(name: string, options?: LabelledOptions): Promise<(Character & Attributes) | null> {
    return this.#watch('findCharacter', { name }, findCharacter, name, options)
  }

  getCharacters(
    names: readonly string[],
    options?: LabelledOptions,
  ): Promise<((Character & Attributes) | null)[]> {
    return this.#watch('getCharacters', {}, getCharacters, names, options)
  }

  listCharacters(
    options?: ListCharactersOptions<Character & Attributes>,
  ): Promise<(Character & Attributes)[]> {
    return this.#watch('listCharacters', {}, listCharacters, options as ListCharactersOptions)
  }

  iterateCharacters(
    options?: ListCharactersOptions<Character & Attributes>,
  ): AsyncIterable<Character & Attributes> {
    return iterateCharacters((page) => this.listCharacters(page), options)
  }

  countCharacters(options?: FindOptions<Character & Attributes>): Promise<number> {
    return this.#watch('countCharacters', {}, countCharacters, options as FindOptions)
  }

  updateCharacter(
    name: string,
    patch: UpdateInput<Attributes>,
    options?: WriteOptions<Character & Attributes>,
  ): Promise<Character & Attributes> {
    return this.#watch('updateCharacter', { name }, updateCharacter, name, patch, options)
  }

  editCharacter(
    name: string,
    edit: (
      current: Character & Attributes,
    ) => UpdateInput<Attributes> | Promise<UpdateInput<Attributes>>,
    options?: WriteOptions<Character & Attributes>,
  ): Promise<Character & Attributes> {
    return this.#watch('editCharacter', { name }, editCharacter, name, edit, options)
  }

  deleteCharacter(
    name: string,
    options?: WriteOptions<Character & Attributes>,
  ): Promise<Character & Attributes> {
    return this.#watch('deleteCharacter', { name }, deleteCharacter, name, options)
  }

  listDeletedCharacters(
    options?: ListDeletedCharactersOptions,
  ): Promise<(DeletedCharacter & Attributes)[]> {
    return this.#watch('listDeletedCharacters', {}, listDeletedCharacters, options)
  }

  restoreCharacter(id: string, options?: RestoreOptions): Promise<Character & Attributes> {
    return this.#watch('restoreCharacter', { id }, restoreCharacter, id, options)
  }

  purgeCharacter(id: string, options?: NotedOptions): Promise<void> {
    return this.#watch('purgeCharacter', { id }, purgeCharacter, id, options)
  }

  async getSystemPrompt(name: string, options?: LabelledOptions): Promise<string> {
    return (await this.getCharacter(name, options)).system_prompt
  }

  async getVersionInfo(name: string, options?: CallOptions): Promise<VersionInfo> {
    return toVersionInfo(await this.getCharacter(name, options))
  }

  listVersions(
    name: string,
    options?: ListVersionsCallOptions,
  ): Promise<(Character & Attributes)[]> {
    return this.#watch('listVersions', { name }, listVersions, name, options)
  }

  getVersion(
    name: string,
    version: number,
    options?: CallOptions,
  ): Promise<Character & Attributes> {
    return this.#watch('getVersion', { name }, getVersion, name, version, options)
  }

  rollbackCharacter(
    name: string,
    version: number,
    options?: WriteOptions<Character & Attributes>,
  ): Promise<Character & Attributes> {
    return this.#watch('rollbackCharacter', { name }, rollbackCharacter, name, version, options)
  }

  listChanges(name: string, options?: ListVersionsCallOptions): Promise<CharacterChangeInfo[]> {
    return this.#watch('listChanges', { name }, listChanges, name, options)
  }

  setLabel(
    name: string,
    label: string,
    version: number,
    options?: LabelOptions,
  ): Promise<LabelInfo> {
    return this.#watch('setLabel', { name }, setLabel, name, label, version, options)
  }

  removeLabel(name: string, label: string, options?: LabelOptions): Promise<void> {
    return this.#watch('removeLabel', { name }, removeLabel, name, label, options)
  }

  listLabels(name: string, options?: CallOptions): Promise<LabelInfo[]> {
    return this.#watch('listLabels', { name }, listLabels, name, options)
  }

  listLabelMoves(name: string, options?: ListLabelMovesOptions): Promise<LabelMove[]> {
    return this.#watch('listLabelMoves', { name }, listLabelMoves, name, options)
  }

  diffVersions(
    name: string,
    from: number,
    to: number,
    options?: CallOptions,
  ): Promise<VersionChange[]> {
    return this.#watch('diffVersions', { name }, diffVersions, name, from, to, options)
  }

  invalidateCharacter(name: string): void {
    this.#core.invalidate(name)
  }

  clearCache(): void {
    this.#core.clear()
  }

  ping(options?: PingOptions): Promise<void> {
    return this.#watch('ping', {}, ping, options)
  }

  stats(): ServiceStats {
    return { ...this.#core.cache.stats, entries: this.#core.container.size }
  }

  close(): Promise<void> {
    return this.#core.close()
  }

  #watch<Args extends readonly unknown[], T>(
    operation: string,
    meta: OperationMeta,
    work: (core: ServiceCore, ...args: Args) => Promise<unknown>,
    ...args: Args
  ): Promise<T> {
    const core = this.#core
    return core.log.watch(operation, meta, () => work(core, ...args)) as Promise<T>
  }
}

/** Outside of the class: bundlers rename one that names itself. */
function serviceOf<A extends object, D extends keyof A>(core: ServiceCore): CharacterService<A, D> {
  return new CharacterService<A, D>(optionsOf(core))
}
