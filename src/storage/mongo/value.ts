import { BSON, type Document } from 'mongodb'
import type { JsonValue } from '../../model/json-value.ts'
import { MAX_BYTES, refuseLarge } from '../storable.ts'

/** The BSON types of the driver, as far as they are told apart here: by shape, never by class. */
type BsonValue = {
  readonly _bsontype: string
  readonly sub_type?: number
  readonly pattern?: string
  readonly options?: string
  readonly code?: unknown
  toHexString?(): string
  toNumber?(): number
  toString(encoding?: string): string
  toJSON?(): unknown
  valueOf(): unknown
}

const UUID_SUBTYPE = 4

/**
 * Turns a stored value into JSON: numbers as numbers where they fit (else as text), dates as ISO
 * 8601, binary data as base64, UUIDs and ObjectIds as text, and as `null` what JSON cannot say. Never
 * throws, and leaves out keys named `__proto__`. The result is deeply frozen.
 */
export function toJson(value: unknown): JsonValue {
  if (typeof value === 'string' || typeof value === 'boolean') return value
  // Adding zero turns the negative zero, which JSON text does not keep, into zero.
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : null
  if (typeof value === 'bigint') return fromInteger(value)
  if (typeof value !== 'object' || value === null) return null
  if (value instanceof Date) return fromDate(value)
  if (Array.isArray(value)) return Object.freeze(value.map(toJson))
  if (ArrayBuffer.isView(value)) return toBase64(value)
  return isBson(value) ? fromBson(value) : fromObject(value)
}

/** A stored value as text; `fallback` where there is none. */
export function toText(value: unknown, fallback: string): string {
  if (typeof value === 'string') return value
  const json = toJson(value)
  if (json === null) return fallback
  return typeof json === 'object' ? JSON.stringify(json) : String(json)
}

/**
 * Whether a value is one of the driver's BSON types. They bear their name on the prototype; a stored
 * object with a key `_bsontype` is no such value.
 */
export function isBson(value: object): value is BsonValue {
  return (
    !Object.hasOwn(value, '_bsontype') &&
    typeof (value as { readonly _bsontype?: unknown })._bsontype === 'string'
  )
}

function fromBson(value: BsonValue): JsonValue {
  switch (value._bsontype) {
    case 'Int32':
    case 'Double':
      return toJson(Number(value.valueOf()))
    case 'Long':
      return fromInteger(BigInt(value.toString()))
    case 'Binary':
      return value.sub_type === UUID_SUBTYPE ? fromUuid(value) : value.toString('base64')
    case 'BSONRegExp':
      return `/${value.pattern ?? ''}/${value.options ?? ''}`
    case 'Code':
      return String(value.code)
    case 'MinKey':
    case 'MaxKey':
      return null
    case 'DBRef':
      return toJson(value.toJSON?.())
    case 'BSONSymbol':
      return toJson(value.valueOf())
    default:
      return value.toString()
  }
}

function fromInteger(value: bigint): JsonValue {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : String(value)
}

function fromDate(value: Date): JsonValue {
  return Number.isNaN(value.getTime()) ? null : value.toISOString()
}

function fromUuid(value: BsonValue): string {
  const hex = value.toString('hex')
  if (hex.length !== 32) return value.toString('base64')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

function toBase64(view: ArrayBufferView): string {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
}

function fromObject(value: object): JsonValue {
  const json: Record<string, JsonValue> = {}
  for (const [key, item] of Object.entries(value)) {
    if (key !== '__proto__') json[key] = toJson(item)
  }
  return Object.freeze(json)
}

/**
 * The fields of a stored document in a form that the driver takes back: it reads an object with a
 * key `_bsontype` as one of its own types, and refuses it. As a `Map` it is stored as it was.
 */
export function withSafeKeys(document: Document): Document {
  if (!Object.values(document).some(holdsTypeKey)) return document
  return Object.fromEntries(Object.entries(document).map(([key, value]) => [key, toSafe(value)]))
}

function holdsTypeKey(value: unknown): boolean {
  if (!isContainer(value)) return false
  return Object.hasOwn(value, '_bsontype') || Object.values(value).some(holdsTypeKey)
}

function toSafe(value: unknown): unknown {
  if (!isContainer(value)) return value
  if (Array.isArray(value)) return value.map(toSafe)
  const entries = Object.entries(value).map(([key, item]) => [key, toSafe(item)] as const)
  return Object.hasOwn(value, '_bsontype') ? new Map(entries) : Object.fromEntries(entries)
}

/** Whether a value is a stored array or object, and none of the types that stand for one value. */
function isContainer(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || value instanceof Date) return false
  return !ArrayBuffer.isView(value) && !isBson(value)
}

/**
 * Counts the bytes of a document only where there may be too many; keys that the driver takes for
 * its own are not counted.
 *
 * @throws {CharacterStorageError} when no storage takes a character of that size
 */
export function refuseLargeDocument(document: Document): void {
  if (maxSizeOf(document) <= MAX_BYTES) return
  refuseLarge(BSON.calculateObjectSize(withSafeKeys(document)))
}

/** BSON types of at most 16 bytes. */
const SMALL_TYPES: ReadonlySet<string> = new Set(['ObjectId', 'Int32', 'Double', 'Long'])
const SMALL_BYTES = 32
const BYTES_PER_UNIT = 3

/** As many bytes as a stored value takes at the most: found out ten times faster than the size. */
function maxSizeOf(value: unknown): number {
  if (typeof value === 'string') return SMALL_BYTES + BYTES_PER_UNIT * value.length
  if (typeof value !== 'object' || value === null || value instanceof Date) return SMALL_BYTES
  if (isBson(value)) {
    return SMALL_TYPES.has(value._bsontype) ? SMALL_BYTES : Number.POSITIVE_INFINITY
  }
  if (ArrayBuffer.isView(value)) return Number.POSITIVE_INFINITY
  let bytes = SMALL_BYTES
  for (const key of Object.keys(value)) {
    bytes += BYTES_PER_UNIT * key.length + maxSizeOf(Reflect.get(value, key))
  }
  return bytes
}
