import { CharacterValidationError } from '../../errors.ts'

/**
 * The fields of a small body of our own, which holds nothing else.
 *
 * @throws {CharacterValidationError} when it is no object, or holds another field
 */
export function readFields<Field extends string>(
  body: unknown,
  fields: readonly Field[],
): { readonly [F in Field]?: unknown } {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new CharacterValidationError([{ path: [], message: 'must be an object' }])
  }
  const known: readonly string[] = fields
  const unknown = Object.keys(body).filter((key) => !known.includes(key))
  if (unknown.length === 0) return body
  throw new CharacterValidationError(
    unknown.map((key) => ({ path: [key.slice(0, 100)], message: 'is not a field of this body' })),
  )
}
