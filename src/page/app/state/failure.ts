import { type CharacterIssue, isCharacterError } from '../../../errors.ts'

/** Why something could not be done, as far as the page knows. */
export type Failure =
  /** No answer to a question: nothing was changed. */
  | { readonly kind: 'offline' }
  /** No answer to a write: it may have been done, or may be yet. */
  | { readonly kind: 'unknown' }
  /** The server could not do it: a write may have been done all the same. */
  | { readonly kind: 'trouble' }
  | { readonly kind: 'signed-out' }
  | { readonly kind: 'forbidden'; readonly detail: string }
  | { readonly kind: 'invalid'; readonly issues: readonly CharacterIssue[] }
  /** Somebody else was faster. */
  | { readonly kind: 'overtaken' }
  | { readonly kind: 'taken' }
  | { readonly kind: 'absent' }
  | { readonly kind: 'other'; readonly message: string }

const BY_CODE: Readonly<Record<string, Failure>> = {
  NETWORK_ERROR: { kind: 'offline' },
  TIMEOUT: { kind: 'offline' },
  UNKNOWN_OUTCOME: { kind: 'unknown' },
  INTERNAL_ERROR: { kind: 'trouble' },
  SERVICE_UNAVAILABLE: { kind: 'trouble' },
  UNAUTHORIZED: { kind: 'signed-out' },
  PRECONDITION_FAILED: { kind: 'overtaken' },
  CHARACTER_VERSION_CONFLICT: { kind: 'overtaken' },
  CHARACTER_LABEL_CONFLICT: { kind: 'overtaken' },
  CHARACTER_ALREADY_EXISTS: { kind: 'taken' },
  CHARACTER_NOT_FOUND: { kind: 'absent' },
}

/** What an error of the client means to the person at the page. */
export function failureOf(error: unknown): Failure {
  if (isCharacterError(error, 'CHARACTER_VALIDATION')) {
    return { kind: 'invalid', issues: error.issues }
  }
  const { code, message } = Object(error) as { readonly code?: unknown; readonly message?: unknown }
  if (code === 'FORBIDDEN') return { kind: 'forbidden', detail: String(message) }
  if (code === 'CHARACTER_NAME_INVALID') {
    return { kind: 'invalid', issues: [{ path: ['name'], message: String(message) }] }
  }
  const known = typeof code === 'string' && Object.hasOwn(BY_CODE, code) ? BY_CODE[code] : undefined
  return known ?? { kind: 'other', message: String(message ?? error) }
}

/** What happened, in a sentence. */
export function wordsOf(failure: Failure): string {
  switch (failure.kind) {
    case 'offline':
      return 'The server cannot be reached.'
    case 'unknown':
      return 'The answer of the server was lost: it is not known whether this was done.'
    case 'trouble':
      return 'The server has failed at this.'
    case 'signed-out':
      return 'You are signed out. Sign in again, in another tab if you like, then repeat this.'
    case 'forbidden':
      return 'You may not do this.'
    case 'invalid':
      return failure.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; ')
    case 'overtaken':
      return 'Somebody else was faster: look at what it is now, then repeat this.'
    case 'taken':
      return 'This name is taken.'
    case 'absent':
      return 'It is no longer there.'
    case 'other':
      return failure.message
  }
}
