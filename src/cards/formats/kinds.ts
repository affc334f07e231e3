import { isMap, type Json } from '../json.ts'

/** How a value of a card is read, and written back. */
export interface Kind {
  /** What the value should be, as a warning says it. */
  readonly expected: string
  isExpected(raw: Json): boolean
  /** What it says: always the same for the same value, whatever the limits of a model. */
  read(raw: Json | undefined): Json
  /** The value for what a character says now; `raw` is what stands there. */
  write(value: Json, raw: Json | undefined): Json
  /** Whether the character alone tells the value again, form included. */
  readonly isExact: boolean
}

/** Without what characters do not hold: halves of surrogate pairs become U+FFFD, NUL is left out. */
function clean(text: string): string {
  return text.toWellFormed().replaceAll('\0', '')
}

function asText(raw: Json | undefined): string {
  if (typeof raw === 'string') return clean(raw)
  return typeof raw === 'number' || typeof raw === 'boolean' ? String(raw) : ''
}

function asTexts(raw: Json | undefined, separator: string | null): string[] {
  if (typeof raw === 'string') {
    const parts = separator === null ? [raw] : raw.split(separator).map((part) => part.trim())
    return parts.filter((part) => part !== '').map(clean)
  }
  if (!Array.isArray(raw)) return isMap(raw) ? asTexts(Object.values(raw), null) : []
  return raw.filter((item) => typeof item !== 'object').map(asText)
}

function texts(separator: string | null, max?: { items: number; text: number }): Kind {
  return {
    expected: 'a list of texts',
    isExpected: (raw) => Array.isArray(raw) && raw.every((item) => typeof item === 'string'),
    read(raw) {
      const read = asTexts(raw, separator)
      if (max === undefined) return read
      const fitting = read.filter((item) => item.trim() !== '' && item.length <= max.text)
      return fitting.slice(0, max.items)
    },
    write: (value) => value,
    isExact: true,
  }
}

/** A text. */
export const TEXT: Kind = {
  expected: 'a text',
  isExpected: (raw) => typeof raw === 'string',
  read: asText,
  write: (value) => value,
  isExact: true,
}

/** A list of texts; a single text is one of them. */
export const TEXTS: Kind = texts(null)

/** A list of words; a text is several, with commas between. */
export const WORDS: Kind = texts(',')

/** A list of what traits may be. */
export const TRAITS: Kind = texts(',', { items: 100, text: 200 })

/** Lines of a text, as a list or as the text itself. */
export const LINES: Kind = {
  expected: 'a text or a list of texts',
  isExpected: (raw) => TEXT.isExpected(raw) || TEXTS.isExpected(raw),
  read: (raw) => (Array.isArray(raw) ? asTexts(raw, null).join('\n') : asText(raw)),
  write: (value, raw) => (typeof raw === 'string' ? value : String(value).split('\n')),
  isExact: false,
}

/** Anything, or `null`. */
export const ANYTHING: Kind = {
  expected: 'JSON',
  isExpected: () => true,
  read: (raw) => raw ?? null,
  write: (value) => value,
  isExact: true,
}
