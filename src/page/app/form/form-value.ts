import type { JsonValue } from '../../../model/json-value.ts'
import { countCodePoints } from './code-points.ts'
import type { FormField, FormValue } from './field.ts'

/** What a control says, or why that is nothing a character may have. */
export type Parsed =
  | { readonly ok: true; readonly value: JsonValue }
  | { readonly ok: false; readonly message: string }

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const MAX_LISTED = 20

/** What a control holds for a value of a character; a value of another shape is shown all the same. */
export function toFormValue(field: Omit<FormField, 'initial'>, value: unknown): FormValue {
  const isNothing = value === null || value === undefined
  switch (field.kind) {
    case 'switch':
      return value === true
    case 'list':
      if (isNothing) return field.isNullable ? '' : []
      return (Array.isArray(value) ? value : [value]).map(asText)
    case 'json':
      if (value === undefined || (isNothing && field.isNullable)) return ''
      return JSON.stringify(value, null, 2)
    default:
      return isNothing ? '' : asText(value)
  }
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/**
 * The value of a character that a control says, held against the bounds of the field. What only the
 * server can tell is left to it: nothing is refused here that it takes.
 */
export function fromFormValue(field: FormField, value: FormValue): Parsed {
  const { kind } = field
  if (kind === 'switch') return valid(value === true)
  const given = (kind === 'number' || kind === 'json') && isText(value) ? value.trim() : value
  if (given === '' && field.isNullable && !mayBeEmpty(field)) return valid(null)
  if (kind === 'list') return parseList(field, isText(given) ? [] : given)
  const text = String(given)
  if (text === '' && !mayBeEmpty(field)) return invalid('is required')
  switch (kind) {
    case 'number':
      return parseNumber(field, text)
    case 'choice':
      return parseChoice(field, text)
    case 'json':
      return parseJson(text)
    default:
      return judged(text, complaintAboutLength(field, text))
  }
}

/** Whether two controls hold the same. */
export function sameFormValue(a: FormValue, b: FormValue): boolean {
  if (typeof a !== 'object' || typeof b !== 'object') return a === b
  return a.length === b.length && a.every((text, index) => text === b[index])
}

/** Whether `''` is a value of the field, and not the absence of one. */
function mayBeEmpty({ kind, minLength, choices }: FormField): boolean {
  if (kind === 'choice') return choices?.includes('') === true
  return (kind === 'line' || kind === 'text') && minLength === 0
}

function isText(value: FormValue | undefined): value is string {
  return typeof value === 'string'
}

function parseNumber({ isInteger, minimum, maximum }: FormField, text: string): Parsed {
  const number = NUMBER.test(text) ? Number(text) : Number.NaN
  if (!Number.isFinite(number)) return invalid('must be a number')
  if (isInteger && !Number.isSafeInteger(number)) return invalid('must be an integer')
  if (minimum !== null && number < minimum) return invalid(`must be at least ${minimum}`)
  if (maximum !== null && number > maximum) return invalid(`must be at most ${maximum}`)
  return valid(number)
}

function parseChoice({ choices, values }: FormField, text: string): Parsed {
  const index = choices?.indexOf(text) ?? -1
  return judged(values?.[index] ?? text, complaintAboutChoice(choices ?? [], text))
}

function parseJson(text: string): Parsed {
  try {
    return valid(JSON.parse(text))
  } catch (error) {
    return invalid(`must be JSON: ${(error as Error).message}`)
  }
}

function parseList(field: FormField, value: FormValue): Parsed {
  const texts = typeof value === 'object' ? value : []
  const { choices, maxItems } = field
  if (maxItems !== null && texts.length > maxItems) {
    return invalid(`must hold at most ${counted(maxItems, 'item')}, got ${texts.length}`)
  }
  for (const [index, text] of texts.entries()) {
    const complaint =
      choices === null ? complaintAboutLength(field, text) : complaintAboutChoice(choices, text)
    if (complaint !== null) return invalid(`item ${index + 1} ${complaint}`)
  }
  return valid(texts)
}

function complaintAboutChoice(choices: readonly string[], text: string): string | null {
  if (choices.includes(text)) return null
  const listed = choices.slice(0, MAX_LISTED).map((choice) => JSON.stringify(choice))
  const more = choices.length > MAX_LISTED ? ', …' : ''
  return `must be ${choices.length > 1 ? 'one of ' : ''}${listed.join(', ')}${more}`
}

function complaintAboutLength({ minLength, maxLength }: FormField, text: string): string | null {
  const most = maxLength ?? Number.POSITIVE_INFINITY
  // A code point has one unit or two.
  if (text.length <= most && text.length >= 2 * minLength) return null
  const length = countCodePoints(text)
  if (length === 0 && minLength > 0) return 'must not be empty'
  if (length < minLength)
    return `must be at least ${counted(minLength, 'character')}, got ${length}`
  return length > most ? `must be at most ${counted(most, 'character')}, got ${length}` : null
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`
}

function judged(value: JsonValue, complaint: string | null): Parsed {
  return complaint === null ? valid(value) : invalid(complaint)
}

function valid(value: JsonValue): Parsed {
  return { ok: true, value }
}

function invalid(message: string): Parsed {
  return { ok: false, message }
}
