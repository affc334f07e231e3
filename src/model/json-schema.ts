import { z } from 'zod'
import { filteredSchemaOf } from './attribute-filter.ts'
import type { CharacterModel } from './character-model.ts'
import { describeFields, KEY_SCHEMA } from './describe-fields.ts'
import { SYSTEM_FIELDS } from './fields.ts'
import { isJsonObject, type JsonObject, type JsonValue } from './json-value.ts'
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
  describeFields(model.character.shape, limits)
  const describe = (schema: z.ZodType, bounds: CharacterLimits | null): JsonObject =>
    toJsonSchema(schema, bounds, model.attributes)
  return {
    character: describe(model.character, null),
    create: describe(model.create, limits),
    update: withoutDefaults(describe(model.update, limits)),
    response: describe(model.response, null),
  }
}

/** What a query may give as a value of an attribute, or of an item of one that is an array. */
export function toFilterSchema(schema: z.core.$ZodType): JsonObject {
  const item = filteredSchemaOf(schema)
  const json = z.toJSONSchema(item, { io: 'output', unrepresentable: 'any' })
  const { $schema: _, default: _default, ...shape } = json as JsonObject
  return settle(shape, null)
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
    properties: mapValues(properties, (property, field) => ({
      ...settle(property, Object.hasOwn(attributes, field) ? limits : null),
      ...(Object.hasOwn(SYSTEM_FIELDS, field) && { readOnly: true }),
    })),
  }
}

/** A change fills nothing in: what it does not name stays as it is. */
function withoutDefaults(schema: JsonObject): JsonObject {
  const properties = mapValues(schema.properties, ({ default: _, ...rest }) => rest)
  return { ...schema, properties }
}

const MAPS: ReadonlySet<string> = new Set(['properties', '$defs'])
const LISTS: ReadonlySet<string> = new Set(['anyOf', 'oneOf', 'prefixItems'])
const NO_NUL = '^[^\\u0000]*$'
const SCHEMAS: ReadonlySet<string> = new Set(['items', 'additionalProperties'])

/**
 * Says three things as they are here: `readOnly` of an attribute would mean that no client may send
 * it, an object that is not told otherwise refuses the keys it does not know, and what an attribute
 * does not bound is bounded all the same when it comes in. Parts of an `allOf` are left alone, as
 * each sees the keys of the others.
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
  const { type: _, ...own } = isJsonObject(propertyNames) ? propertyNames : {}
  const isOurs = JSON.stringify(own) === JSON.stringify(KEY_SCHEMA)
  const isFree = isOurs || Object.keys(own).length === 0
  return { propertyNames: isFree ? KEY_SCHEMA : { allOf: [KEY_SCHEMA, own] } }
}

function settleKeyword(
  keyword: string,
  value: JsonValue,
  limits: CharacterLimits | null,
): JsonValue {
  const settlePart = (part: JsonObject): JsonObject => settle(part, limits)
  if (LISTS.has(keyword) && Array.isArray(value)) return value.filter(isJsonObject).map(settlePart)
  if (!isJsonObject(value)) return value
  if (MAPS.has(keyword)) return mapValues(value, settlePart)
  return SCHEMAS.has(keyword) ? settlePart(value) : value
}

/** Maps the schemas that an object holds by name. */
function mapValues(
  object: JsonValue | undefined,
  map: (schema: JsonObject, key: string) => JsonObject,
): JsonObject {
  const entries = isJsonObject(object) ? Object.entries(object) : []
  return Object.fromEntries(
    entries.map(([key, value]) => [key, isJsonObject(value) ? map(value, key) : value]),
  )
}
