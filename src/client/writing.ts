import type { CharacterResponse } from '../model/character.ts'
import { canonicalName } from '../model/name.ts'
import { type CallOptions, checkEdit, checkEdited, checkVersion } from '../service/arguments.ts'
import type { RestoreOptions } from '../service/deleted.ts'
import type { WriteOptions } from '../service/writes.ts'
import type { ClientCall } from './client-call.ts'
import { type ClientCore, characterPath, deletedPath } from './client-core.ts'
import type { Ask } from './exchange.ts'
import { checkWrite, type Guard, guardOf, writeAfterRead } from './guarded-write.ts'
import { toJsonBody } from './json-body.ts'
import { readNothing } from './shown-character.ts'

/** Stores a new character. */
export async function createCharacter<C extends CharacterResponse>(
  core: ClientCore<C>,
  input: unknown,
  options: CallOptions | undefined,
): Promise<C> {
  checkWrite(options)
  const body = toJsonBody(input)
  return core.perform(options, (call) =>
    call.write({ method: 'POST', path: '', body }, core.written),
  )
}

/** Changes the fields that a patch names. */
export async function updateCharacter<C extends CharacterResponse>(
  core: ClientCore<C>,
  spelling: string,
  patch: unknown,
  options: WriteOptions<C> | undefined,
): Promise<C> {
  const body = toJsonBody(patch)
  return writeActive(core, spelling, options, (path) => ({ method: 'PUT', path, body }))
}

/** Soft-deletes a character. */
export async function deleteCharacter<C extends CharacterResponse>(
  core: ClientCore<C>,
  spelling: string,
  options: WriteOptions<C> | undefined,
): Promise<C> {
  const headers = { prefer: 'return=representation' }
  return writeActive(core, spelling, options, (path) => ({ method: 'DELETE', path, headers }))
}

/** Appends a version with the content of an older one. */
export async function rollbackCharacter<C extends CharacterResponse>(
  core: ClientCore<C>,
  spelling: string,
  version: number,
  options: WriteOptions<C> | undefined,
): Promise<C> {
  checkVersion('version_number', version)
  const body = JSON.stringify({ version_number: version })
  return writeActive(core, spelling, options, (path) => ({
    method: 'POST',
    path: `${path}/rollback`,
    body,
  }))
}

/** Changes what a function makes of the present character. */
export async function editCharacter<C extends CharacterResponse>(
  core: ClientCore<C>,
  spelling: string,
  edit: (current: C) => unknown,
  options: WriteOptions<C> = {},
): Promise<C> {
  checkEdit(edit)
  checkWrite(options)
  const path = characterPath(spelling)
  return core.perform(options, (call) => {
    const read = () => call.readCharacter(path, core.one)
    return writeAfterRead(call, read, options, async (current, headers) => {
      const patch = await call.wait((async () => edit(current))())
      checkEdited(patch)
      return call.write({ method: 'PUT', path, body: toJsonBody(patch), headers }, core.written)
    })
  })
}

/** Makes a deleted character active again. */
export async function restoreCharacter<C extends CharacterResponse>(
  core: ClientCore<C>,
  id: string,
  options: RestoreOptions = {},
): Promise<C> {
  checkWrite(options)
  const path = `${deletedPath(id)}/restore`
  const { name } = options
  if (name !== undefined) canonicalName(name)
  const body = name === undefined ? null : JSON.stringify({ name })
  return core.perform(options, (call) => call.write({ method: 'POST', path, body }, core.written))
}

/** Removes a deleted character for ever. */
export async function purgeCharacter<C extends CharacterResponse>(
  core: ClientCore<C>,
  id: string,
  options: CallOptions | undefined,
): Promise<void> {
  checkWrite(options)
  const path = deletedPath(id)
  return core.perform(options, (call) => call.write({ method: 'DELETE', path }, readNothing))
}

/** Writes an active character under the conditions of the caller. */
function writeActive<C extends CharacterResponse>(
  core: ClientCore<C>,
  spelling: string,
  options: WriteOptions<C> = {},
  askAt: (path: string) => Ask,
): Promise<C> {
  checkWrite(options)
  const path = characterPath(spelling)
  const ask = askAt(path)
  const write = (call: ClientCall, guard: Guard): Promise<C> =>
    call.write({ ...ask, headers: { ...ask.headers, ...guard } }, core.written)
  return core.perform(options, (call) => {
    if (options.precondition === undefined) return write(call, guardOf(options))
    const read = () => call.readCharacter(path, core.one)
    return writeAfterRead(call, read, options, (_, guard) => write(call, guard))
  })
}
