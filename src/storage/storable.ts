import { CharacterStorageError } from '../errors.ts'
import { deepFreeze } from '../model/deep-freeze.ts'
import { isJsonObject, type JsonValue } from '../model/json-value.ts'
import { type CopyBounds, copyJson, type JsonCopy } from '../model/plain-json.ts'
import { RESERVED_FIELDS } from '../model/reserved-fields.ts'
import type { CharacterRecord } from './stored-character.ts'

/**
 * The largest character a storage takes, in bytes: 16 MiB, the bound of a MongoDB document, less
 * what its snapshot and its tombstone need beside the content.
 */
export const MAX_BYTES: number = 16 * 1024 * 1024 - 1024

/** Of JSON text, at the most: a control character is written as `\u0001`. */
const BYTES_PER_UNIT = 6
/** Of a number, or of the signs around any value and its key. */
const BYTES_AROUND = 30
/** Keys that change what an object is, to JavaScript or to a BSON serializer. */
const UNSAFE_KEY = /^(__proto__|_bsontype)$/
/** What a database reads as no name, as an operator, or as a way into a field. */
const PATH = /^$|^\$|[.\0]/

/** Nothing but the whole is bounded: other programs may have stored any text, under any key. */
const BOUNDS: CopyBounds = {
  text: MAX_BYTES,
  items: MAX_BYTES,
  keys: MAX_BYTES,
  values: MAX_BYTES,
  bytes: MAX_BYTES,
  depth: 100,
  complaintAboutText: () => null,
  complaintAboutKey: (key) => (UNSAFE_KEY.test(key) ? `no key may be called '${key}'` : null),
}

/** Fields as they are stored: a deeply frozen copy, and how many bytes it takes as JSON at the most. */
export interface StorableFields {
  readonly fields: Partial<CharacterRecord>
  readonly maxBytes: number
}

/**
 * Copies fields as JSON text would, times to the millisecond, so that nothing of the caller's is
 * kept and every storage keeps the same.
 *
 * @throws {CharacterStorageError} when they are no JSON, hold a field or a key that no storage
 *   takes, or a time that is none
 */
export function toStorable(fields: Partial<CharacterRecord>): StorableFields {
  const { value, values, units } = copyStorable(fields)
  if (!isJsonObject(value)) throw refusal('it is no object')
  const copy: Record<string, JsonValue> = value
  for (const field of Object.keys(copy)) {
    if (PATH.test(field) || RESERVED_FIELDS.has(field)) {
      throw refusal(`no field may be called '${field}'`)
    }
  }
  for (const field of ['created_at', 'updated_at']) {
    const time = copy[field]
    if (time !== undefined) copy[field] = toIsoTime(time, field)
  }
  if (copy.name !== undefined && typeof copy.name !== 'string') throw refusal('name is no string')
  const maxBytes = BYTES_AROUND * values + BYTES_PER_UNIT * units
  return { fields: deepFreeze(copy) as Partial<CharacterRecord>, maxBytes }
}

/** @throws {CharacterStorageError} when a character is larger than {@link MAX_BYTES} */
export function refuseLarge(bytes: number): void {
  if (bytes > MAX_BYTES) throw refusal(`it takes ${bytes} bytes, and ${MAX_BYTES} is the most`)
}

/**
 * Copies part by part, which is several times faster than by way of text; else as the text has it,
 * which calls every `toJSON`, and leaves out what is no JSON.
 *
 * @throws {CharacterStorageError} when there is no such text, or it holds what no storage takes
 */
export function copyStorable(given: object): JsonCopy {
  let copy = copyJson(given, BOUNDS, 1)
  if (copy.issues.length > 0 && copy.values + copy.units <= MAX_BYTES) {
    try {
      copy = copyJson(JSON.parse(JSON.stringify(given)), BOUNDS, 1)
    } catch (cause) {
      throw refusal('it is no JSON', cause)
    }
  }
  const [issue] = copy.issues
  if (issue) throw refusal(issue.message)
  return copy
}

function toIsoTime(value: JsonValue, field: string): string {
  const time = typeof value === 'string' ? new Date(value) : null
  if (!time || Number.isNaN(time.getTime())) throw refusal(`${field} is no ISO 8601 time`)
  return time.toISOString()
}

function refusal(reason: string, cause?: unknown): CharacterStorageError {
  return new CharacterStorageError(`Cannot store this character: ${reason}`, { cause })
}
