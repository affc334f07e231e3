import { CharacterNotFoundError } from '../errors.ts'
import { checkSpelling } from '../model/spelling.ts'
import { checkText } from '../service/arguments.ts'

/**
 * The path of a character, under the spelling that was given.
 *
 * @throws {CharacterNameInvalidError} when it is no name, as far as that is seen without the server
 */
export function characterPath(spelling: string): string {
  checkSpelling(spelling)
  return `/${encodeURIComponent(spelling)}`
}

/** What a URL would resolve. */
const RESOLVED = /^\.{0,2}$/

/**
 * The path of a deleted character.
 *
 * @throws {CharacterNotFoundError} when nothing can have such an id
 */
export function deletedPath(id: string): string {
  checkText('id', id)
  if (!RESOLVED.test(id)) return `/-/deleted/${encodeURIComponent(id)}`
  throw new CharacterNotFoundError(id, 'it takes the id of a deleted character, not a name')
}
