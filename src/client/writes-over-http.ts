import type { CharacterResponse } from '../model/character.ts'
import type { CreateInput, UpdateInput } from '../model/character-model.ts'
import { canonicalName } from '../model/name.ts'
import type { NotedOptions } from '../service/arguments.ts'
import { checkEdit, checkEdited, checkVersion } from '../service/arguments.ts'
import type { RestoreOptions } from '../service/deleted.ts'
import type { WriteOperations } from '../service/write-operations.ts'
import type { WriteOptions } from '../service/writes.ts'
import type { ClientCall } from './client-call.ts'
import { type ClientCore, characterPath, deletedPath } from './client-core.ts'
import type { Ask } from './exchange.ts'
import { checkWrite, type Guard, guardOf, noteOf, writeAfterRead } from './guarded-write.ts'
import { toJsonBody } from './json-body.ts'
import { ReadsOverHttp } from './reads-over-http.ts'
import { type Reader, readNothing } from './shown-character.ts'

/** Making, changing and removing, over HTTP. */
export class WritesOverHttp<
    Attributes extends object,
    Defaulted extends keyof Attributes,
    Shown extends CharacterResponse,
  >
  extends ReadsOverHttp<Attributes, Shown>
  implements WriteOperations<Attributes, Defaulted, Shown>
{
  readonly #core: ClientCore<Shown>

  constructor(core: ClientCore<Shown>) {
    super(core)
    this.#core = core
  }

  async createCharacter(
    input: CreateInput<Attributes, Defaulted>,
    options?: NotedOptions,
  ): Promise<Shown> {
    const ask = { method: 'POST', path: '', body: toJsonBody(input) } as const
    return this.#write(ask, options, this.#core.written)
  }

  async updateCharacter(
    name: string,
    patch: UpdateInput<Attributes>,
    options?: WriteOptions<Shown>,
  ): Promise<Shown> {
    return this.#change(name, { method: 'PUT', path: '', body: toJsonBody(patch) }, options)
  }

  async editCharacter(
    name: string,
    edit: (current: Shown) => UpdateInput<Attributes> | Promise<UpdateInput<Attributes>>,
    options: WriteOptions<Shown> = {},
  ): Promise<Shown> {
    checkEdit(edit)
    checkWrite(options)
    const path = characterPath(name)
    const { one, written } = this.#core
    return this.#core.perform(options, (call) => {
      const read = (): Promise<Shown> => call.readCharacter(path, one)
      return writeAfterRead(call, read, options, async (current, headers) => {
        const patch = await call.wait((async () => edit(current))())
        checkEdited(patch)
        const [body, query] = [toJsonBody(patch), noteOf(options)]
        return call.write({ method: 'PUT', path, query, body, headers }, written)
      })
    })
  }

  async deleteCharacter(name: string, options?: WriteOptions<Shown>): Promise<Shown> {
    const headers = { prefer: 'return=representation' }
    return this.#change(name, { method: 'DELETE', path: '', headers }, options)
  }

  async rollbackCharacter(
    name: string,
    version: number,
    options?: WriteOptions<Shown>,
  ): Promise<Shown> {
    checkVersion('version_number', version)
    const body = JSON.stringify({ version_number: version })
    return this.#change(name, { method: 'POST', path: '/rollback', body }, options)
  }

  async restoreCharacter(id: string, options: RestoreOptions = {}): Promise<Shown> {
    const path = `${deletedPath(id)}/restore`
    const { name } = options
    if (name !== undefined) canonicalName(name)
    const body = name === undefined ? null : JSON.stringify({ name })
    return this.#write({ method: 'POST', path, body }, options, this.#core.written)
  }

  async purgeCharacter(id: string, options?: NotedOptions): Promise<void> {
    return this.#write({ method: 'DELETE', path: deletedPath(id) }, options, readNothing)
  }

  #write<T>(ask: Ask, options: NotedOptions | undefined, reader: Reader<T>): Promise<T> {
    checkWrite(options)
    const noted = { ...ask, query: noteOf(options) }
    return this.#core.perform(options, (call) => call.write(noted, reader))
  }

  /**
   * Writes an active character under the conditions of the caller.
   *
   * @param ask its path begins below the character
   */
  #change(name: string, ask: Ask, options: WriteOptions<Shown> = {}): Promise<Shown> {
    checkWrite(options)
    const path = characterPath(name)
    const { one, written } = this.#core
    const query = noteOf(options)
    const write = (call: ClientCall, guard: Guard): Promise<Shown> => {
      const headers = { ...ask.headers, ...guard }
      return call.write({ ...ask, path: path + ask.path, query, headers }, written)
    }
    return this.#core.perform(options, (call) => {
      if (options.precondition === undefined) return write(call, guardOf(options))
      const read = (): Promise<Shown> => call.readCharacter(path, one)
      return writeAfterRead(call, read, options, (_, guard) => write(call, guard))
    })
  }
}
