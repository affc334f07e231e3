import { hunksOf } from '../words/hunks.ts'
import { linesOf } from '../words/tokens.ts'

/**
 * What both made of a text where no line is touched by both, or different ones put at the same place;
 * else `null`.
 */
export function linesTogether(base: string, mine: string, theirs: string): string | null {
  const lines = linesOf(base)
  const changes = [mine, theirs]
    .flatMap((side) => changesOf(lines, linesOf(side)))
    .sort((a, b) => a.from - b.from || a.to - b.to)
  let text = ''
  let last = { from: -1, to: 0, text: '' }
  for (const change of changes) {
    const isSame = change.from === last.from && change.to === last.to
    if (isSame && change.text === last.text) continue
    if (isSame || change.from < last.to) return null
    text = lineUp(text, lines.slice(last.to, change.from).join(''), change.text)
    last = change
  }
  return lineUp(text, lines.slice(last.to).join(''))
}

/** Parts of a text, one below the other: what was its last line may have no end. */
function lineUp(...parts: readonly string[]): string {
  const filled = parts.filter((part) => part !== '')
  const ended = filled.map((part, at) =>
    at < filled.length - 1 && !/[\r\n]$/.test(part) ? `${part}\n` : part,
  )
  return ended.join('')
}

/** What one side has in the place of some lines. */
interface LineChange {
  readonly from: number
  readonly to: number
  readonly text: string
}

function changesOf(lines: readonly string[], side: readonly string[]): readonly LineChange[] {
  return hunksOf(lines, side).map(({ from, to, otherFrom, otherTo }) => ({
    from,
    to,
    text: side.slice(otherFrom, otherTo).join(''),
  }))
}

/** Mine less what they took out, and what they put in behind what it stands behind with them. */
export function listTogether(
  base: readonly string[],
  mine: readonly string[],
  theirs: readonly string[],
): readonly string[] {
  const together = mine.filter((item) => theirs.includes(item) || !base.includes(item))
  for (const [index, item] of theirs.entries()) {
    if (base.includes(item) || together.includes(item)) continue
    const before = theirs.slice(0, index).findLast((other) => together.includes(other))
    together.splice(before === undefined ? 0 : together.lastIndexOf(before) + 1, 0, item)
  }
  return together
}
