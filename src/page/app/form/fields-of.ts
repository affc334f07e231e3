import type { JsonObject, JsonValue } from '../../../model/json-value.ts'
import { type BareSchema, bareSchemaOf, isObject } from './bare-schema.ts'
import type { FieldKind, FormField } from './field.ts'
import { toFormValue } from './form-value.ts'

/** The longest text that one line is enough for. */
const MAX_LINE = 250
/** Texts of one line, whatever their bound. */
const LINES: ReadonlySet<string> = new Set(['name', 'display_name', 'avatar_url'])
/** Words that are written as a whole in capitals. */
const CAPITALS: ReadonlySet<string> = new Set(['url', 'id', 'ai'])

/** The fields of a form for what the OpenAPI document says of a new character, in its order. */
export function fieldsOf(schema: JsonObject): readonly FormField[] {
  const properties = isObject(schema.properties) ? schema.properties : {}
  const required = Array.isArray(schema.required) ? schema.required : []
  return Object.entries(properties).flatMap(([name, given]) => {
    const property = isObject(given) ? given : {}
    return property.readOnly === true ? [] : [fieldOf(name, property, required.includes(name))]
  })
}

function fieldOf(name: string, property: JsonObject, isRequired: boolean): FormField {
  const bare = bareSchemaOf(property)
  const { keywords, isNullable } = bare
  const items = bareSchemaOf(isObject(keywords.items) ? keywords.items : {})
  const choices = choicesOf(bare)
  const kind = kindOf(name, bare, items, choices)
  const texts = kind === 'list' ? items : bare
  const field = {
    name,
    title: textOf(keywords.title) ?? readable(name),
    description: textOf(keywords.description),
    kind,
    isRequired,
    isNullable,
    choices: kind === 'list' ? (items.values?.map(String) ?? null) : (choices?.map(String) ?? null),
    ...(choices?.some((value) => typeof value !== 'string') && { values: choices }),
    minLength: minLengthOf(texts),
    maxLength: numberOf(texts.keywords.maxLength),
    ...boundsOf(bare),
    maxItems: numberOf(keywords.maxItems),
  }
  return { ...field, initial: toFormValue(field, keywords.default) }
}

function kindOf(
  name: string,
  { type, values, isNullable, keywords }: BareSchema,
  items: BareSchema,
  choices: readonly JsonValue[] | null,
): FieldKind {
  if (choices !== null) return 'choice'
  if (values !== null) return 'json'
  switch (type) {
    case 'string': {
      const max = numberOf(keywords.maxLength)
      const isLine = LINES.has(name) || (max !== null && max <= MAX_LINE)
      return isLine ? 'line' : 'text'
    }
    case 'number':
    case 'integer':
      return 'number'
    case 'boolean':
      return isNullable ? 'choice' : 'switch'
    case 'array':
      return items.type === 'string' && !items.isNullable && !keywords.prefixItems ? 'list' : 'json'
    default:
      return 'json'
  }
}

/** The values to choose from, where a text tells them apart, and from none at all. */
function choicesOf({ type, values, isNullable }: BareSchema): readonly JsonValue[] | null {
  const choices = type === 'boolean' && isNullable ? [true, false] : (values ?? [])
  // An object may say that it is no text.
  if (choices.length === 0 || choices.some((value) => typeof value === 'object')) return null
  const texts = new Set(choices.map(String))
  const isClear = texts.size === choices.length && !(isNullable && texts.has(''))
  return isClear ? choices : null
}

/** Of a text that may be `null`, and is where nothing is given, nothing at all means `null`. */
function minLengthOf({ isNullable, keywords }: BareSchema): number {
  const least = numberOf(keywords.minLength) ?? 0
  const isNull = isNullable && (keywords.default ?? null) === null
  return least === 0 && (isNull || !takesEmpty(keywords)) ? 1 : least
}

function takesEmpty({ pattern, format }: JsonObject): boolean {
  if (format === 'uri') return false
  try {
    return typeof pattern !== 'string' || new RegExp(pattern, 'u').test('')
  } catch {
    return true
  }
}

function boundsOf({ type, keywords }: BareSchema): {
  readonly minimum: number | null
  readonly maximum: number | null
  readonly isInteger: boolean
} {
  const isInteger = type === 'integer'
  // Between integers there is a next one.
  const inside = (bound: number | null, step: number): number | null =>
    isInteger && bound !== null ? bound + step : null
  const bounded = (bound: number | null): number | null =>
    isInteger && Math.abs(bound ?? 0) >= Number.MAX_SAFE_INTEGER ? null : bound
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = keywords
  return {
    minimum: bounded(numberOf(minimum) ?? inside(numberOf(exclusiveMinimum), 1)),
    maximum: bounded(numberOf(maximum) ?? inside(numberOf(exclusiveMaximum), -1)),
    isInteger,
  }
}

/** `voice_settings` and `voiceSettings` as people write it: `Voice settings`. */
export function readable(name: string): string {
  const words = name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .split(/[\s_-]+/)
    .filter((word) => word !== '')
    .map((word) => (CAPITALS.has(word.toLowerCase()) ? word.toUpperCase() : word.toLowerCase()))
  const [first = name, ...rest] = words
  return [first.charAt(0).toUpperCase() + first.slice(1), ...rest].join(' ')
}

function textOf(value: JsonValue | undefined): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null
}

function numberOf(value: JsonValue | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

const TEXT = { type: 'string', minLength: 1 }

/** The fields of every character, for a server that does not tell its document. */
export const COMMON_FIELDS: readonly FormField[] = /* @__PURE__ */ fieldsOf({
  required: ['name', 'display_name', 'personality', 'system_prompt', 'traits'],
  properties: {
    name: { ...TEXT, maxLength: 100 },
    display_name: TEXT,
    personality: TEXT,
    system_prompt: TEXT,
    traits: { type: 'array', items: TEXT },
    avatar_url: { type: ['string', 'null'] },
    voice_settings: { type: ['object', 'null'] },
  },
})
