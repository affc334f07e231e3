import { z } from 'zod'
import type { CharacterIssue } from '../errors.ts'
import { explain } from './explain.ts'
import { complaintAboutField } from './fields.ts'
import { shownKey } from './plain-json.ts'

/** What is said of a key that an attribute's schema does not know. */
export const UNKNOWN_KEY = 'is not known here'

/**
 * The first issues of a parse as ours: where, and what. Both sides of an intersection may say the
 * same. There may be thousands: only those that are told are put into words.
 */
export function toIssues(issues: readonly z.core.$ZodRawIssue[], max: number): CharacterIssue[] {
  const told = new Map<string, CharacterIssue>()
  for (const issue of issues) {
    if (told.size >= max) break
    const worded = z.core.util.finalizeIssue(issue, { error: explain }, z.config())
    for (const ours of toOurs(worded)) told.set(JSON.stringify(ours), ours)
  }
  return [...told.values()]
}

function toOurs(issue: z.core.$ZodIssue): CharacterIssue[] {
  const path = issue.path.map((key) => (typeof key === 'number' ? key : shownKey(key)))
  if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }]
  return issue.keys.map((key) => ({
    path: [...path, shownKey(key)],
    message: path.length === 0 ? complaintAboutField(key) : UNKNOWN_KEY,
  }))
}
