import { CharacterStorageError } from '../errors.ts'
import type { JsonValue } from '../model/json-value.ts'
import { RESERVED_FIELDS } from '../model/reserved-fields.ts'
import type { CharacterRecord } from './stored-character.ts'

/**
 * The largest character a storage takes, in bytes: 16 MiB, the bound of a MongoDB document, less
 * what its snapshot and its tombstone need beside the content.
 */
export const MAX_BYTES: number = 16 * 1024 * 1024 - 1024

const MAX_DEPTH = 100
/** Of JSON text, at the most: a control character is written as `\u0001`. */
const BYTES_PER_UNIT = 6
/** Of a number, or of the signs around any value and its key. */
const BYTES_AROUND = 30
/** A value takes two bytes at the least, so that what comes to this is larger than any document. */
const SURELY_LARGE = (BYTES_AROUND / 2) * MAX_BYTES
/** Keys that change what an object is, to JavaScript or to a BSON serializer. */
const UNSAFE_KEYS: ReadonlySet<string> = new Set(['__proto__', '_bsontype'])

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
  const { copy, maxBytes } = copyOf(fields) ?? copyOf(JSON.parse(toText(fields))) ?? tooDeep()
  for (const field of Object.keys(copy)) {
    const isPath = field === '' || field.startsWith('$') || /[.\0]/.test(field)
    if (isPath || RESERVED_FIELDS.has(field)) throw refusal(`no field may be called '${field}'`)
  }
  for (const field of ['created_at', 'updated_at']) {
    const time = copy[field]
    if (time !== undefined) copy[field] = toIsoTime(time, field)
  }
  if (copy.name !== undefined && typeof copy.name !== 'string') throw refusal('name is no string')
  return { fields: Object.freeze(copy) as Partial<CharacterRecord>, maxBytes }
}

/** @throws {CharacterStorageError} when a character is larger than {@link MAX_BYTES} */
export function refuseLarge(bytes: number): void {
  if (bytes > MAX_BYTES) throw refusal(`it takes ${bytes} bytes, and ${MAX_BYTES} is the most`)
}

/** Copies plain JSON part by part, which is several times faster than by way of its text. */
class JsonCopier {
  /** What the copy takes as JSON text at the most: a UTF-16 unit may need six bytes. */
  maxBytes = 0

  /** A copy whose parts are frozen; `undefined` where only the text can tell what there is. */
  object(value: object, depth: number): Record<string, JsonValue> | undefined {
    const prototype: object | null = Object.getPrototypeOf(value)
    if (prototype !== Object.prototype && prototype !== null) return undefined
    const copy: Record<string, JsonValue> = {}
    for (const key of Object.keys(value)) {
      if (UNSAFE_KEYS.has(key)) throw refusal(`no key may be called '${key}'`)
      const part: unknown = Reflect.get(value, key)
      if (part === undefined) continue
      const copied = this.#copy(part, depth + 1)
      if (copied === undefined) return undefined
      this.maxBytes += BYTES_PER_UNIT * key.length
      copy[key] = copied
    }
    return copy
  }

  #copy(value: unknown, depth: number): JsonValue | undefined {
    this.maxBytes += BYTES_AROUND
    switch (typeof value) {
      case 'string':
        this.maxBytes += BYTES_PER_UNIT * value.length
        return value
      case 'boolean':
        return value
      case 'number':
        // JSON text knows no negative zero.
        return Number.isFinite(value) ? value + 0 : undefined
      case 'object':
        return value === null ? null : this.#container(value, depth)
      default:
        return undefined
    }
  }

  #container(value: object, depth: number): JsonValue | undefined {
    // What holds itself comes here: its text is refused at once.
    if (depth > MAX_DEPTH) return undefined
    if (this.maxBytes > SURELY_LARGE) throw refusal(`it takes more than ${MAX_BYTES} bytes`)
    const copy = Array.isArray(value) ? this.#array(value, depth) : this.object(value, depth)
    return copy && Object.freeze(copy)
  }

  #array(value: readonly unknown[], depth: number): JsonValue[] | undefined {
    if (Object.hasOwn(value, 'toJSON')) return undefined
    const copy: JsonValue[] = []
    for (let index = 0; index < value.length; index++) {
      const item = this.#copy(value[index], depth + 1)
      if (item === undefined) return undefined
      copy.push(item)
    }
    return copy
  }
}

interface Copy {
  readonly copy: Record<string, JsonValue>
  readonly maxBytes: number
}

/** `undefined` where only the text tells, which calls every `toJSON` and leaves out what is no JSON. */
function copyOf(fields: unknown): Copy | undefined {
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) return undefined
  const copier = new JsonCopier()
  const copy = copier.object(fields, 1)
  return copy && { copy, maxBytes: copier.maxBytes }
}

/** What came out of text is plain: nothing but its depth can stand in the way. */
function tooDeep(): never {
  throw refusal(`it is nested deeper than ${MAX_DEPTH} levels`)
}

function toText(value: unknown): string {
  try {
    const text: string | undefined = JSON.stringify(value)
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

function refusal(reason: string, cause?: unknown): CharacterStorageError {
  return new CharacterStorageError(`Cannot store this character: ${reason}`, { cause })
}
