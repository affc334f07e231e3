/** A line with its end; the last one may have none. */
const LINE = /[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+/g
/** A word, a letter of a script that writes no blanks, a line end, blanks, or one other sign. */
const WORD =
  /(?:[^\P{L}\p{Ideographic}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}]|[\p{M}\p{N}_])+|\r\n|[\r\n]|[^\S\r\n]+|./gsu

/** The lines of a text, each with its end: together they are the text. */
export function linesOf(text: string): readonly string[] {
  return text.match(LINE) ?? []
}

/** The words of a text and what stands between them: together they are the text. */
export function wordsOf(text: string): readonly string[] {
  return text.match(WORD) ?? []
}
