/** A part of a text. */
export interface Range {
  readonly from: number
  readonly to: number
}

const SPACE = /\s/

/** The range without the white space around it. */
export function trimRange(text: string, { from, to }: Range): Range {
  let [start, end] = [from, to]
  while (start < end && SPACE.test(text.charAt(start))) start++
  while (end > start && SPACE.test(text.charAt(end - 1))) end--
  return { from: start, to: end }
}

/**
 * The choices of `{{random:a,b}}` and `{{random::a::b}}`: parted by `::` where there is one, else by
 * commas. `\,` is a comma of a choice, and what a macro inside holds parts nothing.
 *
 * @param inside the ranges of macros inside, in their order
 */
export function choicesOf(text: string, range: Range, inside: Iterator<Range, unknown>): Range[] {
  const commas: number[] = []
  const colons: number[] = []
  let next = inside.next()
  for (let at = range.from; at < range.to; at++) {
    if (next.done !== true && next.value.from === at) {
      at = next.value.to - 1
      next = inside.next()
    } else if (text.startsWith('\\,', at)) at++
    else if (text[at] === ',') commas.push(at)
    else if (text.startsWith('::', at) && at + 1 < range.to) colons.push(at++)
  }
  const [cuts, width] = colons.length > 0 ? [colons, 2] : [commas, 1]
  const from = [range.from, ...cuts.map((cut) => cut + width)]
  return from.map((start, index) => trimRange(text, { from: start, to: cuts[index] ?? range.to }))
}
