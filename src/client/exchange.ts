import { onAbort } from '../service/until-aborted.ts'
import type { ClientRequest, ResolvedClientOptions } from './client-options.ts'
import { CharacterHttpError } from './http-error.ts'

/** What came back. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  /** Its JSON, frozen with all its parts; `undefined` when it has none. */
  readonly content: unknown
}

const MAX_BYTES = 8 * 1024 * 1024

/**
 * Sends one request and reads the answer, within its bounds.
 *
 * @throws {CharacterHttpError} when there is none that could be the server's
 */
export async function exchange(
  { fetch }: Pick<ResolvedClientOptions, 'fetch'>,
  url: string,
  request: ClientRequest,
): Promise<Answer> {
  let response: Response | undefined
  try {
    response = await fetch(url, request)
    const content = parse(await readText(response, request.signal))
    return { status: response.status, headers: response.headers, content }
  } catch (cause) {
    if (cause instanceof CharacterHttpError) throw cause
    const message = response ? 'The answer was cut off' : 'The server could not be reached'
    throw new CharacterHttpError(response?.status ?? 0, 'NETWORK_ERROR', message, { cause })
  }
}

/** @throws {CharacterHttpError} when it is a redirect, of which nothing is read, or too large */
async function readText(response: Response, signal: AbortSignal): Promise<string> {
  const { status, type, redirected, body } = response
  const reader = body?.getReader()
  // Ends a read that stands still, and does nothing to what has been read.
  const cancel = (): unknown => reader?.cancel().catch(() => {})
  const forget = onAbort(signal, cancel)
  const chunks: Uint8Array<ArrayBuffer>[] = []
  let length = 0
  try {
    // Browsers tell of a redirect that is not followed nothing but this type.
    if (
      redirected ||
      type === 'opaqueredirect' ||
      (status >= 300 && status < 400 && status !== 304)
    ) {
      const message = 'The server sends elsewhere: url must be where the characters are'
      throw new CharacterHttpError(status, 'REDIRECTED', message)
    }
    while (reader) {
      const { value } = await reader.read()
      if (value === undefined) break
      length += value.length
      if (length > MAX_BYTES) {
        const message = `The answer is larger than ${MAX_BYTES} bytes`
        throw new CharacterHttpError(status, 'ANSWER_TOO_LARGE', message)
      }
      chunks.push(value)
    }
    return await new Blob(chunks).text()
  } finally {
    forget()
    cancel()
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text, (_, value: unknown) => Object.freeze(value))
  } catch {
    return undefined
  }
}
