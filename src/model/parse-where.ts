import { type CharacterIssue, CharacterValidationError } from '../errors.ts'
import { type FilterKind, filterKindOf } from './attribute-filter.ts'
import type { CharacterModel } from './character-model.ts'
import type { ConditionTest, ConditionValue, FieldCondition } from './field-condition.ts'
import { isJsonObject, type JsonObject, type JsonValue } from './json-value.ts'
import { DEFAULT_LIMITS } from './limits.ts'
import { canonicalName, describeInvalidName } from './name.ts'
import {
  attributeBounds,
  type CopyBounds,
  copyJson,
  isPlainObject,
  shownKey,
} from './plain-json.ts'

const MAX_FIELDS = 20
const MAX_VALUES = 100
/** What a filter may hold at the most, in bytes as JSON. */
const MAX_BYTES = 1_048_576
const BOUNDS: CopyBounds = {
  ...attributeBounds(DEFAULT_LIMITS),
  bytes: MAX_BYTES,
  items: MAX_VALUES,
}
/** A date, or a time in a zone. */
const TIME = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/

type FieldKind = FilterKind | 'name' | 'time'

/** How the fields of every character may be asked for. */
const BASE_FIELDS: { readonly [field: string]: FieldKind } = {
  id: 'scalar',
  name: 'name',
  display_name: 'scalar',
  traits: 'array',
  avatar_url: 'scalar',
  created_at: 'time',
  updated_at: 'time',
  is_active: 'scalar',
  version_number: 'scalar',
}

const SCALAR_OPERATORS = ['in', 'not', 'gt', 'gte', 'lt', 'lte']
const ARRAY_OPERATORS = ['all', 'any', 'none', 'empty']

type Path = readonly (string | number)[]

/**
 * Reads a filter: every part of it once, and nothing of it is kept.
 *
 * @throws {CharacterValidationError} naming the fields that cannot be asked for so
 */
export function parseWhere(model: CharacterModel, where: unknown): readonly FieldCondition[] {
  if (where === undefined) return []
  const reader = new WhereReader(model)
  const conditions = reader.read(where)
  if (reader.issues.length > 0) throw new CharacterValidationError(reader.issues)
  return conditions
}

class WhereReader {
  readonly issues: CharacterIssue[] = []
  readonly #model: CharacterModel

  constructor(model: CharacterModel) {
    this.#model = model
  }

  read(where: unknown): FieldCondition[] {
    const fields = Object.entries(this.#copy(where))
    if (fields.length > MAX_FIELDS) this.#refuse([], `must name at most ${MAX_FIELDS} fields`)
    return fields.slice(0, MAX_FIELDS).flatMap(([field, asked]) => this.#field(field, asked))
  }

  /** An `undefined` would silently ask for nothing, and so show everything. */
  #copy(where: unknown): JsonObject {
    const given: { [field: string]: unknown } = {}
    try {
      if (!isPlainObject(where)) {
        this.#refuse([], 'must be a plain object')
        return {}
      }
      if (Object.getOwnPropertySymbols(where).length > 0) {
        this.#refuse([], 'a field must be named by a string, not a symbol')
      }
      for (const field of Object.keys(where).slice(0, MAX_FIELDS + 1)) {
        const value: unknown = Reflect.get(where, field)
        if (value === undefined) this.#refuse([field], MUST_BE_SAID)
        else Object.defineProperty(given, field, { value, enumerable: true })
      }
    } catch {
      this.#refuse([], 'cannot be read')
    }
    const { value, issues } = copyJson(given, BOUNDS)
    for (const { path, message } of issues) this.#refuse(path, message)
    return issues.length === 0 ? (value as JsonObject) : {}
  }

  #field(field: string, asked: JsonValue): FieldCondition[] {
    const kind = this.#kindOf(field)
    if (kind === null) return this.#refuse([field], UNASKABLE)
    const { defaults } = this.#model
    const absent: JsonValue = Object.hasOwn(defaults, field) ? Reflect.get(defaults, field) : null
    return this.#tests(field, kind, asked).map((test) => ({ field, absent, test }))
  }

