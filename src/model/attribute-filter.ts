import type { z } from 'zod'
import { definitionOf, MAX_SCHEMA_DEPTH } from './schema-definition.ts'

/** One value, or an array of them. */
export type FilterKind = 'scalar' | 'array'

const SCALARS = ['string', 'number', 'int', 'boolean', 'enum', 'literal', 'template_literal']

/** How a filter may ask for what a schema describes: as one value, as an array of them, or not at all. */
export function filterKindOf(schema: z.core.$ZodType): FilterKind | null {
  const kind = kindOf(schema, 0)
  return kind === 'scalar' || kind === 'array' ? kind : null
}

/** What a filter gives values of: an item of an array, else the attribute itself. */
export function filteredSchemaOf(schema: z.core.$ZodType): z.core.$ZodType {
  return (filterKindOf(schema) === 'array' && elementOf(schema)) || schema
}

/** What an array holds, below whatever is wrapped around it. */
function elementOf(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  const { element, innerType, options = [] } = definitionOf(schema)
  if (element !== undefined) return element
  if (innerType !== undefined) return elementOf(innerType)
  return options.map(elementOf).find((one) => one !== undefined)
}

/** `null` for no value, which may stand beside any kind. */
function kindOf(schema: z.core.$ZodType, depth: number): FilterKind | 'other' | null {
  const { type, innerType, element, options = [], values = [] } = definitionOf(schema)
  if (depth > MAX_SCHEMA_DEPTH) return 'other'
  if (type === 'null' || (type === 'literal' && values.every((value) => value === null)))
    return null
  if (SCALARS.includes(type)) return 'scalar'
  if (element) {
    const item = kindOf(element, depth + 1)
    return item === 'scalar' || item === null ? 'array' : 'other'
  }
  const parts = innerType ? [innerType] : options
  const kinds = new Set(parts.map((part) => kindOf(part, depth + 1)))
  kinds.delete(null)
  const [kind = null] = kinds
  return kinds.size > 1 || parts.length === 0 ? 'other' : kind
}
