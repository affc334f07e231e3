import type { Draw } from './chance.ts'
import type { Marks } from './marks.ts'

/** A part of a text. */
export interface Range {
  readonly from: number
  readonly to: number
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
  return (unit <= 0x20 || unit > 0x7f) && text.charAt(at).trim() === ''
}

/**
 * Draws one of a list, which `::` parts where it holds one, else commas. `\,` is a comma of a choice,
 * and what a macro inside holds parts nothing.
 *
 * @param mark the first mark of the text that may stand inside
 */
export function choose(text: string, list: Range, marks: Marks, mark: number, draw: Draw): Range {
  const commas: number[] = []
  const colons: number[] = []
  let inside = mark
  for (let at = list.from; at < list.to; at++) {
    const unit = text.charCodeAt(at)
    if (inside < marks.count && marks.starts[inside] === at) {
      at = (marks.ends[inside] ?? at) - 1
      inside = marks.afters[inside] ?? inside + 1
    } else if (unit === BACKSLASH) at += text.charCodeAt(at + 1) === COMMA ? 1 : 0
    else if (unit === COMMA) commas.push(at)
    else if (unit === COLON && at + 1 < list.to && text.charCodeAt(at + 1) === COLON) {
      colons.push(at++)
    }
  }
  const [cuts, width] = colons.length > 0 ? [colons, 2] : [commas, 1]
  const chosen = draw(cuts.length + 1)
  const before = cuts[chosen - 1] ?? list.from - width
  return trimRange(text, before + width, cuts[chosen] ?? list.to)
}
