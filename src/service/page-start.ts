import type { SortOrder, SortPosition } from '../model/parse-sort.ts'
import { checkText, refuse } from './arguments.ts'

/**
 * Where a page begins: after a name, or after the last character of the page before.
 *
 * @throws {CharacterValidationError} when it is neither
 */
export function readStart(after: unknown, { field }: SortOrder): string | SortPosition {
  if (typeof after !== 'object' || after === null) {
    if (field !== 'name') refuse('after', 'must be the last character of the page before')
    checkText('after', after)
    return String(after)
  }
  const { value, id } = readPosition(after, field)
  checkText('after', value)
  checkText('after', id)
  if (field.endsWith('_at') && !ISO_TIME.test(value)) {
    refuse('after', `must hold ${field} as a character does`)
  }
  return { value, id }
}

/** As characters show it. */
const ISO_TIME = /^[+-]?\d{4,6}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/

/** Anything can be given: a getter may throw. */
function readPosition(after: object, field: string): SortPosition {
  try {
    return { value: Reflect.get(after, field), id: Reflect.get(after, 'id') }
  } catch {
    return refuse('after', 'cannot be read')
  }
}
