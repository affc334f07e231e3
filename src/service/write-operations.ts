import type { Character } from '../model/character.ts'
import type { CreateInput, UpdateInput } from '../model/character-model.ts'
import type { NotedOptions } from './arguments.ts'
import type { RestoreOptions } from './deleted.ts'
import type { WriteOptions } from './writes.ts'

/**
 * Making, changing and removing characters. Every write takes `by` and `note`: who, and why. `Shown`
 * is what is given of a character.
 *
 * @category Service
 */
export interface WriteOperations<
  Attributes extends object = {},
  Defaulted extends keyof Attributes = never,
  Shown extends object = Character & Attributes,
> {
  /**
   * Stores a new character, at version 1.
   *
   * @throws {CharacterValidationError} when the input breaks a rule (see `issues`)
   * @throws {CharacterAlreadyExistsError} when an active character holds the name
   */
  createCharacter(input: CreateInput<Attributes, Defaulted>, options?: NotedOptions): Promise<Shown>

  /**
   * Changes the fields that the patch names, and raises the version by one. Called at the same time,
   * updates of different fields all survive. `null` clears `avatar_url` and `voice_settings`; a new
   * `name` renames. Takes a whole character that was read: its `version_number` is an `expectedVersion`.
   *
   * @throws {CharacterNotFoundError} when there is none of that name
   * @throws {CharacterValidationError} when the patch, or the result, breaks a rule
   * @throws {CharacterVersionConflictError} when it is not at `expectedVersion`
   * @throws {CharacterAlreadyExistsError} when the new name is taken
   */
  updateCharacter(
    name: string,
    patch: UpdateInput<Attributes>,
    options?: WriteOptions<Shown>,
  ): Promise<Shown>

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
    edit: (current: Shown) => UpdateInput<Attributes> | Promise<UpdateInput<Attributes>>,
    options?: WriteOptions<Shown>,
  ): Promise<Shown>

  /**
   * Soft-deletes an active character: its name becomes free, it keeps its id and its versions, and
   * can be restored or purged. The version stays as it is.
   *
   * @returns the character as deleted, `is_active: false`
   * @throws {CharacterNotFoundError} when there is none of that name
   * @throws {CharacterVersionConflictError} when it is not at `expectedVersion`
   */
  deleteCharacter(name: string, options?: WriteOptions<Shown>): Promise<Shown>

  /**
   * Makes a deleted character active again, under its own name, or under another one (which raises
   * the version) when its own has been taken.
   *
   * @throws {CharacterNotFoundError} when no deleted character has this id
   * @throws {CharacterAlreadyExistsError} when the name is taken
   */
  restoreCharacter(id: string, options?: RestoreOptions): Promise<Shown>

  /**
   * Removes a deleted character and its versions for ever.
   *
   * @throws {CharacterNotFoundError} when no deleted character has this id
   */
  purgeCharacter(id: string, options?: NotedOptions): Promise<void>
}
