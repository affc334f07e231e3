/** A line with its end; the last one may have none. */
const LINE = /[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+/g
/** A word, a letter of a script that writes no blanks, a line end, blanks, or signs. */
const WORD =
  /(?:[^\P{L}\p{Ideographic}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}]|[\p{M}\p{N}_])+|\p{L}|\r\n|[\r\n]|[^\S\r\n]+|[^\p{L}\p{M}\p{N}\s_]+/gu
/** The same with all letters alike: there are fewer. */
const LONG_WORD = /[\p{L}\p{M}\p{N}_]+|\r\n|[\r\n]|[^\S\r\n]+|[^\p{L}\p{M}\p{N}\s_]+/gu
/** UTF-16 units from which a text is taken apart into long words. */
const LONG = 100_000

/** The lines of a text, each with its end: together they are the text. */
export function linesOf(text: string): readonly string[] {
  return text.match(LINE) ?? []
}

/** The words of two texts and what stands between them: together they are the text. */
export function wordsOf(...texts: [string, string]): [readonly string[], readonly string[]] {
  const word = texts.some((text) => text.length > LONG) ? LONG_WORD : WORD
  const [one, other] = texts
  return [one.match(word) ?? [], other.match(word) ?? []]
}
