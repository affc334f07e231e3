import { Document, Scalar, visit } from 'yaml'
import { compareCodePoints } from '../../model/code-point-order.ts'
import { CONTENT_FIELDS, SYSTEM_FIELDS } from '../../model/fields.ts'
import type { JsonObject, JsonValue } from '../../model/json-value.ts'
import { fitsBody, joinFrontMatter } from './front-matter.ts'

/**
 * How a character is written.
 *
 * @category Files
 */
export type CharacterFileFormat = 'json' | 'yaml' | 'md'

/**
 * What a file holds of a character: what clients set, in one order whatever it came in, so that the same
 * content is the same text. What a field is without a file need not be said.
 */
export function fileFieldsOf(character: object): JsonObject {
  const fields: { [field: string]: JsonValue } = {}
  const known = Object.keys(CONTENT_FIELDS)
  const attributes = Object.keys(character).filter(
    (field) => !Object.hasOwn(CONTENT_FIELDS, field) && !Object.hasOwn(SYSTEM_FIELDS, field),
  )
  for (const field of [...known, ...attributes.sort(compareCodePoints)]) {
    const value: JsonValue | undefined = Reflect.get(character, field)
    if (value === undefined || (value === null && known.includes(field))) continue
    fields[field] = inOrder(value)
  }
  return fields
}

function inOrder(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(inOrder)
  const pairs = Object.entries(value).sort(([a], [b]) => compareCodePoints(a, b))
  return Object.fromEntries(pairs.map(([key, item]) => [key, inOrder(item)]))
}

/** The text of a file. */
export function toText(fields: JsonObject, format: CharacterFileFormat): string {
  if (format === 'json') return `${JSON.stringify(fields, null, 2)}\n`
  if (format === 'yaml') return toYaml(fields)
  const { system_prompt: prompt, ...others } = fields
  if (typeof prompt !== 'string' || !fitsBody(prompt)) {
    return joinFrontMatter({ yaml: toYaml(fields), body: '' })
  }
  return joinFrontMatter({ yaml: toYaml(others), body: prompt })
}

/** No line is broken, so that a word that is changed is a line that is changed. */
const WRITE = { lineWidth: 0, doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER } as const

/** What readers of YAML 1.1 would take for something else has quotes too. */
function toYaml(fields: JsonObject): string {
  const document = new Document(fields, { aliasDuplicateObjects: false, compat: 'yaml-1.1' })
  visit(document, {
    Scalar(key, scalar) {
      if (key === 'key' || typeof scalar.value !== 'string') return
      if (scalar.value.includes('\n')) scalar.type = Scalar.BLOCK_LITERAL
    },
  })
  return document.toString(WRITE)
}
