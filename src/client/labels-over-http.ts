import type { CharacterResponse } from '../model/character.ts'
import { checkLabel, checkVersion } from '../service/arguments.ts'
import type { LabelOperations } from '../service/label-operations.ts'
import type { LabelOptions } from '../service/labels.ts'
import type { Perform } from './call.ts'
import { characterPath } from './character-path.ts'
import { send } from './send.ts'
import { listOf, readLabel, readMessage } from './shown-character.ts'
import { write } from './write.ts'

/** Labels, over HTTP. */
export function labelsOverHttp(perform: Perform<CharacterResponse>): LabelOperations {
  return {
    setLabel: (name, label, version_number, options = {}) =>
      perform(options, (call) => {
        checkVersion('version_number', version_number)
        const path = labelPath(name, label, options)
        const body = JSON.stringify({ version_number, expected: options.expected })
        return write(call, { method: 'PUT', path, body }, options, readLabel)
      }),
    removeLabel: (name, label, options = {}) =>
      perform(options, (call) => {
        const path = labelPath(name, label, options)
        const { expected } = options
        const body = expected === undefined ? null : JSON.stringify({ expected })
        return write(call, { method: 'DELETE', path, body }, options, readMessage)
      }),
    listLabels: (name, options) =>
      perform(options, (call) =>
        send(call, { path: `${characterPath(name)}/labels` }, listOf(readLabel)),
      ),
    listLabelMoves: async () => {
      throw new TypeError('listLabelMoves: no mount shows them')
    },
  }
}

function labelPath(name: string, label: string, { expected }: LabelOptions): string {
  checkLabel('label', label)
  if (expected != null) checkVersion('expected', expected)
  return `${characterPath(name)}/labels/${label}`
}
