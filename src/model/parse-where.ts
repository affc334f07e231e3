import { type CharacterIssue, CharacterValidationError } from '../errors.ts'
import { type FilterKind, filterKindOf } from './attribute-filter.ts'
import type { CharacterModel } from './character-model.ts'
import type { ConditionTest, ConditionValue, FieldCondition } from './field-condition.ts'
import { isJsonObject, type JsonValue } from './json-value.ts'
import { DEFAULT_LIMITS } from './limits.ts'
import { canonicalName, describeInvalidName } from './name.ts'
import { attributeBounds, type CopyBounds, copyJson, shownPath } from './plain-json.ts'

/** What a filter may hold at the most. */
const BOUNDS: CopyBounds = {
  ...attributeBounds(DEFAULT_LIMITS),
  bytes: 1_048_576,
  items: 100,
  keys: 20,
  // It would silently ask for nothing, and so show everything.
  complaintAboutUndefined: 'must not be undefined: null stands for no value',
}
/** A date, or a time in a zone. */
const TIME = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/
const TIME_FIELDS = ['created_at', 'updated_at']
/** Long texts, and what is never shown. */
const UNASKABLE_FIELDS = ['personality', 'system_prompt']

const OPERATORS: { readonly [kind in FilterKind]: readonly string[] } = {
  scalar: ['in', 'not', 'gt', 'gte', 'lt', 'lte'],
  array: ['all', 'any', 'none', 'empty'],
}

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
    const { value, issues } = copyJson(where, BOUNDS)
    for (const { path, message } of issues) this.#refuse(path, message)
    if (issues.length > 0) return []
    if (!isJsonObject(value)) return this.#refuse([], 'must be a plain object')
    return Object.entries(value).flatMap(([field, asked]) => this.#field(field, asked))
  }

  #field(field: string, asked: JsonValue): FieldCondition[] {
    const kind = this.#kindOf(field)
    if (kind === null) return this.#refuse([field], UNASKABLE)
    const absent: JsonValue = Reflect.get(this.#model.defaults, field) ?? null
    return this.#tests(field, kind, asked).map((test) => ({ field, absent, test }))
  }

  #kindOf(field: string): FilterKind | null {
    const { shape } = this.#model.character
    if (!Object.hasOwn(shape, field) || UNASKABLE_FIELDS.includes(field)) return null
    return filterKindOf(Reflect.get(shape, field))
  }

  #tests(field: string, kind: FilterKind, asked: JsonValue): ConditionTest[] {
    if (Array.isArray(asked)) {
      const wanted = 'must be one value, or an object such as { in: […] } or { any: […] }'
      return this.#refuse([field], wanted)
    }
    const operators = OPERATORS[kind]
    const [operator = ''] = operators
    if (!isJsonObject(asked)) return this.#test([field], operator, [asked])
    const operands = Object.entries(asked)
    const known = operators.join(', ')
    if (operands.length === 0) return this.#refuse([field], `must say one of ${known}`)
    return operands.flatMap(([operator, operand]) => {
      const path = [field, operator]
      return operators.includes(operator)
        ? this.#test(path, operator, operand)
        : this.#refuse(path, `must be one of ${known}`)
    })
  }

  #test(path: Path, operator: string, operand: JsonValue): ConditionTest[] {
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
        const [bound] = this.#value(path, operand)
        return bound === undefined ? [] : [{ op: operator, bound: bound as string | number }]
      }
      default: {
        const op = operator === 'not' ? 'nin' : (operator as 'in' | 'all' | 'any' | 'none')
        if (Array.isArray(operand) || op === 'nin') {
          return [{ op, values: this.#values(path, [operand].flat()) }]
        }
        return this.#refuse(path, 'must be an array of values')
      }
    }
  }

  #values(path: Path, given: readonly JsonValue[]): ConditionValue[] {
    return given.flatMap((value, index) => {
      return this.#value(given.length === 1 ? path : [...path, index], value)
    })
  }

  #value(path: Path, value: JsonValue): ConditionValue[] {
    if (value === null) return [null]
    if (typeof value === 'object') {
      return this.#refuse(path, 'must be a text, a number, true, false or null')
    }
    const text = String(value)
    const field = String(path[0])
    if (field === 'name') {
      const complaint = typeof value === 'string' ? describeInvalidName(text) : 'must be a string'
      if (complaint !== null) return this.#refuse(path, complaint)
      // Another program may have stored a name that is only trimmed and in lower case.
      return [...new Set([canonicalName(text), text.trim().toLowerCase()])]
    }
    if (!TIME_FIELDS.includes(field)) return [value]
    const time = new Date(TIME.test(text) ? text : Number.NaN)
    if (!Number.isNaN(time.getTime())) return [time.toISOString()]
    return this.#refuse(path, 'must be a time in ISO 8601, such as 2026-01-31T12:00:00Z')
  }

  /** @returns what is asked of it then: nothing */
  #refuse(path: Path, message: string): never[] {
    this.issues.push({ path: shownPath(['where', ...path]), message })
    return []
  }
}

const UNASKABLE = 'cannot be asked for: it is no field of a single value or of an array of them'
