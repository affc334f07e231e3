import { CharacterVersionConflictError } from '../errors.ts'
import type { Character } from '../model/character.ts'
import type { CharacterModel } from '../model/character-model.ts'
import type { JsonObject } from '../model/json-value.ts'
import { presentCharacter } from '../model/present.ts'
import { checkRules } from '../model/rules.ts'
import { wordsOf } from '../model/searchable.ts'
import type { CharacterRecord, StoredCharacter } from '../storage/stored-character.ts'
import { changedFields } from './notes.ts'

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
  const expected = options?.expectedVersion
  if (expected !== undefined && current.version_number !== expected) {
    throw new CharacterVersionConflictError(current.name, expected, current.version_number)
  }
}

/** The fields that make a head the next version of itself: those of a patch, and our own. */
export function nextVersion(
  head: StoredCharacter,
  patch: JsonObject,
  name: string,
  timestamp: string,
): Partial<CharacterRecord> {
  const { name: _given, ...content } = patch
  return {
    updated_at: timestamp,
    version_number: head.character.version_number + 1,
    ...content,
    ...(name !== head.character.name && { name }),
  } as Partial<CharacterRecord>
}

/**
 * Holds the result of a write against the host's own rules.
 *
 * @returns the words by which the result is found, and the fields that it changes
 */
export function checkNext(
  model: CharacterModel,
  head: StoredCharacter,
  set: Partial<CharacterRecord>,
  current: Character,
): { readonly searchWords: readonly string[]; readonly fields: readonly string[] } {
  const next = presentCharacter(model, { ...head.character, ...set })
  checkRules(model, next, current)
  return { searchWords: wordsOf(model, next), fields: changedFields(current, next) }
}
