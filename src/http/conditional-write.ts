import { isCharacterError } from '../errors.ts'
import type { Character } from '../model/character.ts'
import type { CharacterOperations } from '../service/character-operations.ts'
import { expectedVersionOf, preconditionOf } from './conditional.ts'
import { type EndpointScope, writeOptions } from './endpoint.ts'
import { BodyConflict } from './problem.ts'

/** The methods of a service that take the conditions of a client. */
type ConditionalMethod = 'updateCharacter' | 'deleteCharacter' | 'rollbackCharacter'

/** Options of these methods. */
export type WriteOptions = NonNullable<Parameters<CharacterOperations['updateCharacter']>[2]>

/**
 * Writes under the conditions of the client.
 *
 * @param method which method of the service `write` calls, for messages
 * @throws {BodyConflict} when the character is at another version than the body says
 * @throws {TypeError} when it has written without asking whether the conditions hold
 */
export async function conditionalWrite(
  scope: EndpointScope,
  method: ConditionalMethod,
  write: (options: WriteOptions) => Promise<Character>,
): Promise<Character> {
  const given = writeOptions(scope)
  const conditions = scope.request.conditions()
  if (conditions === null) return tellingConflicts(write(given), () => true)
  const check = preconditionOf(conditions)
  let isChecked = false
  let isMatched = conditions.ifMatch === undefined
  const options: WriteOptions = {
    ...given,
    // A host that wraps the service may pass on the options it knows of: this one saves the version.
    expectedVersion: expectedVersionOf(conditions),
    precondition(current) {
      isChecked = true
      isMatched = false
      check(current)
      isMatched = true
    },
  }
  const written = await tellingConflicts(write(options), () => isMatched)
  if (isChecked) return written
  throw new TypeError(
    `service.${method} has written without a call of options.precondition: pass the options on as they are`,
  )
}

/** A conflict though the conditions hold is one with what the body says. */
async function tellingConflicts(
  writing: Promise<Character>,
  isMatched: () => boolean,
): Promise<Character> {
  try {
    return await writing
  } catch (error) {
    if (!isMatched() || !isCharacterError(error, 'CHARACTER_VERSION_CONFLICT')) throw error
    throw new BodyConflict(error.message, { cause: error })
  }
}
