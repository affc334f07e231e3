import type { z } from 'zod'
import { explain } from './explain.ts'

const MAX_LISTED = 20

/** Kinds that no field of every character is of. */
const KINDS: { readonly [expected: string]: string | undefined } = {
  tuple: 'an array',
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

/** What is said of a size. */
interface SizeIssue {
  readonly origin: string
  readonly exact?: boolean | undefined
  readonly inclusive?: boolean | undefined
}

/**
 * Says what any schema found wrong in the words of all our messages, without the value. Models with
 * attributes carry it; what a host wrote into a schema of its own comes before it.
 */
export function explainAttribute(issue: z.core.$ZodRawIssue): string {
  if (issue.input === undefined) return explain(issue)
  switch (issue.code) {
    case 'invalid_type': {
      const kind = KINDS[issue.expected]
      return kind === undefined ? explain(issue) : `must be ${kind}`
    }
    case 'too_big':
      return size(issue, 'at most', 'less', issue.maximum)
    case 'too_small':
      return size(issue, 'at least', 'greater', issue.minimum)
    case 'invalid_value':
      return `must be ${listed(issue.values)}`
    case 'invalid_format':
      return format(issue)
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`
    case 'invalid_union':
      return 'must have one of the allowed forms'
    case 'invalid_key':
      return 'this key is not allowed'
    default:
      return explain(issue)
  }
}

function size(
  { origin, exact, inclusive }: SizeIssue,
  relation: string,
  comparison: string,
  bound: number | bigint,
): string {
  const unit = UNITS[origin]
  if (unit !== undefined) return `must hold ${exact ? 'exactly' : relation} ${bound} ${unit}`
  return `must be ${inclusive === false ? `${comparison} than` : relation} ${bound}`
}

function listed(values: readonly unknown[]): string {
  const shown = values.slice(0, MAX_LISTED).map((value) => JSON.stringify(value))
  if (values.length > MAX_LISTED) shown.push('…')
  return values.length === 1 ? shown.join() : `one of ${shown.join(', ')}`
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
