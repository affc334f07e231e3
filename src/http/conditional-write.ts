import type { Character } from '../model/character.ts'
import type { CharacterOperations } from '../service/character-operations.ts'
import { expectedVersionOf, preconditionOf } from './conditional.ts'
import type { HttpRequest } from './exchange.ts'

/** The methods of a service that take the conditions of a client. */
type ConditionalMethod = 'updateCharacter' | 'deleteCharacter' | 'rollbackCharacter'

/** Options of these methods. */
export type WriteOptions = NonNullable<Parameters<CharacterOperations['updateCharacter']>[2]>

/**
 * Writes under the conditions of the client.
 *
 * @param method which method of the service `write` calls, for messages
 * @throws {TypeError} when it has written without asking whether they hold
 */
export async function conditionalWrite(
  request: HttpRequest<unknown>,
  method: ConditionalMethod,
  write: (options: WriteOptions) => Promise<Character>,
): Promise<Character> {
  const { signal } = request
  const conditions = request.conditions()
  if (conditions === null) return write({ signal })
  const check = preconditionOf(conditions)
  let isChecked = false
  const written = await write({
    signal,
    // A host that wraps the service may pass on the options it knows of: this one saves the version.
    expectedVersion: expectedVersionOf(conditions),
    precondition(current) {
      isChecked = true
      check(current)
    },
  })
  if (isChecked) return written
  throw new TypeError(
    `service.${method} has written without a call of options.precondition: pass the options on as they are`,
  )
}