  #kindOf(field: string): FieldKind | null {
    if (Object.hasOwn(BASE_FIELDS, field)) return BASE_FIELDS[field] ?? null
    const { attributes } = this.#model
    const schema = Object.hasOwn(attributes, field) ? attributes[field] : undefined
    return schema === undefined ? null : filterKindOf(schema)
  }

  #tests(field: string, kind: FieldKind, asked: JsonValue): ConditionTest[] {
    if (Array.isArray(asked)) {
      const wanted = 'must be one value, or an object such as { in: […] } or { any: […] }'
      return this.#refuse([field], wanted)
    }
    if (!isJsonObject(asked)) {
      const values = this.#values([field], kind, [asked])
      return [{ op: kind === 'array' ? 'all' : 'in', values }]
    }
    const known = kind === 'array' ? ARRAY_OPERATORS : SCALAR_OPERATORS
    const operands = Object.entries(asked)
    if (operands.length === 0) this.#refuse([field], `must say one of ${known.join(', ')}`)
    return operands.flatMap(([operator, operand]) => {
      const path = [field, operator]
      return known.includes(operator)
        ? this.#test(path, kind, operator, operand)
        : this.#refuse(path, `is no operator: use ${known.join(', ')}`)
    })
  }

  #test(path: Path, kind: FieldKind, operator: string, operand: JsonValue): ConditionTest[] {
    switch (operator) {
      case 'empty':
        if (typeof operand !== 'boolean') return this.#refuse(path, 'must be true or false')
        return [{ op: operator, expected: operand }]
      case 'gt':
      case 'gte':
      case 'lt':
      case 'lte': {
        if (typeof operand !== 'string' && typeof operand !== 'number') {
          return this.#refuse(path, 'must be a text or a number')
        }
        const [bound] = this.#values(path, kind, [operand])
        return bound === undefined ? [] : [{ op: operator, bound: bound as string | number }]
      }
      default: {
        const op = operator === 'not' ? 'nin' : (operator as 'in' | 'all' | 'any' | 'none')
        if (Array.isArray(operand) || op === 'nin') {
          return [{ op, values: this.#values(path, kind, [operand].flat()) }]
        }
        return this.#refuse(path, 'must be an array of values')
      }
    }
  }

  #values(path: Path, kind: FieldKind, given: readonly JsonValue[]): ConditionValue[] {
    return given.flatMap((value, index) => {
      const at = given.length === 1 ? path : [...path, index]
      if (typeof value === 'object' && value !== null) {
        return this.#refuse(at, 'must be a text, a number, true, false or null')
      }
      if (value === null) return [null]
      if (kind === 'name') return this.#name(at, value)
      return kind === 'time' ? this.#time(at, value) : [value]
    })
  }

  /** Another program may have stored a name that is only trimmed and in lower case. */
  #name(path: Path, value: string | number | boolean): string[] {
    if (typeof value !== 'string') return this.#refuse(path, 'must be a string')
    const complaint = describeInvalidName(value)
    if (complaint !== null) return this.#refuse(path, complaint)
    return [...new Set([canonicalName(value), value.trim().toLowerCase()])]
  }

  #time(path: Path, value: string | number | boolean): string[] {
    const time = typeof value === 'string' && TIME.test(value) ? new Date(value) : null
    if (time && !Number.isNaN(time.getTime())) return [time.toISOString()]
    return this.#refuse(path, 'must be a time in ISO 8601, such as 2026-01-31T12:00:00Z')
  }

  /** @returns what is asked of it then: nothing */
  #refuse(path: Path, message: string): never[] {
    const shown = path.map((key) => (typeof key === 'string' ? shownKey(key) : key))
    this.issues.push({ path: ['where', ...shown], message })
    return []
  }
}

const MUST_BE_SAID = 'must not be undefined: null finds where there is no value'
const UNASKABLE = 'cannot be asked for: it is no field of a single value or of an array of them'
