/**
 * What in a template is not plain text, in the order of its places: macros in braces, escaped braces,
 * and tags such as `<USER>`. One list for each fact, since a text may hold a million of them.
 */
export interface Marks {
  /** Where each begins; behind the last one the length of the text. */
  readonly starts: Int32Array
  /** Where each ends; 0 for braces that nothing closes, which are plain text. */
  readonly ends: Int32Array
  /** The index behind all that stand inside of it. */
  readonly afters: Int32Array
}

const OPEN = 0x7b
const CLOSE = 0x7d
const BACKSLASH = 0x5c
const LESS = 0x3c
const TAG = /<(?:user|bot|char)>/iy

/** Finds the marks of a text; each pair of closing braces closes the nearest open one. */
export function marksOf(text: string): Marks {
  const most = (text.length >> 1) + 1
  const [starts, ends, afters] = [new Int32Array(most), new Int32Array(most), new Int32Array(most)]
  let count = 0
  // Until it is closed, an open one has the open one before it as its `after`.
  let open = -1
  for (let at = 0; at < text.length; ) {
    const unit = text.charCodeAt(at)
    const end = endOfToken(text, at, unit)
    if (unit === OPEN) {
      // Of three braces the inner two are the macro's: `{{{char}}}` is `{Luna}`.
      for (let from = at + ((end - at) % 2); from < end; from += 2) {
        starts[count] = from
        afters[count] = open
        open = count++
      }
    } else if (unit === CLOSE) {
      for (let to = at + 2; to <= end && open !== -1; to += 2) {
        const before = afters[open] ?? -1
        ends[open] = to
        afters[open] = count
        open = before
      }
    } else if (end > at + 1) {
      starts[count] = at
      ends[count] = end
      afters[count] = ++count
    }
    at = end
  }
  starts[count] = text.length
  ends[count] = text.length + 1
  return { starts, ends, afters }
}

/** Where the run of braces, the escaped braces, the tag or the single unit at a place ends. */
function endOfToken(text: string, at: number, unit: number): number {
  let end = at + 1
  if (unit === OPEN || unit === CLOSE) while (text.charCodeAt(end) === unit) end++
  else if (unit === BACKSLASH && text.startsWith('{{', end)) end += 2
  else if (unit === LESS) {
    TAG.lastIndex = at
    if (TAG.test(text)) end = TAG.lastIndex
  }
  return end
}
