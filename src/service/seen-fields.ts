import { CharacterValidationError } from '../errors.ts'
import type { Character } from '../model/character.ts'
import { checkExpected } from './next-version.ts'

/** What a patch says of the fields that the service sets: what its author has seen of them. */
export type SeenFields = {
  readonly [Field in 'id' | 'created_at' | 'updated_at' | 'is_active' | 'version_number']?:
    | Character[Field]
    | undefined
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
  const { version_number } = seen
  refuseOthers(seen, current, ['id'])
  checkExpected(current, version_number)
  const isOld = version_number === undefined && !isVersionKnown
  refuseOthers(seen, current, ['created_at', ...(isOld ? UPDATED_AT : []), 'is_active'])
}

const UPDATED_AT = ['updated_at'] as const

/** Clients may spell a time in another way. */
function refuseOthers(
  seen: SeenFields,
  current: Character,
  fields: readonly (keyof SeenFields)[],
): void {
  const others = fields.filter((field) => {
    const [value, own] = [seen[field], current[field]]
    if (value === undefined || value === own) return false
    return field === 'id' || Date.parse(String(value)) !== Date.parse(String(own))
  })
  if (others.length === 0) return
  const message = 'must be what the character has, or be left out'
  throw new CharacterValidationError(others.map((field) => ({ path: [field], message })))
}
