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
  const search = query?.size ? `?${query}` : ''
  let response: Response | undefined
  let text: string | null
  try {
    const request: ClientRequest = { method, headers, body, signal, redirect: 'manual' }
    response = await deadline.race(fetch(`${url}${path}${search}`, request))
    text = await readText(response, deadline)
  } catch (cause) {
    if (signal.aborted) throw signal.reason
    const message = response ? 'The answer was cut off' : 'The server could not be reached'
    throw new CharacterHttpError(response?.status ?? 0, 'NETWORK_ERROR', message, { cause })
  }
  const { status } = response
  if (isElsewhere(response)) {
    const message = 'The server sends elsewhere: url must be where the characters are themselves'
    throw new CharacterHttpError(status, 'REDIRECTED', message)
  }
  if (text === null) {
    const message = `The answer is larger than ${MAX_BYTES} bytes`
    throw new CharacterHttpError(status, 'ANSWER_TOO_LARGE', message)
  }
  return { status, headers: response.headers, content: parse(text) }
}

/** Browsers tell of a redirect that is not followed nothing but this type. */
function isElsewhere({ type, status, redirected }: Response): boolean {
  return (
    redirected || type === 'opaqueredirect' || (status >= 300 && status < 400 && status !== 304)
  )
}

/** @returns `null` when it is too large; of a redirect nothing is read */
async function readText(response: Response, deadline: ClientDeadline): Promise<string | null> {
  const reader = response.body?.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let length = 0
  try {
    while (reader && !isElsewhere(response)) {
      const { value } = await deadline.race(reader.read())
      if (value === undefined) break
      length += value.length
      if (length > MAX_BYTES) return null
      text += decoder.decode(value, { stream: true })
    }
    return text + decoder.decode()
  } finally {
    // Does nothing to what has been read.
    reader?.cancel().catch(ignore)
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function ignore(): void {}
