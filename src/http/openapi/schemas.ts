import type { ModelJsonSchemas } from '../../model/json-schema.ts'
import { isJsonObject, type JsonObject } from '../../model/json-value.ts'
import { PROBLEM_STATUS } from '../problem.ts'

/** The bodies of requests and answers, by name. */
export function describeSchemas(
  { character, create, update, response }: ModelJsonSchemas,
  view: unknown,
): { readonly [name: string]: JsonObject } {
  return {
    Character:
      view === 'full' ? character : view === 'safe' ? response : either(character, response),
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

/** The schema of a version number. */
export const VERSION: JsonObject = { type: 'integer', minimum: 1, maximum: 999_999_999_999_999 }

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
    expected: VERSION,
    actual: VERSION,
    version: VERSION,
    reason: { enum: ['never', 'pruned', 'unrecorded'] },
    parameter: { type: 'string' },
  },
  required: ['type', 'title', 'status', 'detail', 'code', 'instance'],
  additionalProperties: false,
}

/** Where the view is chosen by request: the fields of the safe view always, the others perhaps. */
function either(character: JsonObject, response: JsonObject): JsonObject {
  return { ...character, required: response.required ?? [] }
}

function nameOf({ properties }: JsonObject): JsonObject {
  return isJsonObject(properties) && isJsonObject(properties.name) ? properties.name : {}
}
