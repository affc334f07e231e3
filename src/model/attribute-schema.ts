import { z } from 'zod'
import { copyJson } from './plain-json.ts'

/** What is read of a schema's definition; zod's own types name each kind apart. */
interface Definition {
  readonly type: string
  readonly coerce?: boolean
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

const LEAVES = new Set([
  'string',
  'number',
  'int',
  'boolean',
  'null',
  'enum',
  'template_literal',
  'never',
])
const CONTAINERS = new Set([
  'array',
  'object',
  'record',
  'tuple',
  'union',
  'intersection',
  'nullable',
  'optional',
  'nonoptional',
  'default',
  'readonly',
  'lazy',
  'literal',
])

/**
 * Refuses an attribute whose schema is not of JSON, or changes what goes through it.
 *
 * @throws {TypeError} with a sentence that says what to do
 */
export function checkAttributeSchema(name: string, schema: z.core.$ZodType): void {
  const complaint = complaintAbout(schema, new Set())
  if (complaint !== null)
    throw new TypeError(`defineCharacterModel: attribute '${name}' ${complaint}`)
  if (mayBeUndefined(schema)) {
    throw new TypeError(
      `defineCharacterModel: attribute '${name}' may be undefined: use .nullable().default(null) instead of .optional()`,
    )
  }
  checkDefault(name, schema)
}

/** What an absent attribute is: a copy of its default, or `undefined` without one. */
export function defaultOf(schema: z.core.$ZodType): unknown {
  const result = z.safeParse(schema, undefined)
  return result.success ? result.data : undefined
}

function checkDefault(name: string, schema: z.core.$ZodType): void {
  const value = defaultOf(schema)
  if (value === undefined) return
  if (copyJson(value, 1).issues.length > 0 || !z.safeParse(schema, value).success) {
    throw new TypeError(
      `defineCharacterModel: attribute '${name}' has a default that its own schema does not accept`,
    )
  }
}

function definitionOf(schema: z.core.$ZodType): Definition {
  return schema._zod.def as Definition
}

function complaintAbout(schema: z.core.$ZodType, seen: Set<z.core.$ZodType>): string | null {
  if (seen.has(schema)) return null
  seen.add(schema)
  const definition = definitionOf(schema)
  const { type } = definition
  if (definition.coerce) return 'coerces its input: leave that to the caller'
  if (LEAVES.has(type)) return null
  if (type === 'prefault') return 'has a prefault: use .default(…)'
  if (['transform', 'pipe', 'catch', 'success', 'codec'].includes(type)) {
    return 'changes what goes through it: leave transforms to the caller'
  }
  if (type === 'literal' && definition.values?.some((value) => copyJson(value).issues.length > 0)) {
    return 'does not give JSON: characters are stored and sent as JSON'
  }
  if (!CONTAINERS.has(type)) {
    return `does not give JSON (${type}): characters are stored and sent as JSON`
  }
  for (const part of partsOf(definition)) {
    const complaint = complaintAbout(part, seen)
    if (complaint !== null) return complaint
  }
  return null
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

/** Whether the schema gives `undefined` for what is absent. */
function mayBeUndefined(schema: z.core.$ZodType): boolean {
  const result = z.safeParse(schema, undefined)
  return result.success && result.data === undefined
}
