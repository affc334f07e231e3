/**
 * The stable code of every error of this library.
 *
 * @category Errors
 */
export type CharacterErrorCode =
  | 'CHARACTER_VALIDATION'
  | 'CHARACTER_NAME_INVALID'
  | 'CHARACTER_NOT_FOUND'
  | 'CHARACTER_ALREADY_EXISTS'
  | 'CHARACTER_VERSION_CONFLICT'
  | 'CHARACTER_VERSION_NOT_FOUND'
  | 'CHARACTER_LABEL_NOT_FOUND'
  | 'CHARACTER_LABEL_CONFLICT'
  | 'CHARACTER_STORAGE'

/**
 * One thing that is wrong with the data of a character. Never holds the offending value.
 *
 * @category Errors
 */
export interface CharacterIssue {
  /** Where: `['traits', 3]`, `['voice_settings', 'pitch']`; empty when the whole input is meant. */
  readonly path: readonly (string | number)[]
  /** What, in a sentence that names the bound. */
  readonly message: string
}

/**
 * Base of all errors of this library: a stable `code`, and the original error as `cause`.
 *
 * @category Errors
 */
export class CharacterError<Code extends CharacterErrorCode = CharacterErrorCode> extends Error {
  /** What went wrong, stable across releases. */
  readonly code: Code

  constructor(code: Code, message: string, options?: { readonly cause?: unknown }) {
    super(message, options)
    this.code = code
    this.name = nameOf(code)
  }
}

const MAX_ISSUES = 20

/**
 * The data of a character breaks a rule. `issues` says which, at most 20 of them.
 *
 * @category Errors
 */
export class CharacterValidationError extends CharacterError<'CHARACTER_VALIDATION'> {
  /** What is wrong, field by field: at most 20, in the order they were met. */
  readonly issues: readonly CharacterIssue[]

  constructor(issues: readonly CharacterIssue[], options?: { readonly cause?: unknown }) {
    const kept = issues.slice(0, MAX_ISSUES)
    super('CHARACTER_VALIDATION', `Invalid character data: ${describeIssues(kept)}`, options)
    this.issues = kept
  }
}

/**
 * A name is not one: the message says which rule it breaks.
 *
 * @category Errors
 */
export class CharacterNameInvalidError extends CharacterError<'CHARACTER_NAME_INVALID'> {
  /** @param reason the broken rule, as the end of the sentence "Invalid character name: …" */
  constructor(reason: string) {
    super('CHARACTER_NAME_INVALID', `Invalid character name: ${reason}`)
  }
}

/**
 * No active character has this name, or no deleted one this id.
 *
 * @category Errors
 */
export class CharacterNotFoundError extends CharacterError<'CHARACTER_NOT_FOUND'> {
  /** @param key the canonical name or the id that was asked for */
  constructor(key: string, hint?: string) {
    super('CHARACTER_NOT_FOUND', `Character '${key}' not found${hint ? `: ${hint}` : ''}`)
  }
}

/**
 * The name is held by another active character.
 *
 * @category Errors
 */
export class CharacterAlreadyExistsError extends CharacterError<'CHARACTER_ALREADY_EXISTS'> {
  /** The canonical name that is taken. */
  readonly characterName: string

  constructor(characterName: string) {
    super('CHARACTER_ALREADY_EXISTS', `Character with name '${characterName}' already exists`)
    this.characterName = characterName
  }
}

/**
 * The character is not at the expected version: someone else wrote first.
 *
 * @category Errors
 */
export class CharacterVersionConflictError extends CharacterError<'CHARACTER_VERSION_CONFLICT'> {
  /** The version the caller expected. */
  readonly expected: number
  /** The version the character is at. */
  readonly actual: number

  constructor(characterName: string, expected: number, actual: number) {
    super(
      'CHARACTER_VERSION_CONFLICT',
      `Character '${characterName}' is at version ${actual}, not ${expected}`,
    )
    this.expected = expected
    this.actual = actual
  }
}

/**
 * Why a version cannot be read: it `never` existed, was `pruned`, or was `unrecorded` by another program.
 *
 * @category Errors
 */
export type MissingVersionReason = 'never' | 'pruned' | 'unrecorded'

const MISSING_VERSION: Record<MissingVersionReason, string> = {
  never: 'there never was one',
  pruned: 'it is no longer kept',
  unrecorded: 'another program replaced it and kept no copy',
}

