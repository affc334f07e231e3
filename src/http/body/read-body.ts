import type { HttpRequest, RequestBody } from '../exchange.ts'
import { HttpProblem } from '../problem.ts'
import { parseJsonText } from './json-text.ts'
import { TextJoiner } from './text-joiner.ts'

/** How much of a body is read, and for how long. */
export interface BodyLimits {
  readonly maxBodyBytes: number
  readonly bodyTimeoutMs: number
}

/**
 * Reads the body as JSON, whoever has read it first.
 *
 * @returns `undefined` when there is none
 * @throws {HttpProblem} 400, 408, 413 or 415 when it is not what we take
 */
export async function readJsonBody<Native>(
  request: HttpRequest<Native>,
  limits: BodyLimits,
): Promise<unknown> {
  const length = request.header('content-length')
  if (length !== undefined && Number(length) > limits.maxBodyBytes) throw tooLarge(limits)
  const left = request.body.takeHostBody()
  if (left?.kind === 'gone') {
    throw new HttpProblem(
      'INVALID_REQUEST',
      'The body was read before, and nothing is left of it: mount before what reads it',
    )
  }
  const type = request.header('content-type')
  // A parser may have left an empty object where nothing was sent.
  if (!request.body.announced) {
    // Forms of other sites can be sent without a body, and have no other type.
    if (type === undefined) requireSameSite(request)
    else requireJson(type)
    return undefined
  }
  if (type === undefined && left === null && length === undefined) {
    await requireNothing(request.body, limits)
    requireSameSite(request)
    return undefined
  }
  requireJson(type)
  if (left?.kind === 'value') return left.value
  if (left?.kind === 'text') return parse(left.text)
  if (left === null) requireIdentity(request.header('content-encoding'))
  if (left === null) return parseInTurn(await readAll(request.body, limits))
  if (left.bytes.length > limits.maxBodyBytes) throw tooLarge(limits)
  const whole = new TextJoiner()
  whole.add(left.bytes)
  return parseInTurn(whole)
}

/** Bytes from which on putting a text together takes so long that others have their turn after it. */
const LONG_TEXT = 262_144

async function parseInTurn(whole: TextJoiner): Promise<unknown> {
  const text = whole.text()
  if (whole.length > LONG_TEXT) await new Promise((resolve) => setTimeout(resolve))
  return parse(text)
}

/** Where a request without a body may come from, as browsers tell; other programs say nothing. */
const SAME_SITE: readonly (string | undefined)[] = [undefined, 'same-origin', 'same-site', 'none']

/**
 * Without a body and its type, a page of another site can send a POST with the cookies of its visitor,
 * and is not asked first.
 *
 * @throws {HttpProblem} 403 when it comes from another site
 */
function requireSameSite(request: HttpRequest<unknown>): void {
  if (request.method !== 'POST' || SAME_SITE.includes(request.header('sec-fetch-site'))) return
  throw new HttpProblem(
    'FORBIDDEN',
    'A request of another site without a body must have content-type: application/json',
  )
}

/** Nothing says what the body is, nor that it is more than empty: it must be. */
async function requireNothing(body: RequestBody, limits: BodyLimits): Promise<void> {
  try {
    await readAll(body, { ...limits, maxBodyBytes: 0 })
  } catch (error) {
    if (error instanceof HttpProblem && error.code === 'PAYLOAD_TOO_LARGE') requireJson(undefined)
    throw error
  }
}

/** The same, where a body is required. */
export async function requireJsonBody<Native>(
  request: HttpRequest<Native>,
  limits: BodyLimits,
): Promise<unknown> {
  const value = await readJsonBody(request, limits)
  if (value === undefined) throw new HttpProblem('INVALID_REQUEST', 'A body of JSON is required')
  return value
}

/** Whether the headers announce a body (RFC 9112, section 6.3). */
export function announcesBody<Native>(request: HttpRequest<Native>): boolean {
  if (request.header('transfer-encoding') !== undefined) return true
  const length = request.header('content-length')
  return length !== undefined && Number(length) !== 0
}

function parse(text: string): unknown {
  const start = text.search(/\S/)
  return start === -1 ? undefined : parseJsonText(text, start)
}

const JSON_TYPE = /^application\/(?:json|[\w!#$&^.+-]{1,100}\+json)$/i
const CHARSET = /;\s*charset\s*=\s*"?([^";\s]*)"?/i

/** RFC 8259: JSON is UTF-8. */
function requireJson(contentType: string | undefined): void {
  const text = contentType ?? ''
  const [type = ''] = text.split(';', 1)
  const charset = CHARSET.exec(text)?.[1]?.toLowerCase() ?? 'utf-8'
  if (JSON_TYPE.test(type.trim()) && (charset === 'utf-8' || charset === 'utf8')) return
  throw notJson()
}

/** The refusal of a body, or of a lack of one, whose content-type is not that of JSON. */
export function notJson(): HttpProblem {
  return new HttpProblem(
    'UNSUPPORTED_MEDIA_TYPE',
    'The body must be JSON in UTF-8: send content-type: application/json',
    { accept: 'application/json' },
  )
}

function requireIdentity(encoding: string | undefined): void {
  if (encoding === undefined || /^\s*(?:identity)?\s*$/i.test(encoding)) return
  throw new HttpProblem('UNSUPPORTED_MEDIA_TYPE', 'The body must not be compressed', {
    'accept-encoding': 'identity',
  })
}

/** Reads all of it, but never more than allowed, nor for longer, whatever the headers announce. */
function readAll(body: RequestBody, limits: BodyLimits): Promise<TextJoiner> {
  const { maxBodyBytes, bodyTimeoutMs } = limits
  return new Promise<TextJoiner>((resolve, reject) => {
    const whole = new TextJoiner()
    let stop: (() => void) | undefined
    let settled = false
    const finish = (settle: () => void): void => {
      settled = true
      clearTimeout(timer)
      stop?.()
      settle()
    }
    const refuse = (problem: HttpProblem): void => finish(() => reject(problem))
    const timer = setTimeout(() => refuse(tooSlow(bodyTimeoutMs)), bodyTimeoutMs)
    stop = body.receive({
      chunk(bytes) {
        if (whole.length + bytes.length > maxBodyBytes) refuse(tooLarge(limits))
        else whole.add(bytes)
      },
      end: () => finish(() => resolve(whole)),
      fail: () =>
        refuse(new HttpProblem('INVALID_REQUEST', 'The body ended before it was complete')),
    })
    if (settled) stop()
  })
}

function tooSlow(bodyTimeoutMs: number): HttpProblem {
  return new HttpProblem(
    'REQUEST_TIMEOUT',
    `The body did not arrive within ${bodyTimeoutMs / 1_000} seconds`,
  )
}

function tooLarge({ maxBodyBytes }: BodyLimits): HttpProblem {
  return new HttpProblem(
    'PAYLOAD_TOO_LARGE',
    `The body must not be larger than ${maxBodyBytes} bytes`,
  )
}
