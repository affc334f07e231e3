import type { HttpAnswer, HttpHeaders } from '../exchange.ts'

/** What ends an exchange of Node's HTTP servers. */
interface Incoming {
  readonly httpVersionMajor: number
  /** There in HTTP/2 only. */
  readonly stream?: {
    once(event: 'finish', listener: () => void): unknown
    close(code: number): void
  }
}

const HTTP_2 = 2
const NO_ERROR = 0

/**
 * The header fields of an answer through Node. Where the client may still be sending a body that
 * nobody reads, they end the connection; in HTTP/2, which has no such field, the stream alone ends
 * (RFC 9113, section 8.1): else it would stay open, and count, for as long as the client likes.
 */
export function closingFields(
  { headers, close }: HttpAnswer,
  { httpVersionMajor, stream }: Incoming,
): HttpHeaders {
  if (!close) return headers
  if (httpVersionMajor !== HTTP_2) return { ...headers, connection: 'close' }
  stream?.once('finish', () => stream.close(NO_ERROR))
  return headers
}
