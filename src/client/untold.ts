import { CharacterHttpError } from './http-error.ts'

/** A try that came to nothing. */
export interface Failure {
  readonly error: unknown
  /** Whether the server may have got it. */
  readonly isSent: boolean
  /** When the server wants to be asked again. */
  readonly retryAfterMs?: number | undefined
}

/** Said by what stands before a server that does not answer, which may have been asked. */
const BUSY: readonly number[] = [502, 503, 504]
/** What the client says of answers that nobody can read. */
const UNREADABLE: readonly string[] = [
  'NETWORK_ERROR',
  'TIMEOUT',
  'ANSWER_TOO_LARGE',
  'UNEXPECTED_ANSWER',
]

/** Whether a read may do better when it is tried again. */
export function isPassing({ error, retryAfterMs }: Failure): boolean {
  if (!(error instanceof CharacterHttpError)) return false
  const { status, code } = error
  const isAsked = status === 429 && retryAfterMs !== undefined
  return code === 'NETWORK_ERROR' || BUSY.includes(status) || isAsked
}

/** Whether a write may have been done, or may be yet, for all that its answer says. */
export function isUntold({ error, isSent }: Failure): boolean {
  if (!isSent || !(error instanceof CharacterHttpError)) return false
  const { status, code } = error
  // Who says so has not carried it out.
  if (status >= 300 && status < 500) return false
  return UNREADABLE.includes(code) || BUSY.includes(status)
}

/** What is said of a write whose end is not known. */
export function unknownOutcome(cause: unknown): CharacterHttpError {
  const status = cause instanceof CharacterHttpError ? cause.status : 0
  const message = 'The answer was lost: whether the write was done is not known. Read, and decide'
  return new CharacterHttpError(status, 'UNKNOWN_OUTCOME', message, { cause })
}
