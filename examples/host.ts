/** What the applications in this folder have of their own: who asks, who may write, and how often. */
import { timingSafeEqual } from 'node:crypto'
import type { Decision, Operation } from 'dramatis'

/** The site whose scripts may call, from a browser. */
export const ORIGIN: string = process.env.ORIGIN ?? 'https://app.example.com'

/** Header fields that scripts of that site may read beside the usual ones. */
export const EXPOSED: string[] = ['etag', 'link']

/** Somebody who is logged in. */
export interface User {
  readonly name: string
  readonly isEditor: boolean
}

// A variable that is set to nothing would let everybody in who sends nothing.
const API_KEY = process.env.API_KEY || 'let-me-write'
/**
 * Made by your login, in a store that all processes share; the cookie is set with `SameSite=Lax`, as
 * another site could send an empty POST with it otherwise, which restores a deleted character.
 */
const SESSIONS: ReadonlyMap<string, User> = new Map([
  ['ada-is-here', { name: 'ada', isEditor: true }],
  ['bob-is-here', { name: 'bob', isEditor: false }],
])

/** Whose request it is: by the API key of a program, or the session cookie of a person. */
export function userOf(
  apiKey: string | string[] | null | undefined,
  cookie: string | null | undefined,
): User | null {
  if (typeof apiKey === 'string' && isApiKey(apiKey)) return { name: 'a program', isEditor: true }
  const session = /(?:^|;\s*)session=([^;]+)/.exec(cookie ?? '')?.[1]
  return SESSIONS.get(session ?? '') ?? null
}

function isApiKey(given: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(API_KEY)]
  return a.length === b.length && timingSafeEqual(a, b)
}

const READS: ReadonlySet<Operation> = new Set<Operation>(['list', 'get', 'openapi', 'health'])
const REMOVALS: ReadonlySet<Operation> = new Set<Operation>(['purge'])

/** The policy of these applications: everybody reads, editors write, nobody purges over HTTP. */
export function decide(operation: Operation, user: User | null): Decision {
  if (READS.has(operation)) return true
  if (REMOVALS.has(operation)) return { status: 403, detail: 'Purging is done by hand' }
  if (user === null) return { status: 401, headers: { 'www-authenticate': 'ApiKey' } }
  return user.isEditor
}

const WINDOW_MS = 60_000
const LIMIT = Number(process.env.RATE_LIMIT ?? 300)
const seen = new Map<string, number>()
let windowEndsAt = 0

/**
 * Counts the requests of a client, and tells whether there were too many of them this minute. Behind
 * several processes, take a limiter that counts in one place.
 */
export function isTooMany(client: string): boolean {
  const now = Date.now()
  if (now >= windowEndsAt) {
    seen.clear()
    windowEndsAt = now + WINDOW_MS
  }
  const count = (seen.get(client) ?? 0) + 1
  seen.set(client, count)
  return count > LIMIT
}

/** The answer to too many requests. */
export const TOO_MANY = {
  status: 429,
  headers: { 'retry-after': '60' },
  body: { error: 'Too many requests' },
} as const
