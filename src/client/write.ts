import { CharacterVersionConflictError, isCharacterError } from '../errors.ts'
import { versionTag } from '../http/conditional.ts'
import type { CharacterResponse } from '../model/character.ts'
import { checkNote, checkVersion, type NotedOptions } from '../service/arguments.ts'
import type { WriteOptions } from '../service/writes.ts'
import type { Call } from './call.ts'
import { characterPath } from './character-path.ts'
import { pause } from './in-time.ts'
import { readCharacter } from './read-character.ts'
import { type Ask, send } from './send.ts'
import { type Reader, readShown } from './shown-character.ts'

/** Writes something, without a condition. */
export function write<T>(
  call: Call,
  ask: Ask,
  options: NotedOptions | undefined,
  reader: Reader<T>,
): Promise<T> {
  return send(call, { ...ask, query: noteOf(options) }, reader)
}

/**
 * Writes an active character under the conditions of the caller. What depends on the present one is
 * written only if that is still as it was read; again where another was faster.
 *
 * @param ask its path begins below the character
 * @param edit makes the body of what the character is
 */
export async function writeActive<C extends CharacterResponse>(
  call: Call<C>,
  name: string,
  ask: Ask,
  options: WriteOptions<C> = {},
  edit?: (current: C) => Promise<string>,
): Promise<C> {
  const { expectedVersion, precondition } = options
  const query = noteOf(options)
  const path = characterPath(name)
  for (let losses = 0; ; losses++) {
    const current = edit || precondition ? await readCharacter(call, path) : undefined
    if (current) checkPresent(current, options)
    const body = current && edit ? await edit(current) : ask.body
    const version = current?.version_number ?? expectedVersion
    const guard = version === undefined ? {} : { 'if-match': versionTag(version, current?.id) }
    const headers = { ...ask.headers, ...guard }
    try {
      const whole = { ...ask, path: path + ask.path, query, body, headers }
      return await send(call, whole, readShown<C>)
    } catch (error) {
      if (!current || !isOvertaken(error, current)) throw error
    }
    // The more often others were faster, the longer they go first.
    await pause(call, Math.random() * 10 * Math.min(losses, 20))
  }
}

/**
 * Why it is written, as a query.
 *
 * @throws what the service throws for such options, and a TypeError for what is the host's to say
 */
function noteOf(options: WriteOptions<never> = {}): URLSearchParams | undefined {
  const { expectedVersion, by, note } = options
  if (by !== undefined) throw new TypeError('by is for the host of the mount to say')
  if (expectedVersion !== undefined) checkVersion('expectedVersion', expectedVersion)
  checkNote(note)
  return note === undefined ? undefined : new URLSearchParams({ note })
}

/** @throws {CharacterVersionConflictError} when it is not at the expected version */
function checkPresent<C extends CharacterResponse>(
  current: C,
  { expectedVersion, precondition }: WriteOptions<C>,
): void {
  precondition?.(current)
  const { name, version_number } = current
  if (expectedVersion !== undefined && version_number !== expectedVersion) {
    throw new CharacterVersionConflictError(name, expectedVersion, version_number)
  }
}

/** Whether the character is no longer as it was read; a version in the patch may conflict as well. */
function isOvertaken(error: unknown, { version_number }: CharacterResponse): boolean {
  if (isCharacterError(error, 'CHARACTER_VERSION_CONFLICT')) return error.actual !== version_number
  // Another character has the name now.
  return Object(error).code === 'PRECONDITION_FAILED'
}
