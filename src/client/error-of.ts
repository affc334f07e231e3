import {
  CharacterAlreadyExistsError,
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
import { CharacterHttpError } from './http-error.ts'

type Problem = Partial<Omit<ProblemDocument, 'code'>>

/** The error of the library that each code stands for. */
const ERRORS: { readonly [code: string]: (problem: Problem) => Error } = {
  CHARACTER_VALIDATION: ({ issues = [] }) => new CharacterValidationError(issues),
  CHARACTER_NAME_INVALID: () => new CharacterNameInvalidError(''),
  CHARACTER_NOT_FOUND: () => new CharacterNotFoundError(''),
  CHARACTER_ALREADY_EXISTS: ({ character_name = '' }) =>
    new CharacterAlreadyExistsError(character_name),
  CHARACTER_VERSION_CONFLICT: ({ expected = Number.NaN, actual = Number.NaN }) =>
    new CharacterVersionConflictError('', expected, actual),
  CHARACTER_VERSION_NOT_FOUND: ({ version = Number.NaN, reason = 'never' }) =>
    new CharacterVersionNotFoundError('', version, reason),
  // Said of nothing but the health of the storage.
  SERVICE_UNAVAILABLE: () => new CharacterStorageError(''),
}

/** The error that an answer tells: one of the library where it is one there. */
export function errorOf({ status, content }: Answer): Error {
  const { code, detail, ...problem } = Object(content) as Problem & { readonly code?: unknown }
  if (typeof code !== 'string' || typeof detail !== 'string') {
    return new CharacterHttpError(
      status,
      'UNEXPECTED_ANSWER',
      `No answer of ours: status ${status}`,
    )
  }
  if (problem.parameter !== undefined) return notAskable(`where.${problem.parameter}`)
  const make = Object.hasOwn(ERRORS, code) ? ERRORS[code] : undefined
  if (make === undefined) return new CharacterHttpError(status, code, detail)
  const error = make(problem)
  // The very sentence that the service says.
  error.stack = error.stack?.replace(error.message, () => detail) ?? ''
  error.message = detail
  return error
}
