import { isCharacterError } from '../errors.ts'
import type { Call } from './call.ts'
import type { ClientRequest } from './client-options.ts'
import { errorOf } from './error-of.ts'
import { type Answer, exchange } from './exchange.ts'
import { CharacterHttpError, unexpectedAnswer, unknownOutcome } from './http-error.ts'
import { pause } from './in-time.ts'
import type { Reader } from './shown-character.ts'

/** What is to be sent. */
export interface Ask {
  /** A read unless it is said. */
  readonly method?: 'POST' | 'PUT' | 'DELETE' | undefined
  /** Below the place of the characters, with a slash in front, percent-encoded. */
  readonly path: string
  readonly query?: URLSearchParams | undefined
  /** JSON. */
  readonly body?: string | null | undefined
  readonly headers?: { readonly [name: string]: string } | undefined
}

const FIRST_PAUSE_MS = 100

/**
 * Sends a request, and again where that may help: a read, and a write under `If-Match`, where a second
 * time does nothing, and only to learn what became of the first.
 */
export async function send<T>(call: Call, ask: Ask, reader: Reader<T>): Promise<T> {
  const isWrite = ask.method !== undefined
  const retries = isWrite && !ask.headers?.['if-match'] ? 0 : call.retries
  let lost: unknown
  for (let tries = 0; ; tries++) {
    let waitMs: number | undefined
    try {
      const request = await requestOf(call, ask)
      call.isWriting = isWrite
      const answer = await exchange(call, urlOf(call, ask), request)
      waitMs = retryAfterMs(answer)
      return read(answer, reader)
    } catch (error) {
      if (call.signal.aborted) throw error
      // What the headers of the host throw is no answer.
      const isSent = call.isWriting === isWrite
      if (isSent && mayBeOtherwise(error, isWrite, waitMs !== undefined)) {
        lost ??= error
        waitMs ??= Math.random() * FIRST_PAUSE_MS * 2 ** tries
        if (tries < retries && (await pause(call, waitMs))) continue
      }
      call.isWriting = false
      // What is wrong with the second was so with the first.
      const isRefused = isCharacterError(error, 'CHARACTER_VALIDATION')
      if (!isWrite || lost === undefined || isRefused) throw error
      // A conflict, say: with what the first has done, or with another. Nobody can tell.
      throw unknownOutcome(lost)
    }
  }
}

async function requestOf(call: Call, ask: Ask): Promise<ClientRequest> {
  const { signal } = call
  const { method = 'GET', body = null } = ask
  const json = 'application/json'
  // A POST without a body too: no page of another site can send it so.
  const type = (method === 'POST' || body !== null) && { 'content-type': json }
  const headers = { ...(await call.headers()), accept: json, ...type, ...ask.headers }
  signal.throwIfAborted()
  return { method, headers, body, signal, redirect: 'manual' }
}

function urlOf({ url }: Call, { path, query }: Ask): string {
  return `${url}${path}${query ? `?${query}` : ''}`
}

/** @throws what the server says, or that nobody can read it */
function read<T>(answer: Answer, reader: Reader<T>): T {
  const { status, content } = answer
  if (status >= 300 && status !== 304) throw errorOf(answer)
  try {
    return reader(content, answer)
  } catch (cause) {
    throw unexpectedAnswer(status, cause)
  }
}

/** Said by what stands before a server that does not answer, which may have been asked. */
const BUSY: readonly number[] = [502, 503, 504]
/** What the client says of answers that nobody can read. */
const UNREADABLE: readonly string[] = ['NETWORK_ERROR', 'ANSWER_TOO_LARGE', 'UNEXPECTED_ANSWER']

/** Whether a read may do better when it is sent again, or a write may have been done, or may be yet. */
function mayBeOtherwise(error: unknown, isWrite: boolean, isAsked: boolean): boolean {
  if (!(error instanceof CharacterHttpError)) return false
  const { status, code } = error
  if (BUSY.includes(status)) return true
  if (!isWrite) return code === 'NETWORK_ERROR' || (status === 429 && isAsked)
  // Who refuses has not carried it out.
  return (status < 300 || status >= 500) && UNREADABLE.includes(code)
}

/** Seconds, or a date (RFC 9110, section 10.2.3). */
function retryAfterMs({ headers }: Answer): number | undefined {
  const said = headers.get('retry-after') ?? ''
  const ms = /^\d+$/.test(said) ? Number(said) * 1_000 : Date.parse(said) - Date.now()
  return Number.isNaN(ms) ? undefined : Math.max(0, ms)
}
