import type { CharacterIssue } from '../errors.ts'
import type { JsonValue } from './json-value.ts'
import { type CharacterLimits, isWithin, LIMITS } from './limits.ts'

/** How much {@link copyJson} copies, and of what. */
export interface CopyBounds extends Pick<CharacterLimits, 'text' | 'items' | 'keys' | 'values'> {
  /** Bytes of the whole as JSON: what is certainly larger is refused before it is copied. */
  readonly bytes: number
  /** Levels of arrays and objects, those around what is copied included. */
  readonly depth?: number | undefined
  /** What is wrong with a text, of which `text` tells how long it may be; `null` when nothing is. */
  readonly complaintAboutText?: ((text: string, max: number) => string | null) | undefined
  /** What is wrong with a key; `null` when nothing is. */
  readonly complaintAboutKey?: ((key: string) => string | null) | undefined
  /** What is said of a key whose value is `undefined`; without it, there is no such key. */
  readonly complaintAboutUndefined?: string | undefined
}

/** What bounds an attribute. */
export function attributeBounds(limits: CharacterLimits): CopyBounds {
  return { ...limits, bytes: limits.attributesBytes }
}

/** What came out of {@link copyJson}: a copy, or what stands in its way. */
export interface JsonCopy {
  readonly value: JsonValue | undefined
  readonly issues: readonly CharacterIssue[]
  /** How many values were met. */
  readonly values: number
  /** How many UTF-16 units their texts and keys hold together. */
  readonly units: number
}

/** Most keys there are: for others, {@link complaintAboutKey} looks closer. */
const PLAIN_KEY = /^[A-Za-z0-9_ -]{1,100}$/
const MAX_ISSUES = 20
const SHOWN_KEY = 100
/** Keys that change what an object is, to JavaScript or to a serializer. */
export const UNSAFE_KEYS: ReadonlySet<string> = new Set([
  '__proto__',
  'constructor',
  'prototype',
  '_bsontype',
  'toJSON',
  'toBSON',
])

/**
 * Copies a value into fresh, plain JSON. Never runs out of stack, never lets an exception of a getter
 * or a proxy out, looks at the size of a thing before at what it holds, and copies no more than the
 * bounds allow, however often one part occurs in another.
 *
 * @param level of arrays and objects at which it is: a field of a character is at the second
 */
export function copyJson(input: unknown, bounds: CopyBounds, level: number = 2): JsonCopy {
  const copier = new Copier(bounds, level)
  copier.value = copier.copy(input)
  copier.isFull()
  return copier
}

/** What is wrong with a text of at most so many code points; `null` when nothing is. */
export function complaintAboutText(text: string, max: number): string | null {
  if (!isWithin(text, max)) return `must hold at most ${max} code points`
  if (!text.isWellFormed()) return 'must not hold a lone surrogate'
  return text.includes('\0') ? 'must not hold NUL' : null
}

/** What is wrong with a key inside `voice_settings` or an attribute; `null` when nothing is. */
export function complaintAboutKey(key: string): string | null {
  if (PLAIN_KEY.test(key)) return UNSAFE_KEYS.has(key) ? 'this key is not allowed' : null
  if (key === '') return 'a key must not be empty'
  if (key.startsWith('$')) return "a key must not start with '$'"
  const complaint = complaintAboutText(key, LIMITS.key)
  return complaint && `a key ${complaint}`
}

/** A path as an error shows it. */
export function shownPath(path: readonly PropertyKey[]): (string | number)[] {
  return path.map((key) => {
    return typeof key === 'number' ? key : String(key).slice(0, SHOWN_KEY).toWellFormed()
  })
}

/** An object literal, of this realm or another, or an object without a prototype. */
export function isPlainObject(input: unknown): input is object {
  if (typeof input !== 'object' || input === null) return false
  const prototype: object | null = Object.getPrototypeOf(input)
  if (prototype === null) return true
  // Only the prototype of all objects of a realm has none itself and this method of its own.
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'isPrototypeOf')
}

/** Whether a value, but for its parts, is JSON. */
export function isJsonKind(value: unknown): boolean {
  if (typeof value === 'object') {
    return value === null || Array.isArray(value) || isPlainObject(value)
  }
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)
}

