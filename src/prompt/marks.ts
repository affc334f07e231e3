/**
 * What in a template is not plain text, in the order of its places: macros in braces, escaped braces,
 * and tags such as `<USER>`. One list for each fact, since a text may hold a million of them.
 */
export interface Marks {
  /** Where each begins. */
  readonly starts: readonly number[]
  /** Where each ends; 0 for braces that nothing closes, which are plain text. */
  readonly ends: readonly number[]
  /** The index behind all that stand inside of it. */
  readonly afters: readonly number[]
}

const TOKEN = /\\\{\{|\{\{+|\}\}+|<(?:user|bot|char)>/gi

/** Finds the marks of a text; each pair of closing braces closes the nearest open one. */
export function marksOf(text: string): Marks {
  const starts: number[] = []
  const ends: number[] = []
  const afters: number[] = []
  const open: number[] = []
  const add = (start: number, end: number): number => {
    ends.push(end)
    return afters.push(starts.push(start))
  }
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    const end = index + token.length
    if (token[0] === '{') {
      // Of three braces the inner two are the macro's: `{{{char}}}` is `{Luna}`.
      for (let at = index + (token.length % 2); at < end; at += 2) open.push(add(at, 0) - 1)
    } else if (token[0] === '}') {
      for (let at = index + 2; at <= end && open.length > 0; at += 2) {
        const mark = open.pop() ?? 0
        ends[mark] = at
        afters[mark] = starts.length
      }
    } else add(index, end)
  }
  return { starts, ends, afters }
}
