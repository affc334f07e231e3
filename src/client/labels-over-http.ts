import type { CharacterResponse } from '../model/character.ts'
import type { LabelInfo, LabelMove } from '../model/label.ts'
import { type CallOptions, checkLabel, checkVersion } from '../service/arguments.ts'
import type { LabelOperations } from '../service/label-operations.ts'
import type { LabelOptions, ListLabelMovesOptions } from '../service/labels.ts'
import { type ClientCore, characterPath } from './client-core.ts'
import { checkWrite, noteOf } from './guarded-write.ts'
import { labelReader, labelsReader, readNothing } from './shown-character.ts'
import { WritesOverHttp } from './writes-over-http.ts'

/** Labels, over HTTP. */
export class LabelsOverHttp<
    Attributes extends object,
    Defaulted extends keyof Attributes,
    Shown extends CharacterResponse,
  >
  extends WritesOverHttp<Attributes, Defaulted, Shown>
  implements LabelOperations
{
  readonly #core: ClientCore<Shown>

  constructor(core: ClientCore<Shown>) {
    super(core)
    this.#core = core
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
    const ask = { method: 'PUT', path, query: noteOf(options), body } as const
    return this.#core.perform(options, (call) => call.write(ask, labelReader))
  }

  async removeLabel(name: string, label: string, options: LabelOptions = {}): Promise<void> {
    const path = labelPath(name, label, options)
    const { expected } = options
    const body = expected === undefined ? null : JSON.stringify({ expected })
    const ask = { method: 'DELETE', path, query: noteOf(options), body } as const
    return this.#core.perform(options, (call) => call.write(ask, readNothing))
  }

  async listLabels(name: string, options?: CallOptions): Promise<LabelInfo[]> {
    const path = `${characterPath(name)}/labels`
    return this.#core.perform(options, (call) => call.read({ path }, labelsReader))
  }

  async listLabelMoves(_name: string, _options?: ListLabelMovesOptions): Promise<LabelMove[]> {
    throw new TypeError('listLabelMoves: a mount does not show the moves of labels')
  }
}

function labelPath(name: string, label: string, options: LabelOptions): string {
  checkWrite(options)
  checkLabel('label', label)
  if (options.expected != null) checkVersion('expected', options.expected)
  return `${characterPath(name)}/labels/${label}`
}
