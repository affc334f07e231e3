import type { LabelInfo } from '../model/label.ts'
import type { CharacterChangeInfo } from '../service/changes.ts'
import {
  charactersAnswer,
  itemsAnswer,
  jsonAnswer,
  messageAnswer,
  readAnswer,
  writeAnswer,
} from './answers.ts'
import { readJsonBody, requireJsonBody } from './body/read-body.ts'
import { readFields } from './body/read-fields.ts'
import { refuseIfMatch } from './conditional.ts'
import { conditionalWrite, type WriteOptions } from './conditional-write.ts'
import { type Endpoint, writeOptions } from './endpoint.ts'
import { readPage, readPageRequest } from './paging.ts'
import type { Operation } from './path/routes.ts'
import { HttpProblem } from './problem.ts'
import type { View } from './view.ts'

const DEFAULT_LIMIT = 100

/** The operations on the versions and labels of a character. */
export type HistoryOperation = Extract<
  Operation,
  | 'listVersions'
  | 'getVersion'
  | 'rollback'
  | 'listChanges'
  | 'listLabels'
  | 'setLabel'
  | 'removeLabel'
>

/** What the operations on the versions and labels of a character do. */
export const HISTORY_ENDPOINTS: Readonly<Record<HistoryOperation, Endpoint>> = {
  async listVersions(scope) {
    const { query, signal } = scope.request
    const { limit, position: before } = readPageRequest('versions', query, DEFAULT_LIMIT)
    const read = (n: number) =>
      scope.reads.listVersions(scope.path.spelling, { limit: n, before, signal })
    const page = await readPage('versions', limit, read, (last) => last.version_number)
    return charactersAnswer(scope, page)
  },

  async getVersion(scope) {
    const { spelling, version } = scope.path
    if (!/^[1-9]\d{0,15}$/.test(version)) {
      throw new HttpProblem('INVALID_REQUEST', 'The version must be an integer of at least 1')
    }
    const { signal } = scope.request
    return readAnswer(scope, await scope.reads.getVersion(spelling, Number(version), { signal }))
  },

  async rollback(scope) {
    const body = await requireJsonBody(scope.request, scope.parts.limits)
    const version = readFields(body, ['version_number']).version_number as number
    const write = (options: WriteOptions) =>
      scope.service.rollbackCharacter(scope.path.spelling, version, options)
    return writeAnswer(scope, await conditionalWrite(scope, 'rollbackCharacter', write))
  },

  async listChanges(scope) {
    const { query, signal } = scope.request
    const { limit, position: before } = readPageRequest('changes', query, DEFAULT_LIMIT)
    const read = (n: number) =>
      scope.reads.listChanges(scope.path.spelling, { limit: n, before, signal })
    const page = await readPage('changes', limit, read, (last) => last.version_number)
    return itemsAnswer(scope, { ...page, items: page.items.map((one) => shown(one, scope.view)) })
  },

  async listLabels(scope) {
    const { signal } = scope.request
    const labels = await scope.reads.listLabels(scope.path.spelling, { signal })
    return itemsAnswer(scope, {
      items: labels.map((one) => shown(one, scope.view)),
      link: undefined,
    })
  },

  async setLabel(scope) {
    const { service, request, path } = scope
    refuseIfMatch(request.conditions())
    const body = await requireJsonBody(request, scope.parts.limits)
    const { version_number, expected } = readFields(body, ['version_number', 'expected'])
    const options = { ...writeOptions(scope), expected: expected as number | null | undefined }
    const label = path.label ?? ''
    const moved = await service.setLabel(path.spelling, label, version_number as number, options)
    return jsonAnswer(shown(moved, scope.view), 'no-store')
  },

  async removeLabel(scope) {
    const { service, request, path } = scope
    refuseIfMatch(request.conditions())
    const body = await readJsonBody(request, scope.parts.limits)
    const { expected } = readFields(body === undefined ? {} : body, ['expected'])
    const options = { ...writeOptions(scope), expected: expected as number | null | undefined }
    await service.removeLabel(path.spelling, path.label ?? '', options)
    return messageAnswer(`Label '${path.label}' removed successfully`)
  },
}

/** The safe view says when, but neither who nor why. */
function shown(info: CharacterChangeInfo | LabelInfo, view: View): object {
  if (view === 'full') return info
  const { note: _note, ...rest } = info
  if ('changed_by' in rest) {
    const { changed_by: _by, ...change } = rest
    return change
  }
  const { moved_by: _by, ...label } = rest
  return label
}
