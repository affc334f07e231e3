import type { CharacterIssue } from '../errors.ts'
import type { JsonValue } from './json-value.ts'
import { type CharacterLimits, DEFAULT_LIMITS, isWithin, LIMITS } from './limits.ts'

/** How much {@link copyJson} copies. */
export interface CopyBounds extends Pick<CharacterLimits, 'text' | 'items' | 'keys' | 'values'> {
  /** Bytes of the whole as JSON: what is certainly larger is refused before it is copied. */
  readonly bytes: number
}

/** What bounds an attribute. */
export function attributeBounds(limits: CharacterLimits): CopyBounds {
  const { text, items, keys, values, attributesBytes } = limits
  return { text, items, keys, values, bytes: attributesBytes }
}

const DEFAULT_BOUNDS = /* @__PURE__ */ attributeBounds(DEFAULT_LIMITS)

/** What came out of {@link copyJson}: a copy, or what stands in its way. */
export interface JsonCopy {
  readonly value: JsonValue | undefined
  readonly issues: readonly CharacterIssue[]
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
 * Copies the value of a field into fresh, plain JSON. Never runs out of stack, never lets an
 * exception of a getter or a proxy out, looks at the size of a thing before at what it holds, and
 * copies no more than the bounds allow, however often one part occurs in another.
 */
export function copyJson(input: unknown, bounds: CopyBounds = DEFAULT_BOUNDS): JsonCopy {
  const copier = new Copier(bounds)
  const value = copier.copy(input, 1)
  copier.isFull()
  return { value, issues: copier.issues }
}

/** What is wrong with a key inside `voice_settings` or an attribute; `null` when nothing is. */
export function complaintAboutKey(key: string): string | null {
  if (PLAIN_KEY.test(key)) return UNSAFE_KEYS.has(key) ? 'this key is not allowed' : null
  if (key === '') return 'a key must not be empty'
  if (!isWithin(key, LIMITS.key)) return `a key must hold at most ${LIMITS.key} code points`
  if (key.startsWith('$')) return "a key must not start with '$'"
  if (key.includes('\0')) return 'a key must not hold NUL'
  return key.isWellFormed() ? null : 'a key must not hold a lone surrogate'
}

/** A key as an error shows it. */
export function shownKey(key: string | symbol): string {
  return String(key).slice(0, SHOWN_KEY).toWellFormed()
}

/** An object literal, of this realm or another, or an object without a prototype. */
export function isPlainObject(input: unknown): input is object {
  if (typeof input !== 'object' || input === null) return false
  const prototype: object | null = Object.getPrototypeOf(input)
  if (prototype === null || prototype === Object.prototype) return true
  // Only the prototype of all objects of a realm has none itself and this method of its own.
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'isPrototypeOf')
}

/** Whether a value, but for its parts, is JSON. */
export function isJsonKind(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true
    case 'number':
      return Number.isFinite(value)
    case 'object':
      return value === null || Array.isArray(value) || isPlainObject(value)
    default:
      return false
  }
}

class Copier {
  readonly issues: CharacterIssue[] = []
  readonly #bounds: CopyBounds
  /** Where the copy is at. One for all: a path of its own for each part would cost more than the part. */
  readonly #path: (string | number)[] = []
  /** What the copy takes as JSON at the very least: a byte for each value and each UTF-16 unit. */
  #size = 0
  /** How many values there are. */
  #values = 0

  constructor(bounds: CopyBounds) {
    this.#bounds = bounds
  }

  copy(input: unknown, level: number): JsonValue | undefined {
    this.#size += 1
    this.#values += 1
    switch (typeof input) {
      case 'string':
        return this.#string(input)
      case 'number':
        if (!Number.isFinite(input)) return this.#refuse('must be a finite number')
        // JSON knows no negative zero.
        return input === 0 ? 0 : input
      case 'boolean':
        return input
      case 'object':
        return input === null ? null : this.#guarded(input, level)
      default:
        return this.#refuse(`must be JSON, not ${input === undefined ? '' : 'a '}${typeof input}`)
    }
  }

  #string(input: string): string | undefined {
    const { text } = this.#bounds
    if (!isWithin(input, text)) return this.#refuse(`must hold at most ${text} code points`)
    if (!input.isWellFormed()) return this.#refuse('must not hold a lone surrogate')
    if (input.includes('\0')) return this.#refuse('must not hold NUL')
    this.#size += input.length
    return input
  }

  /** A getter or a proxy may throw whatever it likes. */
  #guarded(input: object, level: number): JsonValue | undefined {
    if (level >= LIMITS.depth) {
      return this.#refuse(`must not be nested deeper than ${LIMITS.depth} levels`)
    }
    const depth = this.#path.length
    try {
      return Array.isArray(input) ? this.#array(input, level) : this.#object(input, level)
    } catch {
      this.#path.length = depth
      return this.#refuse('cannot be read')
    }
  }

  #array(input: readonly unknown[], level: number): JsonValue | undefined {
    const { length } = input
    const { items: max } = this.#bounds
    if (length > max) return this.#refuse(`must hold at most ${max} items`)
    const items: JsonValue[] = []
    for (let index = 0; index < length && !this.isFull(); index++) {
      this.#path.push(index)
      items.push(this.copy(input[index], level + 1) ?? null)
      this.#path.pop()
    }
    return items
  }

  #object(input: object, level: number): JsonValue | undefined {
    if (!isPlainObject(input)) return this.#refuse('must be JSON, not an instance of a class')
    const keys = Object.keys(input)
    const { keys: max } = this.#bounds
    if (keys.length > max) return this.#refuse(`must hold at most ${max} keys`)
    if (Object.getOwnPropertySymbols(input).length > 0) {
      return this.#refuse('a key must be a string, not a symbol')
    }
    const copy: Record<string, JsonValue> = {}
    for (const key of keys) {
      if (this.isFull()) break
      this.#path.push(key)
      const copied = this.#property(input, key, level)
      if (copied !== undefined) copy[key] = copied
      this.#path.pop()
    }
    return copy
  }

  #property(input: object, key: string, level: number): JsonValue | undefined {
    const complaint = complaintAboutKey(key)
    if (complaint !== null) return this.#refuse(complaint)
    this.#size += key.length
    const value: unknown = Reflect.get(input, key)
    return value === undefined ? undefined : this.copy(value, level + 1)
  }

  /** Whether there is nothing more to find out; what is too large as a whole is refused here. */
  isFull(): boolean {
    const { bytes, values } = this.#bounds
    if (this.#size > bytes) return this.#giveUp(`${bytes} bytes as JSON`)
    if (this.#values > values) return this.#giveUp(`${values} values`)
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
    const path = this.#path.map((key) => (typeof key === 'number' ? key : shownKey(key)))
    this.issues.push({ path, message })
  }
}
