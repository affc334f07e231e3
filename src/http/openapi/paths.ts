import type { JsonObject, JsonValue } from '../../model/json-value.ts'
import { LIMITS } from '../../model/limits.ts'
import { SORTS } from '../../model/parse-sort.ts'
import { VERSION } from './schemas.ts'

/** The paths below a base, each method with all its answers. */
export function describePaths(
  base: string,
  mayRefuse: boolean,
  filters: readonly JsonObject[],
): { readonly [path: string]: JsonObject } {
  const describe = operationsOf(mayRefuse)
  const invalidQuery = { 400: problem('A query, a limit or a cursor that is none') }
  return {
    [base === '' ? '/' : base]: {
      get: describe('list', 'Lists active characters, by name unless sort says another order', {
        parameters: [...SEARCH, SORT, ...filters, ...PAGE, STRICT],
        answers: { 200: list(), ...invalidQuery },
      }),
      post: describe('create', 'Creates a character', {
        body: 'CharacterCreate',
        answers: { 200: character(), 400: problem('Invalid data, or a name that is taken') },
      }),
    },
    [`${base}/{name}`]: describeCharacter(describe),
    ...describeHistory(base, describe),
    ...describeDeleted(base, describe),
    [`${base}/-/count`]: {
      get: describe('count', 'Counts the characters that a list with this query would show', {
        parameters: [...SEARCH, ...filters, STRICT],
        answers: { 200: answer('How many', COUNT), ...invalidQuery },
      }),
    },
    [`${base}/-/openapi.json`]: {
      get: describe('openapi', 'This document', {
        answers: { 200: answer('OpenAPI 3.1', { type: 'object' }) },
      }),
    },
    [`${base}/-/health`]: {
      get: describe('health', 'Tells whether the storage answers', {
        answers: { 200: answer('It does', HEALTHY), 503: unavailable() },
      }),
    },
  }
}

interface Description {
  readonly parameters?: readonly JsonObject[]
  readonly body?: string
  readonly bodyRequired?: boolean
  readonly answers: { readonly [status: number]: JsonObject }
}

type Describe = (id: string, summary: string, description: Description) => JsonObject

function operationsOf(mayRefuse: boolean): Describe {
  const refusals = mayRefuse
    ? { 401: problem('Nobody is known to ask'), 403: problem('Not allowed') }
    : undefined
  return (operationId, summary, { parameters = [], body, bodyRequired = true, answers }) => ({
    operationId,
    summary,
    parameters,
    ...(body !== undefined && {
      requestBody: { required: bodyRequired, content: json({ $ref: schema(body) }) },
    }),
    responses: {
      ...refusals,
      ...answers,
      ...(body !== undefined && BODY_PROBLEMS),
      405: problem('Another method than those in Allow'),
      500: problem('The server could not answer'),
    },
  })
}

function describeCharacter(describe: Describe): JsonObject {
  const invalid = { 400: problem('Invalid name or data'), 404: problem('No such character') }
  const conflict = { 412: problem('Not the character or version of If-Match') }
  const refused = { 412: CONDITION_FAILED }
  return {
    get: describe('get', 'Reads a character', {
      parameters: [name(), IF_MATCH, IF_NONE_MATCH],
      answers: { 200: character(), 304: NOT_MODIFIED, ...invalid, ...conflict },
    }),
    put: describe('update', 'Changes the fields it names', {
      parameters: [name(), IF_MATCH, IF_NONE_MATCH],
      body: 'CharacterUpdate',
      answers: { 200: character(), ...invalid, ...refused, 409: problem('Another version_number') },
    }),
    delete: describe('delete', 'Soft-deletes a character', {
      parameters: [name(), IF_MATCH, IF_NONE_MATCH, REPRESENTATION],
      answers: { 200: DELETED, ...invalid, ...refused },
    }),
  }
}

function describeHistory(
  base: string,
  describe: Describe,
): { readonly [path: string]: JsonObject } {
  const absent = { 400: problem('Invalid name, number or page'), 404: problem('No such version') }
  const conflict = { 412: problem('Not the character or version of If-Match') }
  const version = parameter('version', 'path', VERSION)
  return {
    [`${base}/{name}/versions`]: {
      get: describe('listVersions', 'Lists versions, newest first', {
        parameters: [name(), ...PAGE],
        answers: { 200: list(), ...absent },
      }),
    },
    [`${base}/{name}/versions/{version}`]: {
      get: describe('getVersion', 'Reads one version', {
        parameters: [name(), version, IF_MATCH, IF_NONE_MATCH],
        answers: { 200: character(), 304: NOT_MODIFIED, ...absent, ...conflict },
      }),
    },
    [`${base}/{name}/rollback`]: {
      post: describe('rollback', 'Appends a version with the content of an older one', {
        parameters: [name(), IF_MATCH, IF_NONE_MATCH],
        body: 'Rollback',
        answers: { 200: character(), ...absent, 412: CONDITION_FAILED },
      }),
    },
  }
}

