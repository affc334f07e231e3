import type { CharacterIssue } from '../errors.ts'
import type { JsonValue } from './json-value.ts'
import { isWithin, LIMITS } from './limits.ts'

type Path = readonly (string | number)[]

/** How much {@link copyJson} copies; what is not given is bounded by `LIMITS`. */
export interface CopyBounds {
  /** Bytes of the whole as JSON: what is certainly larger is refused before it is copied. */
  readonly bytes?: number
  /** Items of any one array. */
  readonly items?: number
  /** Code points of any one text. */
  readonly text?: number
}

/** What came out of {@link copyJson}: a copy, or what stands in its way. */
export interface JsonCopy {
  readonly value: JsonValue | undefined
  readonly issues: readonly CharacterIssue[]
}

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
export function copyJson(input: unknown, bounds: CopyBounds = {}): JsonCopy {
  const copier = new Copier(bounds)
  const value = copier.copy(input, [], 1)
  return { value, issues: copier.issues }
}

/** What is wrong with a key inside `voice_settings` or an attribute; `null` when nothing is. */
export function complaintAboutKey(key: string): string | null {
  if (key === '') return 'a key must not be empty'
  if (!isWithin(key, LIMITS.key)) return `a key must hold at most ${LIMITS.key} code points`
  if (key.startsWith('$')) return "a key must not start with '$'"
  if (key.includes('.')) return "a key must not hold '.'"
  if (key.includes('\0')) return 'a key must not hold NUL'
  if (!key.isWellFormed()) return 'a key must not hold a lone surrogate'
  if (UNSAFE_KEYS.has(key)) return 'this key is not allowed'
  return null
}

/** A key as an error shows it. */
export function shownKey(key: string | symbol): string {
  return String(key).slice(0, SHOWN_KEY).toWellFormed()
}

/** An object literal, of this realm or another, or an object without a prototype. */
export function isPlainObject(input: object): boolean {
  const prototype: object | null = Object.getPrototypeOf(input)
  if (prototype === null || prototype === Object.prototype) return true
  // Only the prototype of all objects of a realm has none itself and this method of its own.
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'isPrototypeOf')
}

class Copier {
  readonly issues: CharacterIssue[] = []
  readonly #bytes: number
  readonly #items: number
  readonly #text: number
  /** What the copy takes as JSON at the very least. */
  #size = 0

  constructor({ bytes, items, text }: CopyBounds) {
    this.#bytes = bytes ?? LIMITS.attributesBytes
    this.#items = items ?? LIMITS.items
    this.#text = text ?? LIMITS.text
  }

  copy(input: unknown, path: Path, level: number): JsonValue | undefined {
    switch (typeof input) {
      case 'string':
        return this.#string(input, path)
      case 'number':
        if (!Number.isFinite(input)) return this.#refuse(path, 'must be a finite number')
        this.#size += 1
        // JSON knows no negative zero.
        return input === 0 ? 0 : input
      case 'boolean':
        this.#size += 4
        return input
      case 'object':
        this.#size += 2
        return input === null ? null : this.#guarded(input, path, level)
      default:
        return this.#refuse(
          path,
          `must be JSON, not ${input === undefined ? '' : 'a '}${typeof input}`,
        )
    }
  }

  #string(input: string, path: Path): string | undefined {
    if (!isWithin(input, this.#text)) {
      return this.#refuse(path, `must hold at most ${this.#text} code points`)
    }
    if (!input.isWellFormed()) return this.#refuse(path, 'must not hold a lone surrogate')
    if (input.includes('\0')) return this.#refuse(path, 'must not hold NUL')
    this.#size += input.length + 2
    return input
  }

  /** A getter or a proxy may throw whatever it likes. */
  #guarded(input: object, path: Path, level: number): JsonValue | undefined {
    if (level >= LIMITS.depth) {
      return this.#refuse(path, `must not be nested deeper than ${LIMITS.depth} levels`)
    }
    try {
      return Array.isArray(input)
        ? this.#array(input, path, level)
        : this.#object(input, path, level)
    } catch {
      return this.#refuse(path, 'cannot be read')
    }
  }

  #array(input: readonly unknown[], path: Path, level: number): JsonValue | undefined {
    const { length } = input
    if (length > this.#items) return this.#refuse(path, `must hold at most ${this.#items} items`)
    const items: JsonValue[] = []
    for (let index = 0; index < length && !this.#isFull(); index++) {
      items.push(this.copy(input[index], [...path, index], level + 1) ?? null)
    }
    this.#size += length
    return items
  }

  #object(input: object, path: Path, level: number): JsonValue | undefined {
    if (!isPlainObject(input)) return this.#refuse(path, 'must be JSON, not an object of a class')
    const keys = Object.keys(input)
    if (keys.length > LIMITS.keys) {
      return this.#refuse(path, `must hold at most ${LIMITS.keys} keys`)
    }
    if (Object.getOwnPropertySymbols(input).length > 0) {
      return this.#refuse(path, 'a key must be a string, not a symbol')
    }
    const copy: Record<string, JsonValue> = {}
    for (const key of keys) {
      if (this.#isFull()) break
      const complaint = complaintAboutKey(key)
      if (complaint !== null) {
        this.#refuse([...path, shownKey(key)], complaint)
        continue
      }
      const value: unknown = Reflect.get(input, key)
      if (value === undefined) continue
      const copied = this.copy(value, [...path, shownKey(key)], level + 1)
      this.#size += key.length + 3
      if (copied !== undefined) copy[key] = copied
    }
    return copy
  }

  /** Whether there is nothing more to find out. */
  #isFull(): boolean {
    if (this.#size <= this.#bytes) return this.issues.length >= MAX_ISSUES
    this.issues.length = 0
    this.#refuse([], `must hold at most ${this.#bytes} bytes as JSON`)
    return true
  }

  #refuse(path: Path, message: string): undefined {
    if (this.issues.length < MAX_ISSUES) this.issues.push({ path, message })
    return undefined
  }
}
