import { z } from 'zod'
import { filteredSchemaOf } from './attribute-filter.ts'
import type { ConditionValue } from './field-condition.ts'

/**
 * The value of an attribute, or of an item of it, that a text in a URL means: the text itself where
 * the schema takes it, else the number, boolean or `null` that it spells.
 *
 * @returns `undefined` when it is no value of this attribute
 */
export function valueFromText(schema: z.core.$ZodType, text: string): ConditionValue | undefined {
  const item = filteredSchemaOf(schema)
  const candidates = SPELLED.test(text) ? [text, JSON.parse(text) as ConditionValue] : [text]
  return candidates.find((candidate) => z.safeParse(item, candidate).success)
}

/** JSON of one value that is no text. */
const SPELLED = /^(?:true|false|null|-?(?:0|[1-9]\d{0,20})(?:\.\d{1,20})?(?:[eE][+-]?\d{1,3})?)$/
