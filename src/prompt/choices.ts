import type { Draw } from './chance.ts'
import type { Marks } from './marks.ts'

/** A part of a text. */
export interface Range {
  readonly from: number
  readonly to: number
}

/** The range without the white space around it. */
export function trimRange(text: string, from: number, to: number): Range {
  let [start, end] = [from, to]
  while (start < end && isSpace(text, start)) start++
  while (end > start && isSpace(text, end - 1)) end--
  return { from: start, to: end }
}

function isSpace(text: string, at: number): boolean {
  return text.charAt(at).trim() === ''
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
    const unit = text[at]
    if (marks.starts[inside] === at) {
      at = (marks.ends[inside] ?? at) - 1
      inside = marks.afters[inside] ?? inside + 1
    } else if (unit === '\\' && text[at + 1] === ',') at++
    else if (unit === ',') commas.push(at)
    else if (unit === ':' && at + 1 < list.to && text[at + 1] === ':') colons.push(at++)
  }
  const [cuts, width] = colons.length > 0 ? [colons, 2] : [commas, 1]
  const chosen = draw(cuts.length + 1)
  const before = cuts[chosen - 1] ?? list.from - width
  return trimRange(text, before + width, cuts[chosen] ?? list.to)
}
