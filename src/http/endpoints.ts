import { CharacterValidationError } from '../errors.ts'
import type { CharacterOperations } from '../service/character-operations.ts'
import { charactersAnswer, jsonAnswer, messageAnswer, readAnswer, writeAnswer } from './answers.ts'
import { readJsonBody, requireJsonBody } from './body/read-body.ts'
import { readFields } from './body/read-fields.ts'
import { refuseIfMatch } from './conditional.ts'
import { conditionalWrite, type WriteOptions } from './conditional-write.ts'
import { type Endpoint, type EndpointScope, writeOptions } from './endpoint.ts'
import { HISTORY_ENDPOINTS, type HistoryOperation } from './history-endpoints.ts'
import { listPage } from './list-page.ts'
import { readListQuery } from './list-query.ts'
import { readPage, readPageRequest } from './paging.ts'
import type { Operation } from './path/routes.ts'
import { prefers } from './preferences.ts'
import { HttpProblem } from './problem.ts'
import { jsonHeaders } from './wire-form.ts'

const OTHERS: Readonly<Record<Exclude<Operation, HistoryOperation>, Endpoint>> = {
  async list(scope) {
    const { query, signal } = scope.request
    const isStrict = prefers(scope.request, 'handling=strict')
    const { filters } = scope.parts
    const options = { label: askedLabel(scope), signal }
    return charactersAnswer(scope, await listPage(scope.reads, query, filters, isStrict, options))
  },

  async count(scope) {
    const { parts, reads, request } = scope
    const { filters, cacheControl } = parts
    const isStrict = prefers(request, 'handling=strict')
    const { options } = readListQuery(new URLSearchParams(request.query), filters, isStrict)
    const { where, text } = options
    const label = askedLabel(scope)
    const query = { where, text, ...(label !== undefined && { label }), signal: request.signal }
    return jsonAnswer({ count: await reads.countCharacters(query) }, cacheControl)
  },

  get(scope) {
    const { settled } = scope.parts
    // Without a signal: a cached character is shared by all who ask, and loading it is too.
    const { reads, path } = scope
    const label = askedLabel(scope)
    const found = reads.getCharacter(path.spelling, label === undefined ? undefined : { label })
    // A hit of the cache is the very promise of the hit before, and what that gave is known.
    const known = settled.get(found)
    if (known !== undefined) return readAnswer(scope, known)
    return found.then((character) => {
      settled.set(found, character)
      return readAnswer(scope, character)
    })
  },

  async create(scope) {
    const input = (await requireJsonBody(scope.request, scope.parts.limits)) as CreateInput
    return writeAnswer(scope, await scope.service.createCharacter(input, writeOptions(scope)))
  },

  async update(scope) {
    const patch = (await requireJsonBody(scope.request, scope.parts.limits)) as UpdateInput
    const write = (options: WriteOptions) =>
      scope.service.updateCharacter(scope.path.spelling, patch, options)
    return writeAnswer(scope, await conditionalWrite(scope, 'updateCharacter', write))
  },

  async delete(scope) {
    const { service, request, path } = scope
    const deleted = await conditionalWrite(scope, 'deleteCharacter', (options) =>
      service.deleteCharacter(path.spelling, options),
    )
    if (!prefers(request, 'return=representation')) {
      return messageAnswer(`Character '${path.name}' deleted successfully`)
    }
    const answer = writeAnswer(scope, deleted)
    const headers = { ...answer.headers, 'preference-applied': 'return=representation' }
    return { ...answer, headers }
  },

  async listDeleted(scope) {
    const { query, signal } = scope.request
    const { limit, position: after } = readPageRequest('deleted', query)
    const read = (n: number) => scope.reads.listDeletedCharacters({ limit: n, after, signal })
    return charactersAnswer(scope, await readPage('deleted', limit, read, ({ id }) => id))
  },

  async restore(scope) {
    const { parts, service, request, path } = scope
    refuseIfMatch(request.conditions())
    const body = await readJsonBody(request, parts.limits)
    const { name } = readFields(body === undefined ? {} : body, ['name'])
    if (name !== undefined && typeof name !== 'string') refuse('name', 'must be a string')
    const options = { ...writeOptions(scope), name }
    return writeAnswer(scope, await service.restoreCharacter(path.id ?? '', options))
  },

  async purge(scope) {
    const { service, request, path } = scope
    refuseIfMatch(request.conditions())
    await service.purgeCharacter(path.id ?? '', writeOptions(scope))
    return messageAnswer(`Character '${path.id}' purged successfully`)
  },

  async openapi({ parts }) {
    const body = parts.openApi()
    return { status: 200, headers: jsonHeaders(body, parts.cacheControl), body }
  },

  async health({ parts }) {
    await parts.health.ask()
    return jsonAnswer({ status: 'ok' }, 'no-store')
  },

  async page({ parts, request, path }) {
    // The links of the page are relative, so its address must not end in a slash.
    if (path.file === null && request.path.endsWith('/')) {
      const headers = { location: '../page', 'cache-control': 'no-store', 'content-length': '0' }
      return { status: 308, headers, body: null }
    }
    const answer = await parts.page?.answer(path.file, (name) => request.header(name))
    return answer ?? throwNotFound()
  },
}

type CreateInput = Parameters<CharacterOperations['createCharacter']>[0]
type UpdateInput = Parameters<CharacterOperations['updateCharacter']>[1]

/** What each operation does. Marked as pure, so that bundles without a handler leave it out. */
export const ENDPOINTS: Readonly<Record<Operation, Endpoint>> = /* @__PURE__ */ allEndpoints()

function allEndpoints(): Readonly<Record<Operation, Endpoint>> {
  return { ...OTHERS, ...HISTORY_ENDPOINTS }
}

/** The label that a request asks for, where the mount has none of its own. */
function askedLabel({ label, isLabelled }: EndpointScope): string | undefined {
  return label === null || isLabelled ? undefined : label
}

function throwNotFound(): never {
  throw new HttpProblem('ROUTE_NOT_FOUND', 'The page has no such file')
}

function refuse(field: string, message: string): never {
  throw new CharacterValidationError([{ path: [field], message }])
}
