import { CharacterNameInvalidError } from '../../errors.ts'
import { HttpProblem } from '../problem.ts'

/** What may stand in a path as it is (RFC 3986); all else must be percent-encoded. */
const PATH_TEXT = /^[\x21-\x7e]*$/
const HEX_ID = /^[0-9A-F]{24}$/i

/**
 * Decodes the name in a path, once.
 *
 * @throws {CharacterNameInvalidError} when it is not percent-encoded UTF-8
 */
export function decodeName(segment: string): string {
  const name = decode(segment)
  if (name !== null) return name
  throw new CharacterNameInvalidError('in a path it must be percent-encoded UTF-8')
}

/**
 * Decodes the id in a path. The hexadecimal digits of an ObjectId come out in lower case, so that
 * `authorize` and the storage mean the same.
 *
 * @throws {HttpProblem} 400 when it is not percent-encoded UTF-8
 */
export function decodeId(segment: string): string {
  const id = decode(segment)
  if (id === null) {
    throw new HttpProblem('INVALID_REQUEST', 'The id in the path must be percent-encoded UTF-8')
  }
  return HEX_ID.test(id) ? id.toLowerCase() : id
}

function decode(segment: string): string | null {
  if (!PATH_TEXT.test(segment)) return null
  if (!segment.includes('%')) return segment
  try {
    return decodeURIComponent(segment)
  } catch {
    return null
  }
}
