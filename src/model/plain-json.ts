import type { CharacterIssue } from '../errors.ts'
import type { JsonValue } from './json-value.ts'
import { isWithin, LIMITS } from './limits.ts'

type Path = readonly (string | number)[]

/** What came out of {@link copyJson}: a copy, or what stands in its way. */
export interface JsonCopy {
  readonly value: JsonValue | undefined
  readonly issues: readonly CharacterIssue[]
}

const MAX_ISSUES = 20
const UNSAFE_KEYS: ReadonlySet<string> = new Set([
  '__proto__',
  'constructor',
  'prototype',
  '_bsontype',
  'toJSON',
  'toBSON',
])

/**
 * Copies a value into fresh, plain JSON. Never runs out of stack, never lets an exception of a getter
 * or a proxy out, and looks at the size of a thing before at what it holds.
 *
 * @param level how many levels of arrays and objects stand above the value
 */
export function copyJson(input: unknown, level: number = 0): JsonCopy {
  const copier = new Copier()
  const value = copier.copy(input, [], level)
  return { value, issues: copier.issues }
}

/** What is wrong with a key inside `voice_settings` or an attribute; `null` when nothing is. */
export function complaintAboutKey(key: string): string | null {
  if (key === '') return 'a key must not be empty'
  if (key.length > LIMITS.key) return `a key must hold at most ${LIMITS.key} characters`
  if (key.startsWith('$')) return "a key must not start with '$'"
  if (key.includes('.')) return "a key must not hold '.'"
  if (key.includes('\0')) return 'a key must not hold NUL'
  if (!key.isWellFormed()) return 'a key must not hold a lone surrogate'
  if (UNSAFE_KEYS.has(key)) return 'this key is not allowed'
  return null
}

class Copier {
  readonly issues: CharacterIssue[] = []

  copy(input: unknown, path: Path, level: number): JsonValue | undefined {
    switch (typeof input) {
      case 'string':
        return this.#text(input, path)
      case 'number':
        if (!Number.isFinite(input)) return this.#refuse(path, 'must be a finite number')
        // JSON knows no negative zero.
        return input === 0 ? 0 : input
      case 'boolean':
        return input
      case 'object':
        return input === null ? null : this.#guarded(input, path, level)
      default:
        return this.#refuse(path, `must be JSON, not ${typeof input}`)
    }
  }

  #text(input: string, path: Path): string | undefined {
    if (!isWithin(input, LIMITS.text)) {
      return this.#refuse(path, `must hold at most ${LIMITS.text} characters`)
    }
    return input.isWellFormed() ? input : this.#refuse(path, 'must not hold a lone surrogate')
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
    if (length > LIMITS.items) {
      return this.#refuse(path, `must hold at most ${LIMITS.items} items`)
    }
    const items: JsonValue[] = []
    for (let index = 0; index < length && !this.#isFull(); index++) {
      items.push(this.copy(input[index], [...path, index], level + 1) ?? null)
    }
    return items
  }

  #object(input: object, path: Path, level: number): JsonValue | undefined {
    if (!isPlain(input)) return this.#refuse(path, 'must be a plain object')
    const keys = Reflect.ownKeys(input)
    if (keys.length > LIMITS.keys) {
      return this.#refuse(path, `must hold at most ${LIMITS.keys} keys`)
    }
    const copy: Record<string, JsonValue> = {}
    for (const key of keys) {
      if (this.#isFull()) break
      const shown = String(key).slice(0, 100).toWellFormed()
      const complaint = typeof key === 'symbol' ? 'a key must be a string' : this.#key(key, level)
      if (typeof key === 'symbol' || complaint !== null) {
        this.#refuse([...path, shown], complaint ?? '')
        continue
      }
      const value: unknown = Reflect.get(input, key)
      if (value === undefined) continue
      const copied = this.copy(value, [...path, shown], level + 1)
      if (copied !== undefined) copy[key] = copied
    }
    return copy
  }

  /** The fields of a character itself are told by its schema, except for what cannot be copied. */
  #key(key: string, level: number): string | null {
    if (level > 0) return complaintAboutKey(key)
    return UNSAFE_KEYS.has(key) ? 'is not a field of a character' : null
  }

  #isFull(): boolean {
    return this.issues.length >= MAX_ISSUES
  }

  #refuse(path: Path, message: string): undefined {
    if (!this.#isFull()) this.issues.push({ path, message })
    return undefined
  }
}

/** An object literal, of this realm or another: its prototype is null or has none itself. */
function isPlain(input: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(input)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}
