import { z } from 'zod'
import { DEFAULT_LIMITS } from './limits.ts'
import { attributeBounds, type CopyBounds, copyJson } from './plain-json.ts'
import {
  definitionOf,
  MAX_SCHEMA_DEPTH,
  partsOf,
  type SchemaDefinition,
} from './schema-definition.ts'

/** Kinds of schemas that describe JSON by themselves, or by their parts. */
const JSON_KINDS: ReadonlySet<string> = /* @__PURE__ */ new Set([
  ...['string', 'number', 'int', 'boolean', 'null', 'enum', 'literal', 'template_literal', 'never'],
  ...['array', 'object', 'record', 'tuple', 'union', 'intersection', 'lazy'],
  ...['nullable', 'optional', 'nonoptional', 'default', 'readonly'],
])

/** What bounds a literal. */
const BOUNDS = /* @__PURE__ */ attributeBounds(DEFAULT_LIMITS)

const CHANGES = 'changes what goes through it: leave transforms to the caller'
const NOT_JSON = 'does not give JSON: characters are stored and sent as JSON'
const MAY_BE_UNDEFINED = 'may be undefined: use .nullable().default(null) instead of .optional()'

/** What is wrong with the other kinds, and what to do. */
const COMPLAINTS: { readonly [kind: string]: string } = {
  transform: CHANGES,
  pipe: CHANGES,
  success: CHANGES,
  catch: 'has a .catch(…), which hides wrong input: use .default(…)',
  prefault: 'has a .prefault(…): use .default(…)',
  undefined: MAY_BE_UNDEFINED,
  void: MAY_BE_UNDEFINED,
}

/** What to use in the place of what is no JSON. */
const INSTEAD: { readonly [kind: string]: string } = {
  date: ': use z.iso.datetime()',
  bigint: ': use z.int(), or a string',
  map: ': use z.record(…)',
  set: ': use z.array(…)',
  unknown: ': use z.json(), or say what it holds',
  any: ': use z.json(), or say what it holds',
}

/**
 * Refuses an attribute whose schema is not of JSON, or changes what goes through it.
 *
 * @throws {TypeError} with a sentence that says what to do
 */
export function checkAttributeSchema(
  name: string,
  schema: z.core.$ZodType,
  bounds: CopyBounds,
): void {
  const complaint = complaintAbout(schema, new Set(), 0) ?? complaintAboutDefault(schema, bounds)
  if (complaint !== null)
    throw new TypeError(`defineCharacterModel: attribute '${name}' ${complaint}`)
}

/** What an absent attribute is: its default, or `undefined` without one. */
export function defaultOf(schema: z.core.$ZodType): unknown {
  const result = z.safeParse(schema, undefined)
  return result.success ? result.data : undefined
}

/** Whether a schema gives a text or an array of texts; `null` may stand for any of them. */
export function isOfTexts(
  schema: z.core.$ZodType,
  isItem = false,
  trail: readonly z.core.$ZodType[] = [],
): boolean {
  const definition = definitionOf(schema)
  const { type, values, entries } = definition
  if (type === 'string' || type === 'template_literal' || type === 'null') return true
  if (type === 'object' || type === 'record' || trail.includes(schema)) return false
  const isArray = type === 'array' || type === 'tuple'
  if (isArray && isItem) return false
  const choices = values ?? Object.values(entries ?? {})
  const parts = partsOf(definition)
  if (choices.length + parts.length === 0) return false
  return (
    choices.every((choice) => choice === null || typeof choice === 'string') &&
    parts.every((part) => isOfTexts(part, isItem || isArray, [...trail, schema]))
  )
}

function complaintAboutDefault(schema: z.core.$ZodType, bounds: CopyBounds): string | null {
  try {
    const absent = z.safeParse(schema, undefined)
    // An exact optional refuses `undefined`, and may be absent all the same.
    if (absent.success ? absent.data === undefined : schema._zod.optout === 'optional') {
      return MAY_BE_UNDEFINED
    }
    if (!absent.success) return null
    const { value, issues } = copyJson(absent.data, bounds)
    if (issues.length === 0 && z.safeParse(schema, value).success) return null
    return 'has a default that its own schema, or JSON, does not accept: change one of them'
  } catch (error) {
    if (!(error instanceof z.core.$ZodAsyncError)) throw error
    return 'is asynchronous: refine it synchronously'
  }
}

function complaintAbout(
  schema: z.core.$ZodType,
  seen: Set<z.core.$ZodType>,
  depth: number,
): string | null {
  if (seen.has(schema)) return null
  seen.add(schema)
  const definition = definitionOf(schema)
  const { type, coerce, normalize, checks = [], values } = definition
  if (depth > MAX_SCHEMA_DEPTH)
    return 'is nested without end: let a recursive schema refer to itself'
  if (coerce) return 'coerces its input: leave that to the caller'
  if (!JSON_KINDS.has(type)) return COMPLAINTS[type] ?? NOT_JSON + (INSTEAD[type] ?? '')
  if (normalize || checks.some(isChange)) return CHANGES
  if (values?.some((value) => value === undefined)) return MAY_BE_UNDEFINED
  if (values?.some((value) => copyJson(value, BOUNDS).issues.length > 0)) return NOT_JSON
  for (const part of partsOf(definition)) {
    const complaint = complaintAbout(part, seen, depth + 1)
    if (complaint !== null) return complaint
  }
  return null
}

/** `trim`, `toLowerCase`, `normalize` and their like, or a URL written back in its normal form. */
function isChange(check: z.core.$ZodCheck): boolean {
  const definition: Pick<SchemaDefinition, 'normalize'> & { readonly check: string } =
    check._zod.def
  return definition.check === 'overwrite' || definition.normalize === true
}
