import { z } from 'zod'
import type { CharacterIssue } from '../errors.ts'
import { shownPath } from './plain-json.ts'

/** What is said of a key that an attribute's schema does not know. */
export const UNKNOWN_KEY = 'is not known here'

/**
 * The first issues of a parse as ours: where, and what, in the words of the schema. Both sides of an intersection may say the
 * same. There may be thousands: only those that are told are put into words.
 */
export function toIssues(
  { _zod }: z.ZodObject,
  issues: readonly z.core.$ZodRawIssue[],
  max: number,
): CharacterIssue[] {
  const { error } = _zod.def
  const told = new Map<string, CharacterIssue>()
  for (const issue of issues) {
    if (told.size >= max) break
    const worded = z.core.util.finalizeIssue(issue, error ? { error } : {}, z.config())
    for (const ours of toOurs(worded)) told.set(JSON.stringify(ours), ours)
  }
  return [...told.values()]
}

function toOurs(issue: z.core.$ZodIssue): CharacterIssue[] {
  const { path, message } = issue
  if (issue.code !== 'unrecognized_keys') return [{ path: shownPath(path), message }]
  return issue.keys.map((key) => ({ path: shownPath([...path, key]), message: UNKNOWN_KEY }))
}
