import { CharacterValidationError } from '../errors.ts'
import type { Character } from '../model/character.ts'
import type { AttributeSchemas } from '../model/character-model.ts'
import type { CharacterOperations } from '../service/character-operations.ts'
import { type BodyLimits, readJsonBody, requireJsonBody } from './body/read-body.ts'
import { encodeJson } from './bytes.ts'
import { isKnown, refuseIfMatch, requireMatch } from './conditional.ts'
import { conditionalWrite, type WriteOptions } from './conditional-write.ts'
import type { HttpAnswer, HttpRequest } from './exchange.ts'
import type { HealthCheck } from './health.ts'
import { listPage } from './list-page.ts'
import { readListQuery } from './list-query.ts'
import { type Page, readPage, readPageRequest } from './paging.ts'
import type { EndpointPath } from './path/locator.ts'
import type { Operation } from './path/routes.ts'
import { prefers } from './preferences.ts'
import { HttpProblem } from './problem.ts'
import type { View } from './view.ts'
import { jsonHeaders, type WireForms } from './wire-form.ts'

/** What all operations of one mount share. */
export interface EndpointParts {
  readonly service: CharacterOperations
  readonly forms: WireForms
  /** What promises of the service have given. */
  readonly settled: WeakMap<Promise<Character>, Character>
  readonly limits: BodyLimits
  /** The attributes that a query of a list may ask for. */
  readonly filters: AttributeSchemas
  readonly cacheControl: string
  /** The OpenAPI document as JSON. */
  readonly openApi: () => Uint8Array
  readonly health: HealthCheck
}

/** What one operation works with. */
export interface EndpointScope {
  readonly parts: EndpointParts
  readonly request: HttpRequest<unknown>
  readonly view: View
  readonly path: EndpointPath
}

/** Carries out an operation that `authorize` has allowed. */
export type Endpoint = (scope: EndpointScope) => HttpAnswer | Promise<HttpAnswer>

const DEFAULT_VERSIONS = 100

