import { CharacterStorageError } from '../errors.ts'
import type { JsonValue } from '../model/json-value.ts'
import type { CharacterRecord } from './character-storage.ts'

/**
 * The largest character a storage takes, in bytes: 16 MiB, the bound of a MongoDB document, less
 * what its snapshot and its tombstone need beside the content.
 */
export const MAX_BYTES: number = 16 * 1024 * 1024 - 1024

const MAX_DEPTH = 100
const RESERVED_FIELDS: ReadonlySet<string> = new Set([
  '_id',
  'character_id',
  'write_id',
  'deleted_name',
  'deleted_at',
  'renamed_from',
])
/** Keys that change what an object is, to JavaScript or to a BSON serializer. */
const UNSAFE_KEYS: ReadonlySet<string> = new Set(['__proto__', '_bsontype'])

/** Fields as they are stored: a deeply frozen copy, and its length as JSON text. */
export interface StorableFields {
  readonly fields: Partial<CharacterRecord>
  readonly textLength: number
}

/**
 * Copies fields by way of JSON text, times to the millisecond, so that nothing of the caller's is
 * kept and every storage keeps the same.
 *
 * @throws {CharacterStorageError} when they are no JSON, hold a field or a key that no storage
 *   takes, or a time that is none
 */
export function toStorable(fields: Partial<CharacterRecord>): StorableFields {
  const text = toText(fields)
  const copy: Record<string, JsonValue> = JSON.parse(text)
  for (const field of Object.keys(copy)) {
    const isPath = field === '' || field.startsWith('$') || /[.\0]/.test(field)
    if (isPath || RESERVED_FIELDS.has(field)) throw refusal(`no field may be called '${field}'`)
  }
  for (const field of ['created_at', 'updated_at']) {
    const time = copy[field]
    if (time !== undefined) copy[field] = toIsoTime(time, field)
  }
  if (copy.name !== undefined && typeof copy.name !== 'string') throw refusal('name is no string')
  freezeAll(copy, 1)
  return { fields: copy as Partial<CharacterRecord>, textLength: text.length }
}

/** @throws {CharacterStorageError} when a character is larger than {@link MAX_BYTES} */
export function refuseLarge(bytes: number): void {
  if (bytes > MAX_BYTES) throw refusal(`it takes ${bytes} bytes, and ${MAX_BYTES} is the most`)
}

function toText(fields: Partial<CharacterRecord>): string {
  try {
    const text: string | undefined = JSON.stringify(fields)
    if (text?.startsWith('{')) return text
  } catch (cause) {
    throw refusal('it is no JSON', cause)
  }
  throw refusal('it is no object')
}

function toIsoTime(value: JsonValue, field: string): string {
  const time = typeof value === 'string' ? new Date(value) : null
  if (!time || Number.isNaN(time.getTime())) throw refusal(`${field} is no ISO 8601 time`)
  return time.toISOString()
}

function freezeAll(value: JsonValue, depth: number): void {
  if (typeof value !== 'object' || value === null) return
  if (depth > MAX_DEPTH) throw refusal(`it is nested deeper than ${MAX_DEPTH} levels`)
  if (Array.isArray(value)) {
    for (const item of value) freezeAll(item, depth + 1)
  } else {
    for (const [key, item] of Object.entries(value)) {
      if (UNSAFE_KEYS.has(key)) throw refusal(`no key may be called '${key}'`)
      freezeAll(item, depth + 1)
    }
  }
  Object.freeze(value)
}

function refusal(reason: string, cause?: unknown): CharacterStorageError {
  return new CharacterStorageError(`Cannot store this character: ${reason}`, { cause })
}
