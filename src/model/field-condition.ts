import type { Character } from './character.ts'
import { compareCodePoints } from './code-point-order.ts'
import type { JsonValue } from './json-value.ts'

/**
 * What a filter compares with.
 *
 * @category Storage
 */
export type ConditionValue = string | number | boolean | null

/**
 * What is asked of a field. Of one that holds a single value: to be one of `in`, or none of `nin`
 * (`null` stands for absent, too), or within bounds of its own type. Of one that holds an array: to
 * hold `all`, `any` or `none` of some values, or to be `empty`.
 *
 * @category Storage
 */
export type ConditionTest =
  | {
      /** Which of these. */
      readonly op: 'in' | 'nin' | 'all' | 'any' | 'none'
      /** The values that are compared with. */
      readonly values: readonly ConditionValue[]
    }
  | {
      /** On which side of the bound. */
      readonly op: 'gt' | 'gte' | 'lt' | 'lte'
      /** What is compared with; a value of another type is on neither side. */
      readonly bound: string | number
    }
  | {
      /** Whether it holds nothing. */
      readonly op: 'empty'
      /** What is asked for: that it does, or that it does not. */
      readonly expected: boolean
    }

/**
 * One condition of a filter, checked and plain: nothing in it can act as a query of a database.
 *
 * @category Storage
 */
export interface FieldCondition {
  /** The name of a field of a character. */
  readonly field: string
  /** What the field is where a character has none: the default of an attribute, or `null`. */
  readonly absent: JsonValue
  /** What is asked of it. */
  readonly test: ConditionTest
}

/**
 * Whether a character is what every condition asks for: the one meaning that all storages share.
 *
 * @category Storage
 */
export function meetsConditions(
  character: Character & { readonly [attribute: string]: JsonValue },
  conditions: readonly FieldCondition[],
): boolean {
  return conditions.every(({ field, absent, test }) => {
    const value = Object.hasOwn(character, field) ? character[field] : absent
    return meets(value ?? null, test)
  })
}

/** Whether a value is what is asked for. */
export function meets(value: JsonValue, test: ConditionTest): boolean {
  const { op } = test
  if ('bound' in test) return IS_BEYOND[test.op](orderOf(value, test.bound))
  const isOfOne = op === 'in' || op === 'nin'
  const items: readonly unknown[] = isOfOne ? [value] : Array.isArray(value) ? value : []
  if ('expected' in test) return (items.length === 0) === test.expected
  const isHeld = (one: ConditionValue): boolean => items.includes(one)
  if (op === 'all') return test.values.every(isHeld)
  return test.values.some(isHeld) === (op === 'in' || op === 'any')
}

const IS_BEYOND = {
  gt: (order: number): boolean => order > 0,
  gte: (order: number): boolean => order >= 0,
  lt: (order: number): boolean => order < 0,
  lte: (order: number): boolean => order <= 0,
}

/** How a value compares with a bound; `NaN`, which is on neither side, where they are of two types. */
function orderOf(value: JsonValue, bound: string | number): number {
  if (typeof value === 'number' && typeof bound === 'number') return value - bound
  const areTexts = typeof value === 'string' && typeof bound === 'string'
  return areTexts ? compareCodePoints(value, bound) : Number.NaN
}
