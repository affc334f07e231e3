import type { Marks } from './marks.ts'

/** A part of a text. */
export interface Range {
  readonly from: number
  readonly to: number
}

/** The choices of a list such as `a,b`, or `a::b`. */
export interface Choices {
  readonly count: number
  /** Where one stands, without the white space around it. */
  at(index: number): Range
}

const COMMA = 0x2c
const COLON = 0x3a
const BACKSLASH = 0x5c

/** The range without the white space around it. */
export function trimRange(text: string, from: number, to: number): Range {
  let [start, end] = [from, to]
  while (start < end && isSpace(text, start)) start++
  while (end > start && isSpace(text, end - 1)) end--
  return { from: start, to: end }
}

function isSpace(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  if (unit > 0x7f) return text.charAt(at).trim() === ''
  return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d)
}

/**
 * Parts a list by `::` where it holds one, else by commas. `\,` is a comma of a choice, and what a
 * macro inside holds parts nothing.
 *
 * @param mark the first mark of the text that may stand inside
 */
export function choicesOf(text: string, { from, to }: Range, marks: Marks, mark: number): Choices {
  const commas: number[] = []
  const colons: number[] = []
  let inside = mark
  for (let at = from; at < to; at++) {
    const unit = text.charCodeAt(at)
    if (inside < marks.count && marks.starts[inside] === at) {
      at = (marks.ends[inside] ?? at) - 1
      inside = marks.afters[inside] ?? inside + 1
    } else if (unit === BACKSLASH) at += text.charCodeAt(at + 1) === COMMA ? 1 : 0
    else if (unit === COMMA) commas.push(at)
    else if (unit === COLON && at + 1 < to && text.charCodeAt(at + 1) === COLON) colons.push(at++)
  }
  const [cuts, width] = colons.length > 0 ? [colons, 2] : [commas, 1]
  return {
    count: cuts.length + 1,
    at: (index) => {
      const before = cuts[index - 1]
      return trimRange(text, before === undefined ? from : before + width, cuts[index] ?? to)
    },
  }
}
