import { describeValue } from '../describe-value.ts'
import type { RequestContext } from './context.ts'
import type { HttpHeaders } from './exchange.ts'
import { type HttpErrorCode, HttpProblem } from './problem.ts'

/** A refusal that says more than `false`. */
export interface Denial {
  /** 401: who is it? 403: not allowed. */
  readonly status: 401 | 403
  /** Header fields of the answer, such as `www-authenticate`: an object, a `Headers`, or pairs. */
  readonly headers?: HttpHeaders | Iterable<readonly [name: string, value: string]> | undefined
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
  for (const pair of pairsOf(headers)) {
    const [name, value] = Array.isArray(pair) ? (pair as readonly unknown[]) : [pair]
    if (!isField(name, FIELD_NAME) || !isField(value, FIELD_VALUE)) throw unusable(name)
    const field = name.toLowerCase()
    const before = Object.hasOwn(fields, field) ? fields[field] : undefined
    // The one field of which several cannot be told in one (RFC 9110, section 5.3).
    if (before !== undefined && field === 'set-cookie') throw unusable(name)
    fields[field] = before === undefined ? value : `${before}, ${value}`
  }
  return fields
}

/** The fields of whatever a host keeps headers in. */
function pairsOf(headers: unknown): Iterable<unknown> {
  if (headers === undefined || headers === null) return []
  if (typeof headers !== 'object') {
    throw new TypeError(
      `authorize: headers must be an object, a Headers or pairs, got ${describeValue(headers)}`,
    )
  }
  if (Symbol.iterator in headers) return headers as Iterable<unknown>
  const { forEach } = headers as { readonly forEach?: unknown }
  if (typeof forEach !== 'function') return Object.entries(headers)
  // The headers of some frameworks can be gone through in this way alone.
  const pairs: unknown[] = []
  Reflect.apply(forEach, headers, [(value: unknown, name: unknown) => pairs.push([name, value])])
  return pairs
}

function isField(part: unknown, pattern: RegExp): part is string {
  return typeof part === 'string' && pattern.test(part)
}

function unusable(name: unknown): TypeError {
  const shown = typeof name === 'string' ? JSON.stringify(name.slice(0, 100)) : describeValue(name)
  return new TypeError(`authorize: the header ${shown} cannot be sent`)
}
