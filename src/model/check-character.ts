import { describeValue } from '../describe-value.ts'

/**
 * Checks that a function was given one character.
 *
 * @param caller the name of the function that was called, for messages
 * @throws {TypeError} when it was not, saying what it got
 */
export function checkCharacter(caller: string, character: unknown): void {
  const isObject = typeof character === 'object' && character !== null
  if (isObject && !Array.isArray(character) && !isPromise(character)) return
  const got = describeValue(character)
  throw new TypeError(`${caller}: character must be a Character, got ${got}`)
}

/** An attribute may bear the name `then`; none is a function. */
function isPromise(character: object): boolean {
  return 'then' in character && typeof character.then === 'function'
}
