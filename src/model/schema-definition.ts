import type { z } from 'zod'

/** What is read of a schema's definition; zod's own types name each kind apart. */
export interface SchemaDefinition {
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
  readonly entries?: { readonly [key: string]: unknown }
  readonly getter?: () => z.core.$ZodType
}

/** How deep schemas are looked into. */
export const MAX_SCHEMA_DEPTH = 64

export function definitionOf(schema: z.core.$ZodType): SchemaDefinition {
  return schema._zod.def as SchemaDefinition
}

/** The schemas that a schema is made of. */
export function partsOf(definition: SchemaDefinition): z.core.$ZodType[] {
  const { innerType, element, shape = {}, options = [], items = [], rest, catchall } = definition
  const { keyType, valueType, left, right, getter } = definition
  const parts = [innerType, element, ...Object.values(shape), ...options, ...items, rest, catchall]
  parts.push(keyType, valueType, left, right, getter?.())
  return parts.filter((part) => part !== undefined && part !== null)
}
