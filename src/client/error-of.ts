import {
  CharacterAlreadyExistsError,
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

type ErrorClass = new (about: never, ...facts: never[]) => Error

/** The class that each code stands for, and what it is made of beside a name. */
const CLASSES: readonly (readonly [
  code: string,
  type: ErrorClass,
  ...facts: (keyof ProblemDocument)[],
])[] = [
  ['CHARACTER_VALIDATION', CharacterValidationError],
  ['CHARACTER_NAME_INVALID', CharacterNameInvalidError],
  ['CHARACTER_NOT_FOUND', CharacterNotFoundError],
  ['CHARACTER_ALREADY_EXISTS', CharacterAlreadyExistsError],
  ['CHARACTER_VERSION_CONFLICT', CharacterVersionConflictError, 'expected', 'actual'],
  ['CHARACTER_VERSION_NOT_FOUND', CharacterVersionNotFoundError, 'version', 'reason'],
  ['CHARACTER_LABEL_NOT_FOUND', CharacterLabelNotFoundError, 'label'],
  ['CHARACTER_LABEL_CONFLICT', CharacterLabelConflictError, 'label', 'expected', 'actual'],
  // Said of nothing but the health of the storage.
  ['SERVICE_UNAVAILABLE', CharacterStorageError],
]

/** The error that an answer tells: one of the library where it is one there. */
export function errorOf({ status, content }: Answer): Error {
  const problem = Object(content) as ProblemDocument
  const { code, detail, parameter, issues, character_name = '' } = problem
  if (typeof code === 'string' && typeof detail === 'string') {
    if (typeof parameter === 'string') return notAskable(parameter)
    const known = CLASSES.find(([of]) => of === code)
    if (known === undefined) return new CharacterHttpError(status, code, detail)
    const [, type, ...facts] = known
    try {
      const about = issues ?? character_name
      const error = new type(about as never, ...facts.map((fact) => problem[fact] as never))
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
