import type { CharacterResponse } from '../model/character.ts'
import type { CreateInput, UpdateInput } from '../model/character-model.ts'
import type { LabelInfo, LabelMove } from '../model/label.ts'
import { canonicalName } from '../model/name.ts'
import type { CallOptions, NotedOptions } from '../service/arguments.ts'
import { checkEdit, checkEdited, checkLabel, checkVersion } from '../service/arguments.ts'
import type { RestoreOptions } from '../service/deleted.ts'
import type { LabelOperations } from '../service/label-operations.ts'
import type { LabelOptions, ListLabelMovesOptions } from '../service/labels.ts'
import type { WriteOperations } from '../service/write-operations.ts'
import type { WriteOptions } from '../service/writes.ts'
import { type ClientCore, characterPath, deletedPath } from './client-core.ts'
import type { Ask } from './exchange.ts'
import { checkWrite, type Guard, guardOf, noteOf, writeAfterRead } from './guarded-write.ts'
import { toJsonBody } from './json-body.ts'
import { ReadsOverHttp } from './reads-over-http.ts'
import { listOf, readLabel, readNothing } from './shown-character.ts'

/** Making, changing, removing and labelling, over HTTP. */
export class WritesOverHttp<
    Attributes extends object,
    Defaulted extends keyof Attributes,
    Shown extends CharacterResponse,
  >
  extends ReadsOverHttp<Attributes, Shown>
  implements WriteOperations<Attributes, Defaulted, Shown>, LabelOperations
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
    return this.#core.write(options, ask, this.#core.written)
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
    options?: WriteOptions<Shown>,
  ): Promise<Shown> {
    checkEdit(edit)
    return this.#change(name, { method: 'PUT', path: '' }, options, async (current) => {
      const patch = await edit(current)
      checkEdited(patch)
      return toJsonBody(patch)
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
    return this.#core.write(options, { method: 'POST', path, body }, this.#core.written)
  }

  async purgeCharacter(id: string, options?: NotedOptions): Promise<void> {
    return this.#core.write(options, { method: 'DELETE', path: deletedPath(id) }, readNothing)
  }

  async setLabel(
    name: string,
    label: string,
    version: number,
    options: LabelOptions = {},
  ): Promise<LabelInfo> {
    checkVersion('version_number', version)
    const path = labelPath(name, label, options)
    const body = JSON.stringify({ version_number: version, expected: options.expected })
    return this.#core.write(options, { method: 'PUT', path, body }, readLabel)
  }

  async removeLabel(name: string, label: string, options: LabelOptions = {}): Promise<void> {
    const path = labelPath(name, label, options)
    const { expected } = options
    const body = expected === undefined ? null : JSON.stringify({ expected })
    return this.#core.write(options, { method: 'DELETE', path, body }, readNothing)
  }

  async listLabels(name: string, options?: CallOptions): Promise<LabelInfo[]> {
    const path = `${characterPath(name)}/labels`
    return this.#core.read(options, { path }, listOf(readLabel))
  }

  async listLabelMoves(_name: string, _options?: ListLabelMovesOptions): Promise<LabelMove[]> {
    throw new TypeError('listLabelMoves: a mount does not show the moves of labels')
  }

  /**
   * Writes an active character under the conditions of the caller.
   *
   * @param ask its path begins below the character
   * @param edit makes the body of what the character is
   */
  #change(
    name: string,
    ask: Ask,
    options: WriteOptions<Shown> = {},
    edit?: (current: Shown) => Promise<string>,
  ): Promise<Shown> {
    checkWrite(options)
    const path = characterPath(name)
    const { one, written } = this.#core
    return this.#core.perform(options, (call) => {
      const write = async (guard: Guard, current?: Shown): Promise<Shown> => {
        const body = edit && current ? await call.race(edit(current)) : ask.body
        const headers = { ...ask.headers, ...guard }
        const query = noteOf(options)
        return call.write({ ...ask, path: path + ask.path, query, body, headers }, written)
      }
      if (edit === undefined && options.precondition === undefined) return write(guardOf(options))
      return writeAfterRead(call, () => call.readCharacter(path, one), options, write)
    })
  }
}

function labelPath(name: string, label: string, { expected }: LabelOptions): string {
  checkLabel('label', label)
  if (expected != null) checkVersion('expected', expected)
  return `${characterPath(name)}/labels/${label}`
}
