import type { Character } from '../model/character.ts'
import { isWithin } from '../model/limits.ts'
import { sameJson } from '../model/same-json.ts'
import type { StoredCharacter } from '../storage/character-storage.ts'
import type { ChangeRecord, Ledger } from '../storage/ledger.ts'
import { type CallOptions, refuse } from './arguments.ts'

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

/** Who writes, in code points. */
export const MAX_BY = 200
const MAX_NOTE = 1_000
const MAX_TOUCHES = 100

/** @throws {CharacterValidationError} naming the one that is too long, or no text */
export function readNotes({ by, note }: NotedOptions = {}): Notes {
  if (by !== undefined && !isText(by, MAX_BY)) {
    refuse('by', `must be a string of 1 to ${MAX_BY} code points`)
  }
  if (by === '') refuse('by', `must be a string of 1 to ${MAX_BY} code points`)
  if (note !== undefined && !isText(note, MAX_NOTE)) {
    refuse('note', `must be a string of at most ${MAX_NOTE} code points`)
  }
  return { by: by ?? null, note: note ?? null }
}

function isText(value: unknown, most: number): boolean {
  return typeof value === 'string' && value.isWellFormed() && isWithin(value, most)
}

/** What is kept of a write that makes a version. */
export function changeRecord(
  version_number: number,
  write_id: string,
  { by, note }: Notes,
  fields: readonly string[],
  rolled_back_to: number | null = null,
): ChangeRecord {
  return { version_number, write_id, by, note, fields, rolled_back_to }
}

/** What is kept of a write that makes none: that it was applied. */
export function touched({ ledger }: StoredCharacter, writeId: string): Pick<Ledger, 'touches'> {
  return { touches: [writeId, ...ledger.touches].slice(0, MAX_TOUCHES) }
}

const SET_BY_SERVICE = new Set(['id', 'created_at', 'updated_at', 'is_active', 'version_number'])

/** The names of the fields in which two versions differ. */
export function changedFields(before: Character, after: Character): string[] {
  const was: { readonly [field: string]: unknown } = { ...before }
  return Object.entries(after)
    .filter(([field, value]) => !SET_BY_SERVICE.has(field) && !sameJson(was[field], value))
    .map(([field]) => field)
}
