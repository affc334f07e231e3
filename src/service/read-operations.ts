import type { Character } from '../model/character.ts'
import type {
  FindOptions,
  LabelledOptions,
  ListCharactersOptions,
  ListDeletedCharactersOptions,
} from './arguments.ts'
import type { Deletion } from './reads.ts'

/**
 * Reading and finding characters. `Shown` is what is given of one.
 *
 * @category Service
 */
export interface ReadOperations<
  Attributes extends object = {},
  Shown extends object = Character & Attributes,
> {
  /**
   * Reads an active character, from the cache when it is there: as it is, or with `label` the version
   * that this label points to.
   *
   * @throws {CharacterNotFoundError} when there is none of that name
   * @throws {CharacterLabelNotFoundError} when it does not have the label
   */
  getCharacter(name: string, options?: LabelledOptions): Promise<Shown>

  /** Reads an active character as `getCharacter` does; `null` when there is none, or no such label. */
  findCharacter(name: string, options?: LabelledOptions): Promise<Shown | null>

  /**
   * Reads many active characters, each as its name is spelled: from the cache where they are there,
   * all others at once. `null` stands for a name that nobody has, or who has it not the label.
   *
   * @param names at most 1,000
   * @returns in the order of the names
   */
  getCharacters(names: readonly string[], options?: LabelledOptions): Promise<(Shown | null)[]>

  /**
   * Lists active characters, by name in code point order unless `sort` says another, as fresh as the
   * storage.
   *
   * @throws {CharacterValidationError} when an option is none, naming it
   */
  listCharacters(options?: ListCharactersOptions<Character & Attributes>): Promise<Shown[]>

  /**
   * Goes through all that `listCharacters` lists, a page at a time: what stays as it is meanwhile comes
   * exactly once.
   *
   * @param options `limit` is how many are asked for at a time, 1 to 1,000, 100 without it
   * @throws as `listCharacters`, when the first is asked for
   * @example
   * ```ts
   * for await (const { name } of service.iterateCharacters()) console.log(name)
   * ```
   */
  iterateCharacters(options?: ListCharactersOptions<Character & Attributes>): AsyncIterable<Shown>

  /** Counts the active characters that `listCharacters` would list. */
  countCharacters(options?: FindOptions<Character & Attributes>): Promise<number>

  /** Lists deleted characters by id, under their original names, with when and by whom. */
  listDeletedCharacters(options?: ListDeletedCharactersOptions): Promise<(Shown & Deletion)[]>

  /**
   * Reads the system prompt of an active character, from the cache when it is there.
   *
   * @throws as `getCharacter`
   */
  getSystemPrompt(name: string, options?: LabelledOptions): Promise<string>
}