/** What each operation does. */
export const ENDPOINTS: Readonly<Record<Operation, Endpoint>> = {
  async list(scope) {
    const { service, filters } = scope.parts
    const { query, signal } = scope.request
    const isStrict = prefers(scope.request, 'handling=strict')
    return pageAnswer(scope, await listPage(service, query, filters, isStrict, signal))
  },

  async count({ parts, request }) {
    const { service, filters, cacheControl } = parts
    const isStrict = prefers(request, 'handling=strict')
    const { options } = readListQuery(new URLSearchParams(request.query), filters, isStrict)
    const { where, text } = options
    const count = await service.countCharacters({ where, text, signal: request.signal })
    const body = encodeJson({ count })
    return { status: 200, headers: jsonHeaders(body, cacheControl), body }
  },

  get(scope) {
    const { service, settled } = scope.parts
    // Without a signal: a cached character is shared by all who ask, and loading it is too.
    const found = service.getCharacter(scope.path.spelling)
    // A hit of the cache is the very promise of the hit before, and what that gave is known.
    const known = settled.get(found)
    if (known !== undefined) return readAnswer(scope, known)
    return found.then((character) => {
      settled.set(found, character)
      return readAnswer(scope, character)
    })
  },

  async create(scope) {
    const { service, limits } = scope.parts
    const input = (await requireJsonBody(scope.request, limits)) as CreateInput
    const { signal } = scope.request
    return writeAnswer(scope, await service.createCharacter(input, { signal }))
  },

  async update(scope) {
    const { service, limits } = scope.parts
    const patch = (await requireJsonBody(scope.request, limits)) as UpdateInput
    const write = (options: WriteOptions) =>
      service.updateCharacter(scope.path.spelling, patch, options)
    return writeAnswer(scope, await conditionalWrite(scope.request, 'updateCharacter', write))
  },

  async delete(scope) {
    const { parts, request, path } = scope
    const deleted = await conditionalWrite(request, 'deleteCharacter', (options) =>
      parts.service.deleteCharacter(path.spelling, options),
    )
    if (!prefers(request, 'return=representation')) {
      return messageAnswer(`Character '${path.name}' deleted successfully`)
    }
    const answer = writeAnswer(scope, deleted)
    const headers = { ...answer.headers, 'preference-applied': 'return=representation' }
    return { ...answer, headers }
  },

  async listDeleted(scope) {
    const { service } = scope.parts
    const { query, signal } = scope.request
    const { limit, position: after } = readPageRequest('deleted', query)
    const read = (n: number) => service.listDeletedCharacters({ limit: n, after, signal })
    return pageAnswer(scope, await readPage('deleted', limit, read, ({ id }) => id))
  },

  async restore(scope) {
    const { parts, request, path } = scope
    refuseIfMatch(request.conditions())
    const body = await readJsonBody(request, parts.limits)
    const { name } = readFields(body === undefined ? {} : body, 'name')
    if (name !== undefined && typeof name !== 'string') refuse('name', 'must be a string')
    const options = { name, signal: request.signal }
    return writeAnswer(scope, await parts.service.restoreCharacter(path.id ?? '', options))
  },

  async purge({ parts, request, path }) {
    refuseIfMatch(request.conditions())
    await parts.service.purgeCharacter(path.id ?? '', { signal: request.signal })
    return messageAnswer(`Character '${path.id}' purged successfully`)
  },

  async listVersions(scope) {
    const { service } = scope.parts
    const { query, signal } = scope.request
    const { limit, position: before } = readPageRequest('versions', query, DEFAULT_VERSIONS)
    const read = (n: number) =>
      service.listVersions(scope.path.spelling, { limit: n, before, signal })
    const page = await readPage('versions', limit, read, (last) => last.version_number)
    return pageAnswer(scope, page)
  },

  async getVersion(scope) {
    const { spelling, version } = scope.path
    if (!/^[1-9]\d{0,15}$/.test(version)) {
      throw new HttpProblem('INVALID_REQUEST', 'The version must be an integer of at least 1')
    }
    const { service } = scope.parts
    const { signal } = scope.request
    return readAnswer(scope, await service.getVersion(spelling, Number(version), { signal }))
  },

  async rollback(scope) {
    const { service, limits } = scope.parts
    const body = await requireJsonBody(scope.request, limits)
    const version = readFields(body, 'version_number').version_number as number
    const write = (options: WriteOptions) =>
      service.rollbackCharacter(scope.path.spelling, version, options)
    return writeAnswer(scope, await conditionalWrite(scope.request, 'rollbackCharacter', write))
  },

  async openapi({ parts }) {
    const body = parts.openApi()
    return { status: 200, headers: jsonHeaders(body, parts.cacheControl), body }
  },

  async health({ parts }) {
    await parts.health.ask()
    const body = encodeJson({ status: 'ok' })
    return { status: 200, headers: jsonHeaders(body, 'no-store'), body }
  },
}

type CreateInput = Parameters<CharacterOperations['createCharacter']>[0]
type UpdateInput = Parameters<CharacterOperations['updateCharacter']>[1]

function readAnswer({ parts, view, request }: EndpointScope, character: Character): HttpAnswer {
  const form = parts.forms.of(character, view)
  const conditions = request.conditions()
  if (conditions === null) return form.found
  const { ifMatch, ifNoneMatch } = conditions
  if (ifMatch !== undefined) requireMatch(ifMatch, character)
  return ifNoneMatch !== undefined && isKnown(ifNoneMatch, form.etag)
    ? form.notModified
    : form.found
}

function writeAnswer({ parts, view }: EndpointScope, character: Character): HttpAnswer {
  return parts.forms.of(character, view).written()
}

function pageAnswer({ parts, view }: EndpointScope, { characters, link }: Page): HttpAnswer {
  const body = parts.forms.list(characters, view)
  const headers = jsonHeaders(body, parts.cacheControl)
  return { status: 200, headers: link === undefined ? headers : { ...headers, link }, body }
}

function messageAnswer(message: string): HttpAnswer {
  const body = encodeJson({ message })
  return { status: 200, headers: jsonHeaders(body, 'no-store'), body }
}

/** The fields of a small body of our own, which holds nothing else. */
function readFields<Field extends string>(
  body: unknown,
  field: Field,
): { readonly [F in Field]?: unknown } {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new CharacterValidationError([{ path: [], message: 'must be an object' }])
  }
  const unknown = Object.keys(body).filter((key) => key !== field)
  if (unknown.length === 0) return body
  throw new CharacterValidationError(
    unknown.map((key) => ({ path: [key.slice(0, 100)], message: 'is not a field of this body' })),
  )
}

function refuse(field: string, message: string): never {
  throw new CharacterValidationError([{ path: [field], message }])
}
