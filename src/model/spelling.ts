import { CharacterNameInvalidError } from '../errors.ts'
import { isWithin, MAX_NAME } from './limits.ts'

/** What is said of a name that is no text. */
export const NO_STRING = 'must be a string'
/** What is said of a name that tells nothing. */
export const UNTOLD = 'must hold a letter, a digit or a pictograph'

/** Which rule a text breaks as a name that is seen without looking up what its code points are. */
export function complaintAtSight(name: string): string | null {
  // First of all: what follows looks at every code point.
  if (!isWithin(name, MAX_NAME)) return `must hold at most ${MAX_NAME} code points`
  if (!name.isWellFormed()) return 'must not hold a lone surrogate'
  return /[/\\]/.test(name) ? "must not hold '/' or '\\'" : null
}

/**
 * Refuses of what is no name all that the path of a URL cannot carry, or where it would mean something
 * else. The rest only `canonicalName` tells.
 *
 * @throws {CharacterNameInvalidError} as that does
 */
export function checkSpelling(name: unknown): asserts name is string {
  if (typeof name !== 'string') throw new CharacterNameInvalidError(NO_STRING)
  const complaint = complaintAtSight(name) ?? (/^[ .-]*$/.test(name) ? UNTOLD : null)
  if (complaint !== null) throw new CharacterNameInvalidError(complaint)
}
