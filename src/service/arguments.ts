import { describeValue } from '../describe-value.ts'
import { type CharacterIssue, CharacterValidationError } from '../errors.ts'

const MAX_LIMIT = 1_000
const MAX_TEXT = 1_000

/**
 * Options that every method takes.
 *
 * @category Service
 */
export interface CallOptions {
  /** Gives the call up: it rejects with the signal's reason. A write under way may still be applied. */
  readonly signal?: AbortSignal | undefined
}

/**
 * A page of a list.
 *
 * @category Service
 */
export interface ListCharactersOptions extends CallOptions {
  /** At most so many, 1 to 1,000; all without it. */
  readonly limit?: number | undefined
  /** Only what comes after this one: a name, or for deleted characters an id. */
  readonly after?: string | undefined
}

/**
 * A page of versions.
 *
 * @category Service
 */
export interface ListVersionsCallOptions extends CallOptions {
  /**
   * At most so many, 1 to 1,000.
   *
   * @default 100
   */
  readonly limit?: number | undefined
  /** Only versions with a lower number. */
  readonly before?: number | undefined
}

/** @throws {CharacterValidationError} when it is not 1 to 1,000 */
export function checkLimit(limit: number | undefined): void {
  if (limit === undefined) return
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    refuse('limit', `must be an integer from 1 to ${MAX_LIMIT}`)
  }
}

/** @throws {CharacterValidationError} when it is not a text of at most 1,000 characters */
export function checkText(field: string, value: unknown): void {
  if (typeof value !== 'string' || value.length > MAX_TEXT || !value.isWellFormed()) {
    refuse(field, `must be a well-formed string of at most ${MAX_TEXT} characters`)
  }
}

/** @throws {CharacterValidationError} when it is not a version number */
export function checkVersion(field: string, value: unknown): void {
  if (!Number.isSafeInteger(value) || (value as number) < 1) {
    refuse(field, 'must be an integer of at least 1')
  }
}

/** @throws {TypeError} when it is given and no signal */
export function checkSignal(signal: unknown): void {
  if (signal === undefined) return
  if (typeof Object(signal).throwIfAborted === 'function') return
  const hint = Object(signal).signal === undefined ? '' : ': pass the signal of the controller'
  throw new TypeError(`signal must be an AbortSignal, got ${describeValue(signal)}${hint}`)
}

function refuse(field: string, message: string): never {
  const issue: CharacterIssue = { path: [field], message }
  throw new CharacterValidationError([issue])
}
