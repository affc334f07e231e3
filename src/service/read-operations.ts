import type { Character } from '../model/character.ts'
import type {
  FindOptions,
  LabelledOptions,
  ListCharactersOptions,
  ListDeletedCharactersOptions,
} from './arguments.ts'
import type { DeletedCharacter } from './reads.ts'

/**
 * Reading and finding characters.
 *
 * @category Service
 */
export interface ReadOperations<Attributes extends object = {}> {
  /**
   * Reads an active character, from the cache when it is there: as it is, or with `label` the version
   * that this label points to.
   *
   * @throws {CharacterNotFoundError} when there is none of that name
   * @throws {CharacterLabelNotFoundError} when it does not have the label
   */
  getCharacter(name: string, options?: LabelledOptions): Promise<Character & Attributes>

  /** Reads an active character as `getCharacter` does; `null` when there is none, or no such label. */
  findCharacter(name: string, options?: LabelledOptions): Promise<(Character & Attributes) | null>

  /**
   * Reads many active characters, each as its name is spelled: from the cache where they are there,
   * all others at once. `null` stands for a name that nobody has, or who has it not the label.
   *
   * @param names at most 1,000
   * @returns in the order of the names
   */
  getCharacters(
    names: readonly string[],
    options?: LabelledOptions,
  ): Promise<((Character & Attributes) | null)[]>

  /**
   * Lists active characters, by name in code point order unless `sort` says another, as fresh as the
   * storage.
   *
   * @throws {CharacterValidationError} when an option is none, naming it
   */
  listCharacters(
    options?: ListCharactersOptions<Character & Attributes>,
  ): Promise<(Character & Attributes)[]>

  /** Counts the active characters that `listCharacters` would list. */
  countCharacters(options?: FindOptions<Character & Attributes>): Promise<number>

  /** Lists deleted characters by id, under their original names, with when and by whom. */
  listDeletedCharacters(
    options?: ListDeletedCharactersOptions,
  ): Promise<(DeletedCharacter & Attributes)[]>

  /**
   * Reads the system prompt of an active character, from the cache when it is there.
   *
   * @throws as `getCharacter`
   */
  getSystemPrompt(name: string, options?: LabelledOptions): Promise<string>
}
