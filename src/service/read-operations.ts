import type { Character } from '../model/character.ts'
import type {
  CallOptions,
  FindOptions,
  ListCharactersOptions,
  ListDeletedCharactersOptions,
} from './arguments.ts'

/**
 * Reading and finding characters.
 *
 * @category Service
 */
export interface ReadOperations<Attributes extends object = {}> {
  /**
   * Reads an active character, from the cache when it is there.
   *
   * @throws {CharacterNotFoundError} when there is none of that name
   */
  getCharacter(name: string, options?: CallOptions): Promise<Character & Attributes>

  /** Reads an active character as `getCharacter` does; `null` when there is none of that name. */
  findCharacter(name: string, options?: CallOptions): Promise<(Character & Attributes) | null>

  /**
   * Reads many active characters, each as its name is spelled: from the cache where they are there,
   * all others at once. `null` stands for a name that nobody has.
   *
   * @param names at most 1,000
   * @returns in the order of the names
   */
  getCharacters(
    names: readonly string[],
    options?: CallOptions,
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

  /** Lists deleted characters by id, under their original names. */
  listDeletedCharacters(options?: ListDeletedCharactersOptions): Promise<(Character & Attributes)[]>

  /**
   * Reads the system prompt of an active character, from the cache when it is there.
   *
   * @throws {CharacterNotFoundError} when there is none of that name
   */
  getSystemPrompt(name: string, options?: CallOptions): Promise<string>
}
