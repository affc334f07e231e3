import type { z } from 'zod'
import { definitionOf, MAX_SCHEMA_DEPTH } from './schema-definition.ts'

/** One value, or an array of them. */
export type FilterKind = 'scalar' | 'array'

const SCALARS = ['string', 'number', 'int', 'boolean', 'enum', 'template_literal']

/** How a filter may ask for what a schema describes: as one value, as an array of them, or not at all. */
export function filterKindOf(schema: z.core.$ZodType): FilterKind | null {
  const kinds = new Set(kindsOf(schema, 0))
  kinds.delete('null')
  const [kind] = kinds
  return kinds.size === 1 && (kind === 'scalar' || kind === 'array') ? kind : null
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

function kindsOf(
  schema: z.core.$ZodType,
  depth: number,
): readonly (FilterKind | 'null' | 'other')[] {
  const { type, innerType, element, options = [], values = [] } = definitionOf(schema)
  if (depth > MAX_SCHEMA_DEPTH) return ['other']
  if (SCALARS.includes(type)) return ['scalar']
  if (type === 'null') return ['null']
  if (type === 'literal') return values.map((value) => (value === null ? 'null' : 'scalar'))
  if (type === 'union') return options.flatMap((option) => kindsOf(option, depth + 1))
  if (innerType !== undefined) {
    const inner = kindsOf(innerType, depth + 1)
    return type === 'nullable' ? [...inner, 'null'] : inner
  }
  const items = element && kindsOf(element, depth + 1)
  return items?.every((kind) => kind === 'scalar' || kind === 'null') ? ['array'] : ['other']
}
