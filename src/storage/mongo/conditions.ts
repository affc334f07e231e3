import type { Document } from 'mongodb'
import {
  type ConditionTest,
  type ConditionValue,
  type FieldCondition,
  meets,
} from '../../model/field-condition.ts'
import { TIME_FIELDS, toObjectId, toStored } from './document.ts'

/** A condition as the server judges it. */
export interface ServerCondition {
  /** Matches what meets the condition, of the documents that are not `odd`. */
  readonly exact: Document
  /**
   * Matches documents whose stored value shows as another one: of another program, times as text for
   * instance. They are judged by what they show.
   */
  readonly odd: Document
}

/** Types that show as texts or numbers of their own, and as nothing. */
const CONVERTED = ['binData', 'objectId', 'date', 'long', 'decimal', 'timestamp']
const ODD_NUMBERS: Document = { $in: [Number.NaN, Infinity, -Infinity] }

/** A filter that matches every document which may meet all conditions. */
export function possible(conditions: readonly FieldCondition[]): Document[] {
  return conditions.map(serverCondition).map(({ exact, odd }) => ({ $or: [exact, odd] }))
}

/** What the server makes of a condition. */
export function serverCondition(condition: FieldCondition): ServerCondition {
  const { field, absent, test } = condition
  switch (field) {
    case 'id':
      return idCondition(test)
    case 'is_active':
      // Only active heads are asked for.
      return { exact: meets(true, test) ? {} : NOTHING, odd: NOTHING }
    case 'name':
    case 'display_name':
      return { exact: { [field]: comparison(test) }, odd: anyOf(NO_TEXT, ARRAY, field) }
    case 'avatar_url':
      return {
        exact: { [field]: comparison(test) },
        odd: anyOf({ ...NO_TEXT, $ne: null }, ARRAY, field),
      }
    case 'version_number':
      return { exact: { [field]: comparison(test) }, odd: { [field]: { $not: { $gte: 1 } } } }
    case 'traits':
      return { exact: arrayMatch(field, test), odd: anyOf(NO_ARRAY, ITEM_NO_TEXT, field) }
    default:
      return TIME_FIELDS.has(field)
        ? timeCondition(field, test)
        : attributeCondition(field, absent, test)
  }
}

/** Matches no document. */
const NOTHING: Document = { _id: { $in: [] } }
const NO_TEXT: Document = { $not: { $type: 'string' } }
const ARRAY: Document = { $type: 'array' }
const NO_ARRAY: Document = { $not: ARRAY }
const ITEM_NO_TEXT: Document = { $elemMatch: { $not: { $type: 'string' } } }

/** Ids are stored in a type of their own, whose order is that of their texts. */
function idCondition(test: ConditionTest): ServerCondition {
  if ('bound' in test && typeof toObjectId(String(test.bound)) === 'string') {
    return { exact: NOTHING, odd: {} }
  }
  return {
    exact: { _id: comparison(test, (value) => toObjectId(String(value))) },
    odd: { _id: { $not: { $type: 'objectId' } } },
  }
}

function timeCondition(field: string, test: ConditionTest): ServerCondition {
  return {
    exact: {
      [field]: comparison(test, (value) => (value === null ? null : toStored(field, value))),
    },
    odd: { [field]: { $not: { $type: 'date' } } },
  }
}

function attributeCondition(
  field: string,
  absent: FieldCondition['absent'],
  test: ConditionTest,
): ServerCondition {
  const isOfArray = 'expected' in test || ['all', 'any', 'none'].includes(test.op)
  const match = isOfArray ? arrayMatch(field, test) : { [field]: comparison(test) }
  const odd = isOfArray
    ? anyOf({ $type: CONVERTED }, { ...NO_ARRAY, $ne: null }, field)
    : anyOf({ $type: ['array', ...CONVERTED] }, ODD_NUMBERS, field)
  // The server takes what is absent for null, here it is the default.
  if (absent === null) return { exact: match, odd }
  const isThere = { [field]: { $exists: true } }
  return {
    exact: meets(absent, test)
      ? { $or: [match, { [field]: { $exists: false } }] }
      : { $and: [match, isThere] },
    odd,
  }
}

function anyOf(one: Document, other: Document, field: string): Document {
  return { $or: [{ [field]: one }, { [field]: other }] }
}

function comparison(
  test: ConditionTest,
  convert: (value: ConditionValue) => unknown = (value) => value,
): Document {
  switch (test.op) {
    case 'in':
    case 'nin':
      return { [`$${test.op}`]: test.values.map(convert) }
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return { [`$${test.op}`]: convert(test.bound) }
    default:
      return { $in: [] }
  }
}

/** On the server `null` is held by what is absent, here by arrays with a `null` alone. */
function arrayMatch(field: string, test: ConditionTest): Document {
  const holds = (value: ConditionValue): Document => ({ [field]: { $elemMatch: { $eq: value } } })
  switch (test.op) {
    case 'all':
      return test.values.length === 0 ? {} : { $and: test.values.map(holds) }
    case 'any':
      return test.values.length === 0 ? NOTHING : { $or: test.values.map(holds) }
    case 'none':
      return test.values.length === 0 ? {} : { $nor: test.values.map(holds) }
    case 'empty':
      return test.expected
        ? { $nor: [{ [`${field}.0`]: { $exists: true } }] }
        : { [`${field}.0`]: { $exists: true } }
    default:
      return NOTHING
  }
}
