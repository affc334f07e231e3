import type { HttpErrorCode } from '../http/problem.ts'

/**
 * The code of an error that only HTTP knows: what the server said, or what the client met on the way.
 *
 * - `NETWORK_ERROR`: no connection, or it ended within the answer
 * - `TIMEOUT`: no whole answer within `timeoutMs`
 * - `REDIRECTED`: the server sends elsewhere, where the client does not go
 * - `ANSWER_TOO_LARGE`: more than 8 MiB
 * - `UNEXPECTED_ANSWER`: nothing that this library says, such as the page of a proxy
 * - `UNKNOWN_OUTCOME`: a write may have been done, or may be yet
 *
 * A newer server may have others.
 */
export type CharacterHttpErrorCode =
  | HttpErrorCode
  | 'NETWORK_ERROR'
  | 'TIMEOUT'
  | 'REDIRECTED'
  | 'ANSWER_TOO_LARGE'
  | 'UNEXPECTED_ANSWER'
  | 'UNKNOWN_OUTCOME'
  | (string & {})

/** What only HTTP knows: a refusal such as `FORBIDDEN`, or an answer that never came. */
export class CharacterHttpError extends Error {
  /** The status of the answer; 0 when there was none. */
  readonly status: number
  /** What went wrong, stable across releases. */
  readonly code: CharacterHttpErrorCode

  /** @param options the original error as `cause` */
  constructor(
    status: number,
    code: CharacterHttpErrorCode,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options)
    this.name = 'CharacterHttpError'
    this.status = status
    this.code = code
  }
}

/** What is said of an answer that none of our servers gives. */
export function unexpectedAnswer(status: number, cause?: unknown): CharacterHttpError {
  const message = `The answer is not one of this library: ${cause ?? `status ${status}`}`
  return new CharacterHttpError(status, 'UNEXPECTED_ANSWER', message, { cause })
}

/** What is said of a write whose end is not known. */
export function unknownOutcome(cause: unknown): CharacterHttpError {
  const { status } = cause as CharacterHttpError
  const message = 'The answer was lost: the write may have been done. Read, and decide'
  return new CharacterHttpError(status, 'UNKNOWN_OUTCOME', message, { cause })
}
