import { CharacterVersionConflictError } from '../errors.ts'
import type { Character } from '../model/character.ts'
import { presentCharacter } from '../model/present.ts'
import { wordsOf } from '../model/searchable.ts'
import type { CharacterRecord, StoredCharacter } from '../storage/stored-character.ts'
import type { Draft } from './head-writer.ts'
import { changedFields } from './notes.ts'
import type { ServiceCore } from './service-core.ts'

/**
 * Refuses a write that does not start from what the caller saw.
 *
 * @category Service
 */
export interface Precondition<C = Character> {
  /** The version the character must be at. */
  readonly expectedVersion?: number | undefined
  /**
   * Called with the present character inside the write, and again after a lost race: what it throws
   * ends the write.
   */
  readonly precondition?: ((current: C) => void) | undefined
}

/** @throws {CharacterVersionConflictError} when the character is at another version */
export function checkPrecondition(current: Character, options: Precondition | undefined): void {
  options?.precondition?.(current)
  checkExpected(current, options?.expectedVersion)
}

/** @throws {CharacterVersionConflictError} when another version was expected */
export function checkExpected(
  { name, version_number }: Character,
  expected: number | undefined,
): void {
  if (expected === undefined || version_number === expected) return
  throw new CharacterVersionConflictError(name, expected, version_number)
}

/** What makes a head the next version of itself, beside its content. */
export function nextVersion(
  { timestamp }: ServiceCore,
  { character }: StoredCharacter,
): Pick<Character, 'updated_at' | 'version_number'> {
  return { updated_at: timestamp(), version_number: character.version_number + 1 }
}

/**
 * The words by which the next version of a character is found, and the fields that it changes.
 *
 * @param check holds the next version against what it must be
 */
export function draftOf(
  { model }: ServiceCore,
  { character }: StoredCharacter,
  set: Partial<CharacterRecord>,
  current: Character,
  check?: (next: Character, fields: readonly string[]) => void,
): Draft {
  const next = presentCharacter(model, { ...character, ...set })
  const fields = changedFields(current, next)
  check?.(next, fields)
  return { set, searchWords: wordsOf(model, next), fields }
}
