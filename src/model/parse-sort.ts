import { CharacterValidationError } from '../errors.ts'
import type { Character } from './character.ts'

/**
 * The fields by which characters are ordered.
 *
 * @category Storage
 */
export type SortField = 'name' | 'display_name' | 'created_at' | 'updated_at'

/**
 * An order of characters: by a field, then by id.
 *
 * @category Storage
 */
export interface SortOrder {
  /** The field that comes first. */
  readonly field: SortField
  /** Whether the greatest comes first; of the id, too. */
  readonly isDescending: boolean
}

/** Every way to say an order. */
export const SORTS: readonly string[] = [
  ...['name', 'display_name', 'created_at', 'updated_at'],
  ...['-name', '-display_name', '-created_at', '-updated_at'],
]

/**
 * Reads the order of a list, by name unless it says another.
 *
 * @throws {CharacterValidationError} when there is no such order
 */
export function parseSort(sort: unknown = 'name'): SortOrder {
  if (typeof sort !== 'string' || !SORTS.includes(sort)) {
    throw new CharacterValidationError([
      { path: ['sort'], message: `must be one of ${SORTS.join(', ')}` },
    ])
  }
  const isDescending = sort.startsWith('-')
  return { field: (isDescending ? sort.slice(1) : sort) as SortField, isDescending }
}

/**
 * What a page comes after: the value of the field of its order, and the id, of the last before it.
 *
 * @category Storage
 */
export interface SortPosition {
  /** The name, the text or the ISO time, as the character shows it. */
  readonly value: string
  /** Its id. */
  readonly id: string
}

/** Where a character stands in an order. */
export function positionOf(
  character: Pick<Character, SortField | 'id'>,
  { field }: SortOrder,
): SortPosition {
  return { value: character[field], id: character.id }
}