function describeDeleted(
  base: string,
  describe: Describe,
): { readonly [path: string]: JsonObject } {
  const absent = { 400: problem('Invalid id or data'), 404: problem('No such deleted character') }
  const conflict = { 412: problem('If-Match does not apply here') }
  return {
    [`${base}/-/deleted`]: {
      get: describe('listDeleted', 'Lists deleted characters by id', {
        parameters: PAGE,
        answers: { 200: list(), 400: problem('A limit or cursor that is none') },
      }),
    },
    [`${base}/-/deleted/{id}`]: {
      delete: describe('purge', 'Removes a deleted character for ever', {
        parameters: [ID, NO_IF_MATCH],
        answers: { 200: message(), ...absent, ...conflict },
      }),
    },
    [`${base}/-/deleted/{id}/restore`]: {
      post: describe('restore', 'Makes a deleted character active again', {
        parameters: [ID, NO_IF_MATCH],
        body: 'Restore',
        bodyRequired: false,
        answers: { 200: character(), ...absent, ...conflict, 403: FROM_ELSEWHERE },
      }),
    },
  }
}

// Marked as pure, so that bundles without the document leave them out.
const ID: JsonObject = /* @__PURE__ */ parameter('id', 'path', {
  type: 'string',
  pattern: '^[0-9a-f]{24}$',
})
const IF_MATCH: JsonObject = /* @__PURE__ */ parameter('If-Match', 'header', { type: 'string' })
const IF_NONE_MATCH: JsonObject = /* @__PURE__ */ parameter('If-None-Match', 'header', {
  type: 'string',
})
const NO_IF_MATCH: JsonObject = /* @__PURE__ */ parameter('If-Match', 'header', {
  type: 'string',
  description: 'Nothing has an entity tag here: leave it out.',
})
const PAGE: readonly JsonObject[] = [
  /* @__PURE__ */ parameter('limit', 'query', { type: 'integer', minimum: 1, maximum: 1_000 }),
  /* @__PURE__ */ parameter('cursor', 'query', {
    type: 'string',
    description: 'From the Link of a page before.',
  }),
]
const SEARCH: readonly JsonObject[] = [
  /* @__PURE__ */ parameter('text', 'query', {
    type: 'string',
    description: 'What a person types: every word of it begins a word of the character.',
  }),
  /* @__PURE__ */ parameter('trait', 'query', {
    type: 'array',
    items: { type: 'string' },
    description: 'Repeated: the character has all of them.',
  }),
]
const SORT: JsonObject = /* @__PURE__ */ parameter('sort', 'query', { enum: [...SORTS] })
const STRICT: JsonObject = /* @__PURE__ */ parameter('Prefer', 'header', {
  type: 'string',
  description: '`handling=strict` refuses a parameter that is not known; else it is passed over.',
})
const REPRESENTATION: JsonObject = /* @__PURE__ */ parameter('Prefer', 'header', {
  type: 'string',
  description: '`return=representation` is answered with the character as deleted.',
})
const COUNT: JsonObject = {
  type: 'object',
  properties: { count: { type: 'integer', minimum: 0 } },
  required: ['count'],
  additionalProperties: false,
}
const HEALTHY: JsonObject = {
  type: 'object',
  properties: { status: { const: 'ok' } },
  required: ['status'],
  additionalProperties: false,
}
const NOT_MODIFIED: JsonObject = { description: 'The very character of If-None-Match' }
const CONDITION_FAILED: JsonObject = /* @__PURE__ */ problem(
  'Not the character or version of If-Match, or the one of If-None-Match',
)
const DELETED: JsonObject = /* @__PURE__ */ answer('Done, or the character as deleted', {
  anyOf: [
    { $ref: /* @__PURE__ */ schema('Message') },
    { $ref: /* @__PURE__ */ schema('Character') },
  ],
})
const FROM_ELSEWHERE: JsonObject = /* @__PURE__ */ problem('Not allowed, or from another site')
const BODY_PROBLEMS: { readonly [status: number]: JsonObject } = {
  408: /* @__PURE__ */ problem('The body took too long'),
  413: /* @__PURE__ */ problem('The body is too large'),
  415: /* @__PURE__ */ problem('The body is no JSON'),
}

/** The name in a path. */
function name(): JsonObject {
  return parameter('name', 'path', {
    type: 'string',
    minLength: 1,
    maxLength: LIMITS.name,
    pattern: '^[^/\\\\\\u0000-\\u001f\\u007f]+$',
  })
}

/** What a query may ask of an attribute: to be, or to hold, any of the values. */
export function filterParameter(name: string, shape: JsonObject): JsonObject {
  return parameter(name, 'query', { type: 'array', items: shape })
}

function parameter(
  name: string,
  place: 'path' | 'query' | 'header',
  shape: JsonObject,
): JsonObject {
  return { name, in: place, required: place === 'path', schema: shape }
}

function character(): JsonObject {
  const headers = { ETag: { schema: { type: 'string' } } }
  return { ...answer('The character', { $ref: schema('Character') }), headers }
}

function list(): JsonObject {
  const items = { type: 'array', maxItems: 1_000, items: { $ref: schema('Character') } }
  const headers = { Link: { schema: { type: 'string' }, description: 'rel="next"' } }
  return { ...answer('A page', items), headers }
}

function message(): JsonObject {
  return answer('Done', { $ref: schema('Message') })
}

function problem(description: string): JsonObject {
  const content = { 'application/problem+json': { schema: { $ref: schema('Problem') } } }
  return { description, content }
}

function unavailable(): JsonObject {
  const headers = { 'Retry-After': { schema: { type: 'integer', minimum: 1 } } }
  return { ...problem('It does not'), headers }
}

function answer(description: string, shape: JsonObject): JsonObject {
  return { description, content: json(shape) }
}

function json(shape: JsonValue): JsonObject {
  return { 'application/json': { schema: shape } }
}

function schema(name: string): string {
  return `#/components/schemas/${name}`
}
