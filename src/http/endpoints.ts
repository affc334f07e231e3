import { CharacterValidationError } from '../errors.ts'
import type { Character } from '../model/character.ts'
import { type BodyLimits, readJsonBody, requireJsonBody } from './body.ts'
import { encodeJson } from './bytes.ts'
import { isKnown, preconditionOf, refuseIfMatch, requireMatch } from './conditional.ts'
import type { HttpAnswer, HttpRequest } from './exchange.ts'
import type { CharacterOperations } from './operations.ts'
import { type Page, readPage, readPageRequest } from './paging.ts'
import { HttpProblem } from './problem.ts'
import type { Operation } from './routes.ts'
import type { View } from './view.ts'
import { jsonHeaders, type WireForms } from './wire-form.ts'

/** What an operation works with. The parts of the path are empty where it has none. */
export interface EndpointScope {
  readonly service: CharacterOperations
  readonly forms: WireForms
  readonly limits: BodyLimits
  readonly cacheControl: string
  readonly request: HttpRequest<unknown>
  readonly view: View
  /** The name as the client spelled it. */
  readonly spelling: string
  /** The canonical name. */
  readonly name: string
  readonly id: string
  readonly version: string
  /** The OpenAPI document as JSON. */
  readonly openApi: () => Uint8Array
}

/** Carries out an operation that `authorize` has allowed. */
export type Endpoint = (scope: EndpointScope) => Promise<HttpAnswer>

const DEFAULT_VERSIONS = 100

/** What each operation does. */
export const ENDPOINTS: Readonly<Record<Operation, Endpoint>> = {
  async list(scope) {
    const { service, request } = scope
    const { limit, position: after } = readPageRequest('characters', request.query)
    const { signal } = request
    const read = (n: number) => service.listCharacters({ limit: n, after, signal })
    return pageAnswer(scope, await readPage('characters', limit, read, ({ name }) => name))
  },

  async get(scope) {
    // Without a signal: a cached character is shared by all who ask, and loading it is too.
    const character = await scope.service.getCharacter(scope.spelling)
    return readAnswer(scope, character)
  },

  async create({ service, request, limits, forms, view }) {
    const input = (await requireJsonBody(request, limits)) as CreateInput
    const character = await service.createCharacter(input, { signal: request.signal })
    return forms.of(character, view).written()
  },

  async update(scope) {
    const { service, request, limits, forms, view, spelling } = scope
    const patch = (await requireJsonBody(request, limits)) as UpdateInput
    const character = await service.updateCharacter(spelling, patch, writeOptions(request))
    return forms.of(character, view).written()
  },

  async delete({ service, request, spelling, name }) {
    await service.deleteCharacter(spelling, writeOptions(request))
    return messageAnswer(`Character '${name}' deleted successfully`)
  },

  async listDeleted(scope) {
    const { service, request } = scope
    const { limit, position: after } = readPageRequest('deleted', request.query)
    const { signal } = request
    const read = (n: number) => service.listDeletedCharacters({ limit: n, after, signal })
    return pageAnswer(scope, await readPage('deleted', limit, read, ({ id }) => id))
  },

  async restore({ service, request, limits, forms, view, id }) {
    refuseIfMatch(request.header('if-match'))
    const body = (await readJsonBody(request, limits)) ?? {}
    const { name } = readFields(body, 'name')
    if (name !== undefined && typeof name !== 'string') refuse('name', 'must be a string')
    const character = await service.restoreCharacter(id, { name, signal: request.signal })
    return forms.of(character, view).written()
  },

  async purge({ service, request, id }) {
    refuseIfMatch(request.header('if-match'))
    await service.purgeCharacter(id, { signal: request.signal })
    return messageAnswer(`Character '${id}' purged successfully`)
  },

  async listVersions(scope) {
    const { service, request, spelling } = scope
    const { limit, position } = readPageRequest('versions', request.query, DEFAULT_VERSIONS)
    const { signal } = request
    const read = (n: number) =>
      service.listVersions(spelling, { limit: n, before: position, signal })
    const page = await readPage('versions', limit, read, (last) => last.version_number)
    return pageAnswer(scope, page)
  },

  async getVersion(scope) {
    const { service, request, spelling, version } = scope
    if (!/^[1-9]\d{0,14}$/.test(version)) {
      throw new HttpProblem('INVALID_REQUEST', 'The version must be an integer of at least 1')
    }
    const { signal } = request
    return readAnswer(scope, await service.getVersion(spelling, Number(version), { signal }))
  },

  async rollback({ service, request, limits, forms, view, spelling }) {
    const body = await requireJsonBody(request, limits)
    const version = readFields(body, 'version_number').version_number as number
    const options = writeOptions(request)
    const character = await service.rollbackCharacter(spelling, version, options)
    return forms.of(character, view).written()
  },

  async openapi({ openApi, cacheControl }) {
    const body = openApi()
    return { status: 200, headers: jsonHeaders(body, cacheControl), body }
  },
}

type CreateInput = Parameters<CharacterOperations['createCharacter']>[0]
type UpdateInput = Parameters<CharacterOperations['updateCharacter']>[1]
type WriteOptions = NonNullable<Parameters<CharacterOperations['updateCharacter']>[2]>

function readAnswer({ forms, view, request }: EndpointScope, character: Character): HttpAnswer {
  const form = forms.of(character, view)
  const ifMatch = request.header('if-match')
  if (ifMatch !== undefined) requireMatch(ifMatch, character)
  const ifNoneMatch = request.header('if-none-match')
  return ifNoneMatch !== undefined && isKnown(ifNoneMatch, form.etag)
    ? form.notModified
    : form.found
}

function pageAnswer(scope: EndpointScope, { characters, link }: Page): HttpAnswer {
  const body = scope.forms.list(characters, scope.view)
  const headers = jsonHeaders(body, scope.cacheControl)
  return { status: 200, headers: link === undefined ? headers : { ...headers, link }, body }
}

function messageAnswer(message: string): HttpAnswer {
  const body = encodeJson({ message })
  return { status: 200, headers: jsonHeaders(body, 'no-store'), body }
}

function writeOptions(request: HttpRequest<unknown>): WriteOptions {
  const precondition = preconditionOf({
    ifMatch: request.header('if-match'),
    ifNoneMatch: request.header('if-none-match'),
  })
  return { signal: request.signal, precondition }
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
