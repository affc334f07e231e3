import { type CharacterIssue, CharacterValidationError } from '../errors.ts'
import { type FilterKind, filterKindOf } from './attribute-schema.ts'
import type { CharacterModel } from './character-model.ts'
import type { ConditionTest, ConditionValue, FieldCondition } from './field-condition.ts'
import type { JsonObject, JsonValue } from './json-value.ts'
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

const SCALAR_OPERATORS = ['in', 'not', 'gt', 'gte', 'lt', 'lte'] as const
const ARRAY_OPERATORS = ['all', 'any', 'none', 'empty'] as const

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
    const fields = this.#copy(where)
    if (fields === undefined) return []
    const names = Object.keys(fields)
    if (names.length > MAX_FIELDS) this.#refuse([], `must name at most ${MAX_FIELDS} fields`)
    return names.slice(0, MAX_FIELDS).flatMap((field) => this.#field(field, fields[field] ?? null))
  }

  /** An `undefined` would silently ask for nothing, and so show everything. */
  #copy(where: unknown): JsonObject | undefined {
    const given: { [field: string]: unknown } = {}
    try {
      if (typeof where !== 'object' || where === null || !isPlainObject(where)) {
        return this.#refuse([], 'must be a plain object')
      }
      if (Object.getOwnPropertySymbols(where).length > 0) {
        return this.#refuse([], 'a field must be named by a string, not a symbol')
      }
      for (const field of Object.keys(where).slice(0, MAX_FIELDS + 1)) {
        const value: unknown = Reflect.get(where, field)
        if (value === undefined) this.#refuse([field], MUST_BE_SAID)
        else Object.defineProperty(given, field, { value, enumerable: true })
      }
    } catch {
      return this.#refuse([], 'cannot be read')
    }
    const { value, issues } = copyJson(given, BOUNDS)
    for (const { path, message } of issues) this.#refuse(path, message)
    return issues.length === 0 ? (value as JsonObject) : undefined
  }

  #field(field: string, asked: JsonValue): FieldCondition[] {
    const kind = this.#kindOf(field)
    if (kind === null) {
      this.#refuse(
        [field],
        'cannot be asked for: it is no field of a single value or of an array of them',
      )
      return []
    }
    const absent = this.#absent(field)
    return this.#tests(field, kind, asked).map((test) => ({ field, absent, test }))
  }

  #kindOf(field: string): FieldKind | null {
    if (Object.hasOwn(BASE_FIELDS, field)) return BASE_FIELDS[field] ?? null
    const { attributes } = this.#model
    const schema = Object.hasOwn(attributes, field) ? attributes[field] : undefined
    return schema === undefined ? null : filterKindOf(schema)
  }

  #absent(field: string): JsonValue {
    const { defaults } = this.#model
    return Object.hasOwn(defaults, field) ? Reflect.get(defaults, field) : null
  }

  #tests(field: string, kind: FieldKind, asked: JsonValue): ConditionTest[] {
    if (Array.isArray(asked)) {
      this.#refuse([field], 'must be one value, or an object such as { in: […] } or { any: […] }')
      return []
    }
    if (!isObject(asked)) {
      const values = this.#values([field], kind, [asked])
      return [{ op: kind === 'array' ? 'all' : 'in', values }]
    }
    const known: readonly string[] = kind === 'array' ? ARRAY_OPERATORS : SCALAR_OPERATORS
    const operators = Object.keys(asked)
    if (operators.length === 0) this.#refuse([field], `must say one of ${known.join(', ')}`)
    return operators.flatMap((operator) => {
      const path = [field, operator]
      if (known.includes(operator)) return this.#test(path, kind, asked[operator] ?? null)
      this.#refuse(path, `is no operator: use ${known.join(', ')}`)
      return []
    })
  }

  #test(path: readonly string[], kind: FieldKind, operand: JsonValue): ConditionTest[] {
    const operator = path[1]
    switch (operator) {
      case 'in':
      case 'all':
      case 'any':
      case 'none':
        if (Array.isArray(operand))
          return [{ op: operator, values: this.#values(path, kind, operand) }]
        this.#refuse(path, 'must be an array of values')
        return []
      case 'not': {
        const values = Array.isArray(operand) ? operand : [operand]
        return [{ op: 'nin', values: this.#values(path, kind, values) }]
      }
      case 'empty':
        if (typeof operand === 'boolean') return [{ op: 'empty', expected: operand }]
        this.#refuse(path, 'must be true or false')
        return []
      default:
        return this.#range(path, kind, operand)
    }
  }

  #range(path: readonly string[], kind: FieldKind, operand: JsonValue): ConditionTest[] {
    const op = path[1] as 'gt' | 'gte' | 'lt' | 'lte'
    if (typeof operand !== 'string' && typeof operand !== 'number') {
      this.#refuse(path, 'must be a text or a number')
      return []
    }
    const [bound] = this.#values(path, kind, [operand])
    return typeof bound === 'string' || typeof bound === 'number' ? [{ op, bound }] : []
  }

  #values(
    path: readonly string[],
    kind: FieldKind,
    given: readonly JsonValue[],
  ): readonly ConditionValue[] {
    return given.flatMap((value, index) => {
      const at = given.length === 1 ? path : [...path, index]
      if (typeof value === 'object' && value !== null) {
        this.#refuse(at, 'must be a text, a number, true, false or null')
        return []
      }
      if (value === null) return [null]
      if (kind === 'name') return this.#name(at, value)
      return kind === 'time' ? this.#time(at, value) : [value]
    })
  }

  /** Another program may have stored a name that is only trimmed and in lower case. */
  #name(path: readonly (string | number)[], value: string | number | boolean): ConditionValue[] {
    if (typeof value !== 'string') return this.#refuse(path, 'must be a string') ?? []
    const complaint = describeInvalidName(value)
    if (complaint !== null) return this.#refuse(path, complaint) ?? []
    return [...new Set([canonicalName(value), value.trim().toLowerCase()])]
  }

  #time(path: readonly (string | number)[], value: string | number | boolean): ConditionValue[] {
    if (typeof value === 'string' && TIME.test(value)) {
      const time = new Date(value)
      if (!Number.isNaN(time.getTime())) return [time.toISOString()]
    }
    return this.#refuse(path, 'must be a time in ISO 8601, such as 2026-01-31T12:00:00Z') ?? []
  }

  #refuse(path: readonly (string | number)[], message: string): undefined {
    const shown = path.map((key) => (typeof key === 'string' ? shownKey(key) : key))
    this.issues.push({ path: ['where', ...shown], message })
  }
}

const MUST_BE_SAID = 'must not be undefined: null finds where there is no value'

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
