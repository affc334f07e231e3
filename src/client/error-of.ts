import {
  CharacterAlreadyExistsError,
  type CharacterIssue,
  CharacterLabelConflictError,
  CharacterLabelNotFoundError,
  CharacterNameInvalidError,
  CharacterNotFoundError,
  CharacterStorageError,
  CharacterValidationError,
  CharacterVersionConflictError,
  CharacterVersionNotFoundError,
} from '../errors.ts'
import type { ProblemDocument } from '../http/problem.ts'
import type { Answer } from './exchange.ts'
import { notAskable } from './find-query.ts'
import { CharacterHttpError, unexpectedAnswer } from './http-error.ts'

type Problem = { readonly [K in keyof ProblemDocument]-?: NonNullable<ProblemDocument[K]> }

/** The error of the library that each code stands for. */
const ERRORS: { readonly [code: string]: (problem: Problem) => Error } = {
  CHARACTER_VALIDATION: ({ issues }) => new CharacterValidationError(issues.map(issueOf)),
  CHARACTER_NAME_INVALID: () => new CharacterNameInvalidError(''),
  CHARACTER_NOT_FOUND: () => new CharacterNotFoundError(''),
  CHARACTER_ALREADY_EXISTS: (problem) => new CharacterAlreadyExistsError(problem.character_name),
  CHARACTER_VERSION_CONFLICT: ({ expected, actual }) =>
    new CharacterVersionConflictError('', expected, actual),
  CHARACTER_VERSION_NOT_FOUND: ({ version, reason }) =>
    new CharacterVersionNotFoundError('', version, reason),
  CHARACTER_LABEL_NOT_FOUND: ({ label }) => new CharacterLabelNotFoundError('', label),
  CHARACTER_LABEL_CONFLICT: ({ label, expected, actual }) =>
    new CharacterLabelConflictError('', label, expected, actual),
  // Said of nothing but the health of the storage.
  SERVICE_UNAVAILABLE: () => new CharacterStorageError(''),
}

/** The error that an answer tells: one of the library where it is one there. */
export function errorOf({ status, content }: Answer): Error {
  const problem = Object(content) as Problem
  const { code, detail, parameter } = problem
  if (typeof code === 'string' && typeof detail === 'string') {
    if (typeof parameter === 'string') return notAskable(`where.${parameter}`)
    if (!Object.hasOwn(ERRORS, code)) return new CharacterHttpError(status, code, detail)
    try {
      const error = ERRORS[code]?.(problem) as Error
      // The very sentence that the service says.
      error.stack = error.stack?.replace(error.message, () => detail) ?? ''
      error.message = detail
      return error
    } catch {
      // Its facts are not what they should be.
    }
  }
  return unexpectedAnswer(status)
}

function issueOf({ path, message }: CharacterIssue): CharacterIssue {
  return { path: path.map((key) => key), message: String(message) }
}