class Copier implements JsonCopy {
  value: JsonValue | undefined
  readonly issues: CharacterIssue[] = []
  values = 0
  units = 0
  readonly #bounds: CopyBounds
  readonly #level: number
  /** Where the copy is at. One for all: a path of its own for each part would cost more than the part. */
  readonly #path: (string | number)[] = []

  constructor(bounds: CopyBounds, level: number) {
    this.#bounds = bounds
    this.#level = level
  }

  copy(input: unknown): JsonValue | undefined {
    this.values += 1
    switch (typeof input) {
      case 'string':
        return this.#text(input)
      case 'number':
        if (!Number.isFinite(input)) return this.#refuse('must be a finite number')
        // JSON knows no negative zero.
        return input === 0 ? 0 : input
      case 'boolean':
        return input
      case 'object':
        return input === null ? null : this.#guarded(input)
      default:
        return this.#refuse(`must be JSON, not ${input === undefined ? '' : 'a '}${typeof input}`)
    }
  }

  #text(text: string): string | undefined {
    const { text: max, complaintAboutText: complaintOf = complaintAboutText } = this.#bounds
    const complaint = complaintOf(text, max)
    if (complaint !== null) return this.#refuse(complaint)
    this.units += text.length
    return text
  }

  /** A getter or a proxy may throw whatever it likes. */
  #guarded(input: object): JsonValue | undefined {
    const { depth = LIMITS.depth } = this.#bounds
    const { length } = this.#path
    if (this.#level + length > depth) {
      return this.#refuse(`must not be nested deeper than ${depth} levels`)
    }
    try {
      return this.#container(input)
    } catch {
      this.#path.length = length
      return this.#refuse('cannot be read')
    }
  }

  #container(input: object): JsonValue | undefined {
    const isArray = Array.isArray(input)
    // JSON text asks an array for its `toJSON` too.
    if (isArray ? Object.hasOwn(input, 'toJSON') : !isPlainObject(input)) {
      return this.#refuse('must be JSON, not an instance of a class')
    }
    const keys = isArray ? undefined : Object.keys(input)
    const { length } = keys ?? (input as unknown[])
    const max = this.#bounds[keys ? 'keys' : 'items']
    if (length > max) return this.#refuse(`must hold at most ${max} ${keys ? 'keys' : 'items'}`)
    if (keys && Object.getOwnPropertySymbols(input).length > 0) {
      return this.#refuse('a key must be a string, not a symbol')
    }
    const copy = (keys ? {} : []) as Record<string | number, JsonValue>
    for (let index = 0; index < length && !this.isFull(); index++) {
      const key = keys?.[index] ?? index
      this.#path.push(key)
      const part = this.#part(input, key)
      if (part !== undefined) copy[key] = part
      this.#path.pop()
    }
    return copy
  }

  #part(input: object, key: string | number): JsonValue | undefined {
    if (typeof key === 'number') return this.copy(Reflect.get(input, key))
    const { complaintAboutKey: complaintOf = complaintAboutKey } = this.#bounds
    const complaint = complaintOf(key)
    if (complaint !== null) return this.#refuse(complaint)
    this.units += key.length
    const value: unknown = Reflect.get(input, key)
    if (value !== undefined) return this.copy(value)
    const { complaintAboutUndefined } = this.#bounds
    return complaintAboutUndefined && this.#refuse(complaintAboutUndefined)
  }

  /** Whether there is nothing more to find out; what is too large as a whole is refused here. */
  isFull(): boolean {
    const { bytes, values } = this.#bounds
    // As JSON a value and a UTF-16 unit take a byte at the very least.
    if (this.values + this.units > bytes) return this.#giveUp(`${bytes} bytes as JSON`)
    if (this.values > values) return this.#giveUp(`${values} values`)
    return this.issues.length >= MAX_ISSUES
  }

  /** What is wrong within does not matter when the whole is too large. */
  #giveUp(bound: string): true {
    this.issues.length = 0
    this.issues.push({ path: [], message: `must hold at most ${bound}` })
    return true
  }

  #refuse(message: string): undefined {
    if (this.issues.length >= MAX_ISSUES) return
    this.issues.push({ path: shownPath(this.#path), message })
  }
}
