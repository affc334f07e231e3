import { describeValue, notWanted } from '../describe-value.ts'
import { CharacterValidationError } from '../errors.ts'
import type { Character } from '../model/character.ts'
import { describeInvalidLabel, LATEST } from '../model/label.ts'
import { isWithin } from '../model/limits.ts'
import type { CharacterSort, CharacterWhere } from '../model/where.ts'

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
 * Options that every write takes.
 *
 * @category Changes
 */
export interface NotedOptions extends CallOptions {
  /** Who writes: 1 to 200 code points. Shown by `listChanges` and its like, never in a character. */
  readonly by?: string | undefined
  /** Why: at most 1,000 code points. Shown where `by` is. */
  readonly note?: string | undefined
}

/** Who writes, and why, as it is kept. */
export interface Notes {
  readonly by: string | null
  readonly note: string | null
}

/**
 * Options of a read that may show another version than the present one.
 *
 * @category Labels
 */
export interface LabelledOptions extends CallOptions {
  /**
   * Shows the version that this label points to, under the name that the character has now.
   *
   * @default the present version, which `latest` means too
   */
  readonly label?: string | undefined
}

/**
 * A page of deleted characters.
 *
 * @category Service
 */
export interface ListDeletedCharactersOptions extends CallOptions {
  /** At most so many, 1 to 1,000; all without it. */
  readonly limit?: number | undefined
  /** Only those with a greater id. */
  readonly after?: string | undefined
}

/**
 * Which characters are meant.
 *
 * @category Finding
 */
export interface FindOptions<C extends Character = Character> extends CallOptions {
  /**
   * What fields must be: `{ mood: 'calm', traits: { any: ['kind', 'wise'] } }`.
   *
   * @default any
   */
  readonly where?: CharacterWhere<C> | undefined
  /**
   * What a person types to find: every word of it begins a word of the searchable fields. At most
   * 10 words are looked at; a text without a letter or digit finds nothing.
   *
   * @default any
   */
  readonly text?: string | undefined
}

/**
 * A page of characters.
 *
 * @category Finding
 */
export interface ListCharactersOptions<C extends Character = Character> extends FindOptions<C> {
  /**
   * The order. What two characters have in common is followed by their ids.
   *
   * @default 'name'
   */
  readonly sort?: CharacterSort | undefined
  /** At most so many, 1 to 1,000; all without it. */
  readonly limit?: number | undefined
  /**
   * Only characters that have this label, each as the version that it points to: `where` and `text`
   * judge that version. In the order of names alone.
   *
   * @default the present version of all, which `latest` means too
   */
  readonly label?: string | undefined
  /**
   * Only what comes after this one: the last character of the page before, or, in the order of
   * names, a name. What stays as it is meanwhile is on exactly one page.
   */
  readonly after?: string | CharacterPosition | undefined
}

/**
 * What a character says of its place in any order.
 *
 * @category Finding
 */
export type CharacterPosition = Pick<
  Character,
  'id' | 'name' | 'display_name' | 'created_at' | 'updated_at'
>

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

/** As long as a text to find may be. */
const MAX_SEARCH_TEXT = 1_000_000

/** @throws {CharacterValidationError} when it is no string of at most 1,000,000 UTF-16 units */
export function checkSearchText(text: unknown): void {
  if (typeof text !== 'string' || text.length > MAX_SEARCH_TEXT) {
    refuse('text', `must be a string of at most ${MAX_SEARCH_TEXT} characters`)
  }
}

/** @throws {CharacterValidationError} when it is no label */
export function checkLabel(field: string, label: unknown): asserts label is string {
  const complaint = describeInvalidLabel(label)
  if (complaint !== null) refuse(field, complaint)
}

/**
 * The label of a read that does not mean the present version.
 *
 * @throws {CharacterValidationError} when it is no label
 */
export function labelOf(options: LabelledOptions | undefined): string | undefined {
  const label = options?.label
  if (label === undefined || label === LATEST) return undefined
  checkLabel('label', label)
  return label
}

/** Who writes, in code points. */
export const MAX_BY = 200
const MAX_NOTE = 1_000

/** @throws {CharacterValidationError} naming the one that is too long, or no text */
export function readNotes({ by, note }: NotedOptions = {}): Notes {
  if (by !== undefined && (by === '' || !isText(by, MAX_BY))) {
    refuse('by', `must be a string of 1 to ${MAX_BY} code points`)
  }
  checkNote(note)
  return { by: by ?? null, note: note ?? null }
}

/** @throws {CharacterValidationError} when it is given and no text of at most 1,000 code points */
export function checkNote(note: unknown): void {
  if (note !== undefined && !isText(note, MAX_NOTE)) {
    refuse('note', `must be a string of at most ${MAX_NOTE} code points`)
  }
}

function isText(value: unknown, most: number): boolean {
  return typeof value === 'string' && value.isWellFormed() && isWithin(value, most)
}

/** @throws {CharacterValidationError} when it is not a version number */
export function checkVersion(field: string, value: unknown): void {
  if (!Number.isSafeInteger(value) || (value as number) < 1) {
    refuse(field, 'must be an integer of at least 1')
  }
}

/** @throws {TypeError} when it is neither true nor false: a text like 'false' would be taken as set */
export function checkFlag(option: string, value: unknown): void {
  if (typeof value === 'boolean') return
  throw notWanted(option, 'true or false', value)
}

const MAX_NAMES = 1_000

/** @throws {CharacterValidationError} when they are no array, or too many */
export function checkNames(names: unknown): void {
  if (Array.isArray(names) && names.length <= MAX_NAMES) return
  refuse('names', `must be an array of at most ${MAX_NAMES} names`)
}

/** @throws {TypeError} when it is no function that edits */
export function checkEdit(edit: unknown): void {
  if (typeof edit === 'function') return
  throw new TypeError(
    `editCharacter: pass (current) => patch, or a patch to updateCharacter; got ${typeof edit}`,
  )
}

const NO_PATCH = 'the function given to editCharacter returned nothing: pass {} to change nothing'

/** @throws {CharacterValidationError} when the function has returned nothing */
export function checkEdited(patch: unknown): void {
  if (patch === undefined) throw new CharacterValidationError([{ path: [], message: NO_PATCH }])
}

/** @throws {TypeError} when it is given and no signal */
export function checkSignal(signal: unknown): void {
  if (signal === undefined) return
  if (typeof Object(signal).throwIfAborted === 'function') return
  const hint = Object(signal).signal === undefined ? '' : ': pass the signal of the controller'
  throw new TypeError(`signal must be an AbortSignal, got ${describeValue(signal)}${hint}`)
}

/**
 * How long to wait: never longer than `most`.
 *
 * @throws {TypeError} when it is no number of milliseconds
 */
export function checkTimeout(ms: number | undefined, most: number): number {
  if (ms === undefined) return most
  if (typeof ms === 'number' && ms >= 1) return Math.min(ms, most)
  throw notWanted('timeoutMs', 'a number of milliseconds of at least 1', ms)
}

/** @throws {CharacterValidationError} always, naming the argument */
export function refuse(field: string, message: string): never {
  throw new CharacterValidationError([{ path: [field], message }])
}
