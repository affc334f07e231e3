import type { ModelJsonSchemas } from '../../model/json-schema.ts'
import { isJsonObject, type JsonObject } from '../../model/json-value.ts'
import { PROBLEM_STATUS } from '../problem.ts'

/** The bodies of requests and answers, by name. */
export function describeSchemas(
  { character, create, update, response }: ModelJsonSchemas,
  view: unknown,
): { readonly [name: string]: JsonObject } {
  const shown =
    view === 'full' ? character : view === 'safe' ? response : either(character, response)
  return {
    Character: shown,
    DeletedCharacter: deleted(shown, view === 'full'),
    Change: CHANGE,
    Label: LABEL,
    SetLabel: SET_LABEL,
    RemoveLabel: REMOVE_LABEL,
    CharacterCreate: create,
    CharacterUpdate: update,
    Rollback: {
      type: 'object',
      properties: { version_number: VERSION },
      required: ['version_number'],
      additionalProperties: false,
    },
    Restore: {
      type: 'object',
      properties: { name: nameOf(create) },
      additionalProperties: false,
    },
    Message: {
      type: 'object',
      properties: { message: { type: 'string' } },
      required: ['message'],
      additionalProperties: false,
    },
    Problem: PROBLEM,
  }
}

/** The greatest integer that every reader of JSON holds as it is. */
const MAX_INTEGER = 2 ** 53 - 1

/** The schema of a version number. */
export const VERSION: JsonObject = { type: 'integer', minimum: 1, maximum: MAX_INTEGER }

const EXPECTED: JsonObject = {
  type: ['integer', 'null'],
  minimum: 1,
  maximum: MAX_INTEGER,
  description: 'The version that the label must point to now; null for none.',
}
const SET_LABEL: JsonObject = {
  type: 'object',
  properties: { version_number: VERSION, expected: EXPECTED },
  required: ['version_number'],
  additionalProperties: false,
}
const REMOVE_LABEL: JsonObject = {
  type: 'object',
  properties: { expected: EXPECTED },
  additionalProperties: false,
}
const TEXT_OR_NULL: JsonObject = { type: ['string', 'null'] }
const TIME: JsonObject = { type: 'string', format: 'date-time' }

/** In the safe view without who and why. */
const CHANGE: JsonObject = {
  type: 'object',
  properties: {
    version_number: VERSION,
    changed_at: TIME,
    changed_by: TEXT_OR_NULL,
    note: TEXT_OR_NULL,
    fields: { type: ['array', 'null'], items: { type: 'string' } },
    rolled_back_to: { type: ['integer', 'null'] },
    labels: { type: 'array', items: { type: 'string' } },
  },
  required: ['version_number', 'changed_at', 'fields', 'rolled_back_to', 'labels'],
  additionalProperties: false,
}
const LABEL: JsonObject = {
  type: 'object',
  properties: {
    label: { type: 'string' },
    version_number: VERSION,
    moved_at: TIME,
    moved_by: TEXT_OR_NULL,
    note: TEXT_OR_NULL,
  },
  required: ['label', 'version_number', 'moved_at'],
  additionalProperties: false,
}

const CODES: readonly string[] = /* @__PURE__ */ Object.keys(PROBLEM_STATUS).filter(
  (code) => code !== 'CHARACTER_STORAGE',
)

const PROBLEM: JsonObject = {
  type: 'object',
  description: 'RFC 9457. `code` is stable; `instance` names this request in the log.',
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { enum: CODES },
    instance: { type: 'string', pattern: '^urn:uuid:' },
    issues: {
      type: 'array',
      maxItems: 20,
      items: {
        type: 'object',
        properties: {
          path: { type: 'array', items: { type: ['string', 'integer'] } },
          message: { type: 'string' },
        },
        required: ['path', 'message'],
        additionalProperties: false,
      },
    },
    character_name: { type: 'string' },
    expected: EXPECTED,
    actual: { type: ['integer', 'null'], minimum: 1 },
    label: { type: 'string' },
    version: VERSION,
    reason: { enum: ['never', 'pruned', 'unrecorded'] },
    parameter: { type: 'string' },
  },
  required: ['type', 'title', 'status', 'detail', 'code', 'instance'],
  additionalProperties: false,
}

/** A deleted character: in the safe view without who deleted it. */
function deleted(shown: JsonObject, isFull: boolean): JsonObject {
  const properties = isJsonObject(shown.properties) ? shown.properties : {}
  const deletion = { deleted_at: { ...TIME, type: ['string', 'null'] }, deleted_by: TEXT_OR_NULL }
  const required = Array.isArray(shown.required) ? shown.required : []
  return {
    ...shown,
    properties: { ...properties, ...deletion },
    required: [...required, 'deleted_at', ...(isFull ? ['deleted_by'] : [])],
  }
}

/** Where the view is chosen by request: the fields of the safe view always, the others perhaps. */
function either(character: JsonObject, response: JsonObject): JsonObject {
  return { ...character, required: response.required ?? [] }
}

function nameOf({ properties }: JsonObject): JsonObject {
  return isJsonObject(properties) && isJsonObject(properties.name) ? properties.name : {}
}
