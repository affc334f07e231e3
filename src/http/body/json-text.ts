import { HttpProblem } from '../problem.ts'

const MAX_DEPTH = 64

/**
 * Parses a JSON text as `JSON.parse` does, and refuses what it lets pass although readers disagree
 * about it: an object with the same key twice, the key `__proto__`, and more than 64 levels.
 *
 * @throws {HttpProblem} 400 when it is not such a text
 */
export function parseJsonText(text: string): unknown {
  // RFC 8259 lets a reader ignore a byte order mark.
  const content = text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text
  checkKeys(content)
  try {
    return JSON.parse(content)
  } catch {
    throw refused('is not valid JSON')
  }
}

const BYTE_ORDER_MARK = 0xfeff
const QUOTE = 34
const BACKSLASH = 92

/**
 * Walks over strings and brackets alone: it sees every key of a valid text, and leaves an invalid
 * one to the parser.
 */
function checkKeys(text: string): void {
  const open: Keys[] = []
  let keys: Keys = null
  let atKey = false
  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case '"': {
        const end = endOfString(text, at + 1)
        if (atKey && keys !== null) {
          keys = withKey(keys, text.slice(at, end + 1))
          open[open.length - 1] = keys
        }
        atKey = false
        at = end
        break
      }
      case '{':
      case '[':
        keys = text[at] === '{' ? NO_KEYS : null
        atKey = keys !== null
        if (open.push(keys) > MAX_DEPTH) throw refused(`is nested deeper than ${MAX_DEPTH} levels`)
        break
      case '}':
      case ']':
        open.pop()
        keys = open.at(-1) ?? null
        atKey = false
        break
      case ',':
        atKey = keys !== null
    }
  }
}

/** The keys of an open object so far; `null` for an array. */
type Keys = ReadonlySet<string> | null

/** Shared, so that a body of nothing but empty objects costs no sets. */
const NO_KEYS: ReadonlySet<string> = new Set()

function withKey(keys: ReadonlySet<string>, literal: string): ReadonlySet<string> {
  const key = literal.includes('\\') ? unescaped(literal) : literal.slice(1, -1)
  if (key === '__proto__') throw refused("has a key '__proto__'")
  if (keys.has(key)) throw refused('has an object with the same key twice')
  return keys === NO_KEYS ? new Set([key]) : (keys as Set<string>).add(key)
}

function unescaped(literal: string): string {
  try {
    return String(JSON.parse(literal))
  } catch {
    throw refused('is not valid JSON')
  }
}

/** Where the string ends that begins here: at its closing quote, or at the end of the text. */
function endOfString(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) return at
    if (code === BACKSLASH) at++
  }
  return text.length
}

function refused(reason: string): HttpProblem {
  return new HttpProblem('INVALID_REQUEST', `The body ${reason}`)
}
