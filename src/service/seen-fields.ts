import { CharacterValidationError, CharacterVersionConflictError } from '../errors.ts'
import type { Character } from '../model/character.ts'
import type { JsonObject } from '../model/json-value.ts'

/** What a patch says of the fields that the service sets: what its author has seen of them. */
export type SeenFields = {
  readonly [Field in 'id' | 'created_at' | 'updated_at' | 'is_active' | 'version_number']?:
    | Character[Field]
    | undefined
}

/** A patch, apart from what it says of the fields that the service sets. */
export interface SplitPatch {
  readonly content: JsonObject
  readonly seen: SeenFields
}

/** @param patch as the schema of a change gives it */
export function splitPatch(patch: JsonObject & SeenFields): SplitPatch {
  const { id, created_at, updated_at, is_active, version_number, ...content } = patch
  return { content, seen: { id, created_at, updated_at, is_active, version_number } }
}

/**
 * Holds what was seen against what the character has: an id says which character is meant, and a
 * version says all that `updated_at` would.
 *
 * @param isVersionKnown whether the version of the character has been compared before
 * @throws {CharacterValidationError} naming the fields that say something else
 * @throws {CharacterVersionConflictError} when another version was seen
 */
export function checkSeen(seen: SeenFields, current: Character, isVersionKnown: boolean): void {
  const { id, version_number, updated_at } = seen
  if (id !== undefined && id !== current.id) throw refusalOf(['id'])
  if (version_number !== undefined && version_number !== current.version_number) {
    throw new CharacterVersionConflictError(current.name, version_number, current.version_number)
  }
  const others: string[] = []
  if (!isSameTime(seen.created_at, current.created_at)) others.push('created_at')
  const isOld = version_number === undefined && !isVersionKnown
  if (isOld && !isSameTime(updated_at, current.updated_at)) others.push('updated_at')
  if (seen.is_active !== undefined && seen.is_active !== current.is_active) others.push('is_active')
  if (others.length > 0) throw refusalOf(others)
}

/** Clients may spell a time in another way. */
function isSameTime(seen: string | undefined, time: string): boolean {
  return seen === undefined || seen === time || Date.parse(seen) === Date.parse(time)
}

function refusalOf(fields: readonly string[]): CharacterValidationError {
  const message = 'must be what the character has, or be left out'
  return new CharacterValidationError(fields.map((field) => ({ path: [field], message })))
}