/**
 * The character has no such version.
 *
 * @category Errors
 */
export class CharacterVersionNotFoundError extends CharacterError<'CHARACTER_VERSION_NOT_FOUND'> {
  /** The version that was asked for. */
  readonly version: number
  /** Why it cannot be read. */
  readonly reason: MissingVersionReason

  constructor(characterName: string, version: number, reason: MissingVersionReason) {
    super(
      'CHARACTER_VERSION_NOT_FOUND',
      `Character '${characterName}' has no version ${version}: ${MISSING_VERSION[reason]}`,
    )
    this.version = version
    this.reason = reason
  }
}

/**
 * The character does not have this label.
 *
 * @category Errors
 */
export class CharacterLabelNotFoundError extends CharacterError<'CHARACTER_LABEL_NOT_FOUND'> {
  /** The label that was asked for. */
  readonly label: string

  constructor(characterName: string, label: string) {
    super('CHARACTER_LABEL_NOT_FOUND', `Character '${characterName}' has no label '${label}'`)
    this.label = label
  }
}

/**
 * The label does not point to the expected version: someone else moved it first.
 *
 * @category Errors
 */
export class CharacterLabelConflictError extends CharacterError<'CHARACTER_LABEL_CONFLICT'> {
  /** The label. */
  readonly label: string
  /** The version the caller expected it to point to; `null` for none. */
  readonly expected: number | null
  /** The version it points to; `null` for none. */
  readonly actual: number | null

  constructor(
    characterName: string,
    label: string,
    expected: number | null,
    actual: number | null,
  ) {
    super(
      'CHARACTER_LABEL_CONFLICT',
      `The label '${label}' of character '${characterName}' points to version ${actual ?? 'none'}, not ${expected ?? 'none'}`,
    )
    this.label = label
    this.expected = expected
    this.actual = actual
  }
}

/**
 * The storage failed: the original error is the `cause`. Or it did not answer in time: then there may
 * be none.
 *
 * @category Errors
 */
export class CharacterStorageError extends CharacterError<'CHARACTER_STORAGE'> {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super('CHARACTER_STORAGE', message, options)
  }
}

/**
 * Every error of this library, told apart by its literal `code`.
 *
 * @category Errors
 */
export type AnyCharacterError =
  | CharacterValidationError
  | CharacterNameInvalidError
  | CharacterNotFoundError
  | CharacterAlreadyExistsError
  | CharacterVersionConflictError
  | CharacterVersionNotFoundError
  | CharacterLabelNotFoundError
  | CharacterLabelConflictError
  | CharacterStorageError

/** `CHARACTER_NOT_FOUND` is the code of `CharacterNotFoundError`, and so on. */
function nameOf(code: string): string {
  const words = code.split('_').map((word) => word.slice(0, 1) + word.slice(1).toLowerCase())
  return `${words.join('')}Error`
}

/**
 * Tells whether an error is one of this library's, and narrows it to the subclass of `code` when
 * one is given. Works across two copies of the package, where `instanceof` does not.
 *
 * @example
 * ```ts
 * try {
 *   await service.updateCharacter('luna', { display_name: 'Luna' }, { expectedVersion: 3 })
 * } catch (error) {
 *   if (!isCharacterError(error, 'CHARACTER_VERSION_CONFLICT')) throw error
 *   console.log(`someone was faster: version ${error.actual}`)
 * }
 * ```
 *
 * @category Errors
 */
export function isCharacterError(error: unknown): error is AnyCharacterError
export function isCharacterError<Code extends AnyCharacterError['code']>(
  error: unknown,
  code: Code,
): error is Extract<AnyCharacterError, { readonly code: Code }>
export function isCharacterError(error: unknown, code?: CharacterErrorCode): boolean {
  try {
    const { code: actual, name } = Object(error) as { readonly [key: string]: unknown }
    if (typeof actual !== 'string' || !actual.startsWith('CHARACTER_')) return false
    return name === nameOf(actual) && (code === undefined || actual === code)
  } catch {
    // Anything can be thrown, a revoked proxy too.
    return false
  }
}

function describeIssues(issues: readonly CharacterIssue[]): string {
  const texts = issues.map(({ path, message }) => {
    const at = path.map((key, n) => (typeof key === 'number' ? `[${key}]` : n ? `.${key}` : key))
    return path.length > 0 ? `${at.join('')}: ${message}` : message
  })
  return texts.join('; ')
}
