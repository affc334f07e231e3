import type { RequestContext } from './context.ts'
import type { HttpHeaders } from './exchange.ts'
import { type HttpErrorCode, HttpProblem } from './problem.ts'

/** A refusal that says more than `false`. */
export interface Denial {
  /** 401: who is it? 403: not allowed. */
  readonly status: 401 | 403
  /** Header fields of the answer, such as `www-authenticate`. */
  readonly headers?: HttpHeaders | undefined
  /** What the client is told. */
  readonly detail?: string | undefined
}

/** What `authorize` answers: `true` allows, everything else does not. */
export type Decision = boolean | Denial

/** Decides whether a request may go on. What it throws, or rejects with, is a 500. */
export type Authorize<Request = unknown> = (
  context: RequestContext<Request>,
) => Decision | Promise<Decision>

const FIELD_NAME = /^[\w!#$%&'*+.^`|~-]+$/
const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/
const DENIALS: Readonly<Record<Denial['status'], readonly [HttpErrorCode, string]>> = {
  401: ['UNAUTHORIZED', 'Authentication is required'],
  403: ['FORBIDDEN', 'This is not allowed'],
}

/**
 * Reads a decision. Only `true` allows: what is no decision is no permission.
 *
 * @returns `null` when the request may go on
 * @throws {TypeError} when the headers of a denial cannot be sent
 */
export function denialOf(decision: unknown): HttpProblem | null {
  if (decision === true) return null
  const { status, headers, detail } = (decision ?? {}) as Partial<Denial>
  const [code, text] = DENIALS[status === 401 ? 401 : 403]
  return new HttpProblem(code, typeof detail === 'string' ? detail : text, checked(headers))
}

function checked(headers: unknown): HttpHeaders {
  const fields: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (!FIELD_NAME.test(name) || typeof value !== 'string' || !FIELD_VALUE.test(value)) {
      throw new TypeError(
        `authorize: the header ${JSON.stringify(name.slice(0, 100))} cannot be sent`,
      )
    }
    fields[name.toLowerCase()] = value
  }
  return fields
}
