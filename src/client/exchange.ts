import type { ClientDeadline } from './client-deadline.ts'
import type { ClientRequest, ResolvedClientOptions } from './client-options.ts'
import { CharacterHttpError } from './http-error.ts'

/** What is to be sent. */
export interface Ask {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below the place of the characters, with a slash in front, percent-encoded. */
  readonly path: string
  readonly query?: URLSearchParams | undefined
  /** JSON. */
  readonly body?: string | null | undefined
  readonly headers?: { readonly [name: string]: string } | undefined
}

/** What came back. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  /** Its JSON; `undefined` when it has none. */
  readonly content: unknown
}

const MAX_BYTES = 8 * 1024 * 1024

/**
 * Sends one request and reads the answer, within its bounds.
 *
 * @throws {CharacterHttpError} when there is none that could be the server's
 */
export async function exchange(
  { url, fetch }: ResolvedClientOptions,
  { method, path, query, body = null }: Ask,
  headers: ClientRequest['headers'],
  deadline: ClientDeadline,
): Promise<Answer> {
  const { signal } = deadline
  const search = query === undefined || query.size === 0 ? '' : `?${query}`
  const request: ClientRequest = { method, headers, body, signal, redirect: 'manual' }
  let response: Response
  try {
    response = await deadline.race(fetch(`${url}${path}${search}`, request))
  } catch (cause) {
    if (signal.aborted) throw signal.reason
    throw new CharacterHttpError(0, 'NETWORK_ERROR', 'The server could not be reached', { cause })
  }
  return receive(response, deadline)
}

async function receive(response: Response, deadline: ClientDeadline): Promise<Answer> {
  const { status, headers, body } = response
  if (isElsewhere(response)) {
    body?.cancel().catch(ignore)
    const message = 'The server sends elsewhere: url must be where the characters are themselves'
    throw new CharacterHttpError(status, 'REDIRECTED', message)
  }
  const text = await readText(response, deadline)
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch {
    // Then it has none.
  }
  return { status, headers, content }
}

/** Browsers tell of a redirect that is not followed nothing but this type. */
function isElsewhere({ type, status, redirected }: Response): boolean {
  return (
    redirected || type === 'opaqueredirect' || (status >= 300 && status < 400 && status !== 304)
  )
}

async function readText({ status, body }: Response, deadline: ClientDeadline): Promise<string> {
  const reader = body?.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let length = 0
  try {
    for (;;) {
      const part = reader && (await deadline.race(reader.read()))
      if (part?.value === undefined) return text + decoder.decode()
      length += part.value.length
      if (length > MAX_BYTES) break
      text += decoder.decode(part.value, { stream: true })
    }
  } catch (cause) {
    reader?.cancel().catch(ignore)
    if (deadline.signal.aborted) throw deadline.signal.reason
    throw new CharacterHttpError(status, 'NETWORK_ERROR', 'The answer was cut off', { cause })
  }
  reader?.cancel().catch(ignore)
  const message = `The answer is larger than ${MAX_BYTES} bytes`
  throw new CharacterHttpError(status, 'ANSWER_TOO_LARGE', message)
}

function ignore(): void {}
