import type { CharacterCreate } from '../../model/character.ts'
import type { CharacterFileError } from './file-error.ts'

/**
 * A character of a file, or why there is none.
 *
 * @category Files
 */
export type CharacterFile<Input = CharacterCreate> =
  | {
      /** The file, with the folder in front. */
      readonly path: string
      /** What `createCharacter` takes, as the file says it: nothing is filled in. */
      readonly input: Input
      /** Nothing is wrong. */
      readonly error?: undefined
    }
  | {
      /** The file, with the folder in front. */
      readonly path: string
      /** What is wrong with it. */
      readonly error: CharacterFileError
      /** There is none. */
      readonly input?: undefined
    }
