import { z } from 'zod'
import type { CharacterModel } from './character-model.ts'
import type { JsonObject, JsonValue } from './json-value.ts'

/** The schemas of a model as JSON Schema (draft 2020-12), as OpenAPI 3.1 takes them. */
export interface ModelJsonSchemas {
  readonly character: JsonObject
  readonly create: JsonObject
  readonly update: JsonObject
  readonly response: JsonObject
}

/** Says in JSON Schema what the schemas of a model say. */
export function toJsonSchemas(model: CharacterModel<object, never, never>): ModelJsonSchemas {
  return {
    character: toJsonSchema(model.character, 'output'),
    create: toJsonSchema(model.create, 'input'),
    update: withoutDefaults(toJsonSchema(model.update, 'input')),
    response: toJsonSchema(model.response, 'output'),
  }
}

function toJsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return settle(json as JsonObject)
}

/** A change fills nothing in: what it does not name stays as it is. */
function withoutDefaults(schema: JsonObject): JsonObject {
  const properties = mapValues(schema.properties as JsonObject, (property) => {
    const { default: _, ...rest } = property as JsonObject
    return rest
  })
  return { ...schema, properties }
}

const MAPS: ReadonlySet<string> = new Set(['properties', '$defs'])
const LISTS: ReadonlySet<string> = new Set(['anyOf', 'oneOf', 'prefixItems'])
const SCHEMAS: ReadonlySet<string> = new Set(['items', 'additionalProperties'])

/**
 * Says two things as they are here: `readOnly` would mean that no client may send the field, and an
 * object that is not told otherwise refuses the keys it does not know. Parts of an `allOf` are left
 * alone, as each sees the keys of the others.
 */
function settle(schema: JsonObject): JsonObject {
  const settled: { [keyword: string]: JsonValue } = {}
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword === 'readOnly') continue
    settled[keyword] = settleKeyword(keyword, value)
  }
  if (settled.type === 'object' && settled.properties) settled.additionalProperties ??= false
  return settled
}

function settleKeyword(keyword: string, value: JsonValue): JsonValue {
  if (LISTS.has(keyword)) return (value as JsonObject[]).map(settle)
  if (typeof value !== 'object' || value === null) return value
  if (MAPS.has(keyword)) return mapValues(value as JsonObject, (part) => settle(part as JsonObject))
  return SCHEMAS.has(keyword) ? settle(value as JsonObject) : value
}

function mapValues(object: JsonObject, map: (value: JsonValue) => JsonValue): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]))
}
