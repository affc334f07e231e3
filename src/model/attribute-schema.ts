import { z } from 'zod'
import { type CopyBounds, copyJson } from './plain-json.ts'

/** What is read of a schema's definition; zod's own types name each kind apart. */
interface Definition {
  readonly type: string
  readonly coerce?: boolean
  readonly checks?: readonly z.core.$ZodCheck[]
  /** Of a URL: written back in its normal form. */
  readonly normalize?: boolean
  readonly innerType?: z.core.$ZodType
  readonly element?: z.core.$ZodType
  readonly shape?: { readonly [key: string]: z.core.$ZodType }
  readonly options?: readonly z.core.$ZodType[]
  readonly items?: readonly z.core.$ZodType[]
  readonly rest?: z.core.$ZodType | null
  readonly catchall?: z.core.$ZodType
  readonly keyType?: z.core.$ZodType
  readonly valueType?: z.core.$ZodType
  readonly left?: z.core.$ZodType
  readonly right?: z.core.$ZodType
  readonly values?: readonly unknown[]
  readonly getter?: () => z.core.$ZodType
}

const MAX_DEPTH = 64
/** Kinds of schemas that describe JSON by themselves, or by their parts. */
const JSON_KINDS: ReadonlySet<string> = new Set([
  ...['string', 'number', 'int', 'boolean', 'null', 'enum', 'literal', 'template_literal', 'never'],
  ...['array', 'object', 'record', 'tuple', 'union', 'intersection', 'lazy'],
  ...['nullable', 'optional', 'nonoptional', 'default', 'readonly'],
])

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
  date: `${NOT_JSON}: use z.iso.datetime()`,
  bigint: `${NOT_JSON}: use z.int(), or a string`,
  map: `${NOT_JSON}: use z.record(…)`,
  set: `${NOT_JSON}: use z.array(…)`,
  unknown: `${NOT_JSON}: use z.json(), or say what it holds`,
  any: `${NOT_JSON}: use z.json(), or say what it holds`,
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
  const definition = schema._zod.def as Definition
  const { type, coerce, normalize, checks = [], values } = definition
  if (depth > MAX_DEPTH) return 'is nested without end: let a recursive schema refer to itself'
  if (coerce) return 'coerces its input: leave that to the caller'
  if (!JSON_KINDS.has(type)) return COMPLAINTS[type] ?? NOT_JSON
  if (normalize || checks.some(isChange)) return CHANGES
  if (values?.some((value) => value === undefined)) return MAY_BE_UNDEFINED
  if (values?.some((value) => copyJson(value).issues.length > 0)) return NOT_JSON
  for (const part of partsOf(definition)) {
    const complaint = complaintAbout(part, seen, depth + 1)
    if (complaint !== null) return complaint
  }
  return null
}

/** `trim`, `toLowerCase`, `normalize` and their like, or a URL written back in its normal form. */
function isChange(check: z.core.$ZodCheck): boolean {
  const definition: Pick<Definition, 'normalize'> & { readonly check: string } = check._zod.def
  return definition.check === 'overwrite' || definition.normalize === true
}

function partsOf(definition: Definition): z.core.$ZodType[] {
  const { innerType, element, shape, options, items, rest, catchall } = definition
  const { keyType, valueType, left, right, getter } = definition
  const parts = [
    innerType,
    element,
    ...Object.values(shape ?? {}),
    ...(options ?? []),
    ...(items ?? []),
    rest,
    catchall,
    keyType,
    valueType,
    left,
    right,
    getter?.(),
  ]
  return parts.filter((part) => part !== undefined && part !== null)
}
