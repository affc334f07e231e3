import type { z } from 'zod'

const MAX_LISTED = 20

const KINDS: { readonly [expected: string]: string | undefined } = {
  string: 'a string',
  number: 'a finite number',
  int: 'an integer',
  boolean: 'true or false',
  array: 'an array',
  tuple: 'an array',
  object: 'an object',
  record: 'an object',
  null: 'null',
}

const UNITS: { readonly [origin: string]: string | undefined } = {
  // What zod counts in a text.
  string: 'UTF-16 code units',
  array: 'items',
  object: 'keys',
  record: 'keys',
}

/**
 * Says what a schema found wrong in the words of all our messages, without the value. Our own
 * schemas carry it; what a host wrote into a schema of its own comes before it.
 */
export function explain(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is required' : `must be ${kind(issue.expected)}`
    case 'too_big':
      return size(issue.origin, issue.exact ? 'exactly' : 'at most', issue.maximum, issue.inclusive)
    case 'too_small':
      return size(
        issue.origin,
        issue.exact ? 'exactly' : 'at least',
        issue.minimum,
        issue.inclusive,
      )
    case 'invalid_value':
      return issue.input === undefined ? 'is required' : `must be ${listed(issue.values)}`
    case 'invalid_format':
      return format(issue)
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`
    case 'invalid_union':
      return issue.input === undefined ? 'is required' : 'must have one of the allowed forms'
    case 'invalid_key':
      return 'this key is not allowed'
    default:
      return 'is not valid'
  }
}

function kind(expected: string): string {
  return KINDS[expected] ?? `of type ${expected}`
}

function size(
  origin: string,
  relation: 'exactly' | 'at least' | 'at most',
  bound: number | bigint,
  inclusive: boolean | undefined,
): string {
  const unit = UNITS[origin]
  if (unit !== undefined) return `must hold ${relation} ${bound} ${unit}`
  if (inclusive === false) {
    return `must be ${relation === 'at most' ? 'less' : 'greater'} than ${bound}`
  }
  return `must be ${relation} ${bound}`
}

function listed(values: readonly unknown[]): string {
  const shown = values.slice(0, MAX_LISTED).map((value) => JSON.stringify(value))
  const [only] = shown
  if (values.length === 1 && only !== undefined) return only
  return `one of ${shown.join(', ')}${values.length > MAX_LISTED ? ', …' : ''}`
}

function format(issue: {
  readonly format: string
  readonly pattern?: string | undefined
  readonly prefix?: unknown
  readonly suffix?: unknown
  readonly includes?: unknown
}): string {
  switch (issue.format) {
    case 'regex':
    case 'template_literal':
      return `must match the pattern ${issue.pattern}`
    case 'starts_with':
      return `must start with ${JSON.stringify(issue.prefix)}`
    case 'ends_with':
      return `must end with ${JSON.stringify(issue.suffix)}`
    case 'includes':
      return `must contain ${JSON.stringify(issue.includes)}`
    default:
      return `must have the format '${issue.format}'`
  }
}
