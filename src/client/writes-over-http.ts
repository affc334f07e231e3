import type { CharacterResponse } from '../model/character.ts'
import { checkSpelling } from '../model/spelling.ts'
import { checkEdit, checkEdited, checkVersion } from '../service/arguments.ts'
import type { VersionOperations } from '../service/version-operations.ts'
import type { WriteOperations } from '../service/write-operations.ts'
import type { Perform } from './call.ts'
import { deletedPath } from './character-path.ts'
import { toJsonBody } from './json-body.ts'
import { readMessage, readShown } from './shown-character.ts'
import { write, writeActive } from './write.ts'

type Writes<A extends object, D extends keyof A, Shown extends object> = WriteOperations<
  A,
  D,
  Shown
> &
  Pick<VersionOperations<A, Shown>, 'rollbackCharacter'>

/** What writes an active character. */
type Changing = 'updateCharacter' | 'editCharacter' | 'deleteCharacter' | 'rollbackCharacter'

/** Changing and deleting active characters, over HTTP. */
export function changesOverHttp<
  Attributes extends object,
  Defaulted extends keyof Attributes,
  Shown extends CharacterResponse,
>(perform: Perform<Shown>): Pick<Writes<Attributes, Defaulted, Shown>, Changing> {
  return {
    updateCharacter: (name, patch, options) =>
      perform(options, (call) => {
        const body = toJsonBody(patch)
        return writeActive(call, name, { method: 'PUT', path: '', body }, options)
      }),
    editCharacter: (name, edit, options) =>
      perform(options, (call) => {
        checkEdit(edit)
        return writeActive(call, name, { method: 'PUT', path: '' }, options, async (current) => {
          const patch = await edit(current)
          checkEdited(patch)
          return toJsonBody(patch)
        })
      }),
    deleteCharacter: (name, options) =>
      perform(options, (call) => {
        const headers = { prefer: 'return=representation' }
        return writeActive(call, name, { method: 'DELETE', path: '', headers }, options)
      }),
    rollbackCharacter: (name, version_number, options) =>
      perform(options, (call) => {
        checkVersion('version_number', version_number)
        const body = JSON.stringify({ version_number })
        return writeActive(call, name, { method: 'POST', path: '/rollback', body }, options)
      }),
  }
}

/** Making, restoring and purging, over HTTP. */
export function writesOverHttp<
  Attributes extends object,
  Defaulted extends keyof Attributes,
  Shown extends CharacterResponse,
>(perform: Perform<Shown>): Omit<Writes<Attributes, Defaulted, Shown>, Changing> {
  return {
    createCharacter: (input, options) =>
      perform(options, (call) => {
        const body = toJsonBody(input)
        return write(call, { method: 'POST', path: '', body }, options, readShown<Shown>)
      }),
    restoreCharacter: (id, options = {}) =>
      perform(options, (call) => {
        const path = `${deletedPath(id)}/restore`
        const { name } = options
        if (name !== undefined) checkSpelling(name)
        const body = name === undefined ? null : JSON.stringify({ name })
        return write(call, { method: 'POST', path, body }, options, readShown<Shown>)
      }),
    purgeCharacter: (id, options) =>
      perform(options, (call) =>
        write(call, { method: 'DELETE', path: deletedPath(id) }, options, readMessage),
      ),
  }
}
