import { z } from 'zod'
import type { CharacterModel } from './character-model.ts'
import { KEY_SCHEMA } from './fields.ts'
import type { JsonObject, JsonValue } from './json-value.ts'
import type { CharacterLimits } from './limits.ts'

/** The schemas of a model as JSON Schema (draft 2020-12), as OpenAPI 3.1 takes them. */
export interface ModelJsonSchemas {
  readonly character: JsonObject
  readonly create: JsonObject
  readonly update: JsonObject
  readonly response: JsonObject
}

/** Says in JSON Schema what the schemas of a model say. */
export function toJsonSchemas(model: CharacterModel<object, never, never>): ModelJsonSchemas {
  const { limits } = model
  const describe = (schema: z.ZodType, bounds: CharacterLimits | null): JsonObject =>
    toJsonSchema(schema, bounds, model.attributes)
  return {
    character: describe(model.character, null),
    create: describe(model.create, limits),
    update: withoutDefaults(describe(model.update, limits)),
    response: describe(model.response, null),
  }
}

/** @param limits of what comes in; `null` for what goes out */
function toJsonSchema(
  schema: z.ZodType,
  limits: CharacterLimits | null,
  attributes: object,
): JsonObject {
  const io = limits === null ? 'output' : 'input'
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  const { properties, ...rest } = json as JsonObject
  return {
    ...settle(rest, limits),
    // The fields of every character tell their bounds themselves.
    properties: mapValues(properties as JsonObject, (property, field) =>
      settle(property as JsonObject, Object.hasOwn(attributes, field) ? limits : null),
    ),
  }
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
const NO_NUL = '^[^\\u0000]*$'
const SCHEMAS: ReadonlySet<string> = new Set(['items', 'additionalProperties'])

/**
 * Says three things as they are here: `readOnly` would mean that no client may send the field, an
 * object that is not told otherwise refuses the keys it does not know, and what an attribute does
 * not bound is bounded all the same when it comes in. Parts of an `allOf` are left alone, as each
 * sees the keys of the others.
 */
function settle(schema: JsonObject, limits: CharacterLimits | null): JsonObject {
  const settled: { [keyword: string]: JsonValue } = {}
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword === 'readOnly') continue
    settled[keyword] = settleKeyword(keyword, value, limits)
  }
  if (settled.type === 'object' && settled.properties) settled.additionalProperties ??= false
  return limits === null ? settled : { ...settled, ...boundsOf(settled, limits) }
}

/** The bounds of a part, where those of the attribute itself are not narrower. */
function boundsOf(schema: JsonObject, limits: CharacterLimits): JsonObject {
  if (schema.enum !== undefined || schema.const !== undefined) return {}
  const kinds = [schema.type].flat()
  const atMost = (keyword: string, ours: number): JsonObject => {
    const own = schema[keyword]
    return { [keyword]: typeof own === 'number' ? Math.min(own, ours) : ours }
  }
  const isOpen = kinds.includes('object') && schema.additionalProperties !== false
  return {
    ...(kinds.includes('string') && {
      ...atMost('maxLength', limits.text),
      pattern: schema.pattern ?? NO_NUL,
    }),
    ...(kinds.includes('array') && atMost('maxItems', limits.items)),
    ...(isOpen && { ...atMost('maxProperties', limits.keys), ...keysOf(schema) }),
  }
}

/** What holds for keys, beside what the schema itself says of them. */
function keysOf({ propertyNames }: JsonObject): JsonObject {
  const { type: _, ...own } = (propertyNames ?? {}) as JsonObject
  const isOurs = JSON.stringify(own) === JSON.stringify(KEY_SCHEMA)
  const isFree = isOurs || Object.keys(own).length === 0
  return { propertyNames: isFree ? KEY_SCHEMA : { allOf: [KEY_SCHEMA, own] } }
}

function settleKeyword(
  keyword: string,
  value: JsonValue,
  limits: CharacterLimits | null,
): JsonValue {
  const settlePart = (part: JsonValue): JsonObject => settle(part as JsonObject, limits)
  if (LISTS.has(keyword)) return (value as JsonObject[]).map(settlePart)
  if (typeof value !== 'object' || value === null) return value
  if (MAPS.has(keyword)) return mapValues(value as JsonObject, settlePart)
  return SCHEMAS.has(keyword) ? settlePart(value) : value
}

function mapValues(
  object: JsonObject,
  map: (value: JsonValue, key: string) => JsonValue,
): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value, key)]))
}
