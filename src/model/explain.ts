import type { z } from 'zod'

/** Says what a schema found wrong, without the value. */
export type Explain = (issue: z.core.$ZodRawIssue) => string

const KINDS: { readonly [expected: string]: string | undefined } = {
  string: 'a string',
  number: 'a finite number',
  int: 'an integer',
  boolean: 'true or false',
  array: 'an array',
  object: 'an object',
}

/**
 * Says in the words of all our messages what the schemas of the fields of every character find wrong,
 * beside what they say themselves. They carry it.
 */
export function explain(issue: z.core.$ZodRawIssue): string {
  if (issue.input === undefined) return 'is required'
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${KINDS[issue.expected] ?? `of type ${issue.expected}`}`
    case 'too_big':
      return `must be at most ${issue.maximum}`
    case 'too_small':
      return `must be at least ${issue.minimum}`
    default:
      return 'is not valid'
  }
}
