import { CharacterVersionConflictError, isCharacterError } from '../errors.ts'
import { versionTag } from '../http/conditional.ts'
import type { CharacterResponse } from '../model/character.ts'
import { checkVersion, type NotedOptions, readNotes } from '../service/arguments.ts'
import type { WriteOptions } from '../service/writes.ts'
import type { ClientCall } from './client-call.ts'
import { CharacterHttpError } from './http-error.ts'

/** Header fields of a write. */
export type Guard = { readonly 'if-match': string } | undefined

/** @throws what the service throws for such options, and a TypeError for what is the host's to say */
export function checkWrite(options: WriteOptions<never> | undefined): void {
  const { expectedVersion, by } = Object(options) as { expectedVersion?: unknown; by?: unknown }
  if (by !== undefined) throw new TypeError('by is said by the host of the mount: leave it out')
  if (expectedVersion !== undefined) checkVersion('expectedVersion', expectedVersion)
  readNotes(options)
}

/** Why it is written, as a query. */
export function noteOf({ note }: NotedOptions = {}): URLSearchParams | undefined {
  return note === undefined ? undefined : new URLSearchParams({ note })
}

/** The condition that a number alone makes: whichever character has the name must be at it. */
export function guardOf({ expectedVersion }: WriteOptions<never>): Guard {
  return expectedVersion === undefined ? undefined : { 'if-match': versionTag(expectedVersion) }
}

/**
 * Writes what depends on the present character: reads it, and writes only if it is still so; again
 * where another was faster.
 *
 * @throws {CharacterVersionConflictError} when it is not at the expected version
 */
export async function writeAfterRead<C extends CharacterResponse, T>(
  call: ClientCall,
  read: () => Promise<C>,
  { expectedVersion, precondition }: WriteOptions<C>,
  write: (guard: Guard, current: C) => Promise<T>,
): Promise<T> {
  for (let losses = 0; ; losses++) {
    const current = await read()
    precondition?.(current)
    const { id, name, version_number } = current
    if (expectedVersion !== undefined && version_number !== expectedVersion) {
      throw new CharacterVersionConflictError(name, expectedVersion, version_number)
    }
    try {
      return await write({ 'if-match': versionTag(version_number, id) }, current)
    } catch (error) {
      if (!isOvertaken(error, current)) throw error
    }
    // The more often others were faster, the longer they go first.
    await call.pause(Math.random() * 10 * Math.min(losses, 20))
  }
}

/** Whether the character is no longer as it was read; a version in the patch may conflict as well. */
function isOvertaken(error: unknown, { version_number }: CharacterResponse): boolean {
  if (isCharacterError(error, 'CHARACTER_VERSION_CONFLICT')) return error.actual !== version_number
  // Another character has the name now.
  return error instanceof CharacterHttpError && error.code === 'PRECONDITION_FAILED'
}
