import type { JsonObject, JsonValue } from '../../../model/json-value.ts'

/** What a schema says of a value, less that it may be `null`. */
export interface BareSchema {
  /** The one type of its values; `null` where there are several, or none is named. */
  readonly type: string | null
  /** All values that there are, where they are few and named. */
  readonly values: readonly JsonValue[] | null
  readonly isNullable: boolean
  /** The other keywords that hold for all of its values. */
  readonly keywords: JsonObject
}

/** One of the forms that a value may have. */
type Form = Omit<BareSchema, 'keywords'> & { readonly schema: JsonObject }

const MAX_DEPTH = 8
/** Keywords that judge nothing. */
const ABOUT: ReadonlySet<string> = new Set([
  'title',
  'description',
  'default',
  'examples',
  '$comment',
])

/** Takes apart what tools make of optional values: unions with `null`, of constants, and of texts. */
export function bareSchemaOf(given: JsonObject): BareSchema {
  const forms = formsOf(given, 0)
  const isNullable = forms.some((form) => form.isNullable)
  const about = Object.fromEntries(Object.entries(given).filter(([keyword]) => ABOUT.has(keyword)))
  // What is `null` and nothing else is no form of its own.
  const others = forms.filter(({ type, values }) => type !== 'null' && values?.length !== 0)
  const [first] = others
  if (others.length === 1 && first !== undefined) {
    const { type, values, schema } = first
    return { type, values, isNullable, keywords: { ...schema, ...about } }
  }
  const values = [...new Set(others.flatMap((form) => form.values ?? []))]
  const areNamed = others.every((form) => form.values !== null)
  const areTexts = others.every(({ type }) => type === 'string')
  return {
    type: areTexts ? 'string' : null,
    values: areNamed ? values : null,
    isNullable,
    keywords: about,
  }
}

/** Whether a value of JSON is an object. */
export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function formsOf(schema: JsonObject, depth: number): Form[] {
  const options = schema.anyOf ?? schema.oneOf
  const isUnion = schema.type === undefined && Array.isArray(options) && depth < MAX_DEPTH
  if (!isUnion) return [formOf(schema)]
  return options.flatMap((option) => formsOf(isObject(option) ? option : {}, depth + 1))
}

function formOf(schema: JsonObject): Form {
  const types = [schema.type ?? []].flat()
  const named = schema.const === undefined ? schema.enum : [schema.const]
  const isNamed = Array.isArray(named)
  const values = isNamed ? named.filter((value) => value !== null) : null
  const kinds = values?.map((value) => typeof value) ?? types.filter(isNoNull)
  const [type = types[0]] = kinds
  const isOne = typeof type === 'string' && kinds.every((kind) => kind === type)
  // What judges nothing takes `null` too.
  const isOpen = Object.keys(schema).every((keyword) => ABOUT.has(keyword))
  return {
    type: isOne ? type : null,
    values,
    isNullable: isNamed ? named.includes(null) : types.includes('null') || isOpen,
    schema,
  }
}

function isNoNull(type: JsonValue): boolean {
  return type !== 'null'
}
