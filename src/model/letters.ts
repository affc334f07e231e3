/** What a code point is to the search for words; 0 where nobody has looked yet. */
export type Kind = number

/** Stands between words. */
export const SEPARATOR: Kind = 1
/** A letter or digit of a script that puts spaces between words. */
export const SPACED: Kind = 2
/** A letter or digit of a script that does not. */
export const UNSPACED: Kind = 3
/** A mark that belongs to the letter before it. */
export const MARK: Kind = 4
/** Stands for other code points, or for none: {@link partsOf} tells. */
export const OTHER: Kind = 5

/** What alone can be, or become, a part of a word. */
const IN_WORDS = /[\p{L}\p{N}\p{M}\p{S}\p{Default_Ignorable_Code_Point}]/u
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u
const WITHOUT_SPACES =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u
const IS_MARK = /\p{M}/u
/**
 * What says nothing to a search: the invisible, and marks beside letters that are read without them:
 * accents, and the points of Hebrew and Arabic. Other marks are letters in all but name, vowels of
 * India and of South-East Asia for the most part, and the voiced sound marks of kana: without them
 * papa (パパ) is haha (ハハ).
 */
const REMOVED =
  /\p{Default_Ignorable_Code_Point}|(?=\p{M})(?!\p{scx=Hiragana})[\p{sc=Inherited}\p{sc=Cyrillic}\p{sc=Hebrew}\p{sc=Arabic}\p{sc=Syriac}]/gu

/** A code point of those that one stands for. */
export interface Part {
  readonly kind: Kind
  readonly text: string
}

/** The kind of every code point that was met; memory is taken of the pages that are written to. */
const KINDS = new Uint8Array(0x110000)
const PARTS = new Map<number, readonly Part[]>()

/** What a code point is to the search for words. */
export function kindOf(code: number): Kind {
  return KINDS[code] || learn(code)
}

/** What one of kind {@link OTHER} stands for. */
export function partsOf(code: number): readonly Part[] {
  return PARTS.get(code) ?? []
}

/** Where the code point ends that begins here, or the run of its kind, where that may be long. */
export function endOfRun(text: string, start: number, kind: Kind): number {
  let end = start + ((text.codePointAt(start) ?? 0) > 0xffff ? 2 : 1)
  // Halves of surrogate pairs are of no such kind.
  if (kind <= SPACED) while (end < text.length && KINDS[text.charCodeAt(end)] === kind) end++
  return end
}

function learn(code: number): Kind {
  // Half a surrogate pair stays unknown: an end of a run would pass for it.
  if ((code & 0x1ff800) === 0xd800) return SEPARATOR
  const kind = look(code)
  KINDS[code] = kind
  return kind
}

function look(code: number): Kind {
  const char = String.fromCodePoint(code)
  if (!IN_WORDS.test(char)) return SEPARATOR
  const folded = fold(char)
  if (folded === char) return kindOfFolded(char)
  const parts = Array.from(folded, (text) => ({ kind: kindOf(text.codePointAt(0) ?? 0), text }))
  PARTS.set(code, parts)
  return OTHER
}

function kindOfFolded(char: string): Kind {
  if (LETTER_OR_DIGIT.test(char)) return WITHOUT_SPACES.test(char) ? UNSPACED : SPACED
  return IS_MARK.test(char) ? MARK : SEPARATOR
}

/**
 * As names are folded, though left taken apart, so that what is typed of a syllable begins it. A code
 * point at a time, which is the same as all at once, but for the order of marks, and better for the
 * sigma, which is never a final one here: more may follow than was typed.
 */
function fold(char: string): string {
  const folded = char.normalize('NFKD').toLowerCase().toUpperCase().toLowerCase()
  return folded.replace(REMOVED, '')
}
