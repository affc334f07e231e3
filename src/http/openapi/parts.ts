import type { JsonObject, JsonValue } from '../../model/json-value.ts'
import { MAX_NAME } from '../../model/limits.ts'
import { SORTS } from '../../model/parse-sort.ts'

const LABEL_PATTERN = '^[a-z][a-z0-9._-]{0,39}$'

// Marked as pure, so that bundles without the document leave them out.
/** The id in a path. */
export const ID: JsonObject = /* @__PURE__ */ parameter('id', 'path', {
  type: 'string',
  pattern: '^[0-9a-f]{24}$',
})
/** What is to be changed must be this. */
export const IF_MATCH: JsonObject = /* @__PURE__ */ parameter('If-Match', 'header', {
  type: 'string',
})
/** What the client has. */
export const IF_NONE_MATCH: JsonObject = /* @__PURE__ */ parameter('If-None-Match', 'header', {
  type: 'string',
})
/** Where it does not apply. */
export const NO_IF_MATCH: JsonObject = /* @__PURE__ */ parameter('If-Match', 'header', {
  type: 'string',
  description: 'Nothing has an entity tag here: leave it out.',
})
/** Which page of a list. */
export const PAGE: readonly JsonObject[] = [
  /* @__PURE__ */ parameter('limit', 'query', { type: 'integer', minimum: 1, maximum: 1_000 }),
  /* @__PURE__ */ parameter('cursor', 'query', {
    type: 'string',
    description: 'From the Link of a page before.',
  }),
]
/** What is looked for. */
export const SEARCH: readonly JsonObject[] = [
  /* @__PURE__ */ parameter('text', 'query', {
    type: 'string',
    description: 'What a person types: every word of it begins a word of the character.',
  }),
  /* @__PURE__ */ parameter('trait', 'query', {
    type: 'array',
    items: { type: 'string', pattern: '^[^\\u0000]*$' },
    description: 'Repeated: the character has all of them.',
  }),
]
/** The order of a list. */
export const SORT: JsonObject = /* @__PURE__ */ parameter('sort', 'query', {
  // A host may change its document: not what a sort may be.
  enum: /* @__PURE__ */ Array.from(SORTS),
})
/** By which label versions are shown. */
export const LABEL: JsonObject = /* @__PURE__ */ parameter('label', 'query', {
  type: 'string',
  pattern: LABEL_PATTERN,
  description: 'Shows the versions that this label points to; `latest` means the present ones.',
})
/** The label in a path. */
export const LABEL_IN_PATH: JsonObject = /* @__PURE__ */ parameter('label', 'path', {
  type: 'string',
  pattern: LABEL_PATTERN,
})
/** Why a write is made. */
export const NOTE: JsonObject = /* @__PURE__ */ parameter('note', 'query', {
  type: 'string',
  maxLength: 1_000,
  description: 'Why: kept with the version.',
})
/** How a query is taken. */
export const STRICT: JsonObject = /* @__PURE__ */ parameter('Prefer', 'header', {
  type: 'string',
  description: '`handling=strict` refuses a parameter that is not known; else it is passed over.',
})
/** What a deletion is answered with. */
export const REPRESENTATION: JsonObject = /* @__PURE__ */ parameter('Prefer', 'header', {
  type: 'string',
  description: '`return=representation` is answered with the character as deleted.',
})
/** How many. */
export const COUNT: JsonObject = {
  type: 'object',
  properties: { count: { type: 'integer', minimum: 0 } },
  required: ['count'],
  additionalProperties: false,
}
/** That all is well. */
export const HEALTHY: JsonObject = {
  type: 'object',
  properties: { status: { const: 'ok' } },
  required: ['status'],
  additionalProperties: false,
}
/** The answer that has no body. */
export const NOT_MODIFIED: JsonObject = { description: 'The very character of If-None-Match' }
/** A condition that does not hold. */
export const CONDITION_FAILED: JsonObject = /* @__PURE__ */ problem(
  'Not the character or version of If-Match, or the one of If-None-Match',
)
/** What a deletion is answered with. */
export const DELETED: JsonObject = /* @__PURE__ */ answer('Done, or the character as deleted', {
  anyOf: [
    { $ref: /* @__PURE__ */ schema('Message') },
    { $ref: /* @__PURE__ */ schema('Character') },
  ],
})
/** A refusal of what another site sent. */
export const FROM_ELSEWHERE: JsonObject = /* @__PURE__ */ problem(
  'Not allowed, or from another site',
)
/** What may be wrong with any body. */
export const BODY_PROBLEMS: { readonly [status: number]: JsonObject } = {
  408: /* @__PURE__ */ problem('The body took too long'),
  413: /* @__PURE__ */ problem('The body is too large'),
  415: /* @__PURE__ */ problem('The body is no JSON'),
}

/** The name in a path. */
export function name(): JsonObject {
  return parameter('name', 'path', {
    type: 'string',
    minLength: 1,
    maxLength: MAX_NAME,
    pattern: '^[^/\\\\\\u0000-\\u001f\\u007f]+$',
  })
}

/** What a query may ask of an attribute: to be, or to hold, any of the values. */
export function filterParameter(name: string, shape: JsonObject): JsonObject {
  return parameter(name, 'query', { type: 'array', items: shape })
}

/** A parameter. */
export function parameter(
  name: string,
  place: 'path' | 'query' | 'header',
  shape: JsonObject,
): JsonObject {
  return { name, in: place, required: place === 'path', schema: shape }
}

/** The answer that is a character. */
export function character(): JsonObject {
  const headers = { ETag: { schema: { type: 'string' } } }
  return { ...answer('The character', { $ref: schema('Character') }), headers }
}

/** The answer that is a page of characters, or of something else. */
export function list(item = 'Character'): JsonObject {
  const items = { type: 'array', maxItems: 1_000, items: { $ref: schema(item) } }
  const headers = { Link: { schema: { type: 'string' }, description: 'rel="next"' } }
  return { ...answer('A page', items), headers }
}

/** The answer of a write that leaves nothing to show. */
export function message(): JsonObject {
  return answer('Done', { $ref: schema('Message') })
}

/** An answer that is a problem. */
export function problem(description: string): JsonObject {
  const content = { 'application/problem+json': { schema: { $ref: schema('Problem') } } }
  return { description, content }
}

/** The answer of a storage that does not answer. */
export function unavailable(): JsonObject {
  const headers = { 'Retry-After': { schema: { type: 'integer', minimum: 1 } } }
  return { ...problem('It does not'), headers }
}

/** An answer that is JSON. */
export function answer(description: string, shape: JsonObject): JsonObject {
  return { description, content: json(shape) }
}

/** A body of JSON. */
export function json(shape: JsonValue): JsonObject {
  return { 'application/json': { schema: shape } }
}

/** The reference of a schema. */
export function schema(name: string): string {
  return `#/components/schemas/${name}`
}
