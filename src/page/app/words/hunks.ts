import { diffArrays } from 'diff'
import { anchorsOf } from './anchors.ts'

/** A place where two lists differ: what stands at `from` up to `to` of the one, and of the other. */
export interface Hunk {
  readonly from: number
  readonly to: number
  readonly otherFrom: number
  readonly otherTo: number
}

/** How many comparisons are left, of about 30 ns each: they are what a difference takes its time for. */
export interface Effort {
  left: number
}

/** About 50 ms. */
const MAX_EFFORT = 1_500_000
/** What goes on from one edit to the next takes as long as so many comparisons. */
const COST_OF_STEP = 4

class TooMuch extends Error {}

/**
 * Where two lists of words or lines differ, in order: one place from the first difference to the last
 * where more of them would take too long to find, which is half of what is left of the effort.
 */
export function hunksOf(
  before: readonly string[],
  after: readonly string[],
  effort: Effort = { left: MAX_EFFORT },
): readonly Hunk[] {
  const hunks: Hunk[] = []
  const [head, tail] = shared(before, after)
  const [one, other] = [inner(before, head, tail), inner(after, head, tail)]
  let [at, otherAt] = [0, 0]
  for (const [next, otherNext] of [...anchorsOf(one, other), [one.length, other.length] as const]) {
    const found = hunksBetween(one.slice(at, next), other.slice(otherAt, otherNext), effort)
    hunks.push(...found.map((hunk) => moved(hunk, head + at, head + otherAt)))
    at = next
    otherAt = otherNext
  }
  return hunks
}

function hunksBetween(
  before: readonly string[],
  after: readonly string[],
  effort: Effort,
): readonly Hunk[] {
  const [head, tail] = shared(before, after)
  const [one, other] = [inner(before, head, tail), inner(after, head, tail)]
  if (one.length + other.length === 0) return []
  const whole = { from: 0, to: one.length, otherFrom: 0, otherTo: other.length }
  const changes = one.length * other.length > 0 ? changesOf(one, other, effort) : null
  const hunks = changes === null ? [whole] : gathered(changes)
  return hunks.map((hunk) => moved(hunk, head, head))
}

/** How many tokens two lists share at their start, and how many of the others at their end. */
function shared(before: readonly string[], after: readonly string[]): [head: number, tail: number] {
  const most = Math.min(before.length, after.length)
  let head = 0
  while (head < most && before[head] === after[head]) head++
  let tail = 0
  while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++
  return [head, tail]
}

function inner(tokens: readonly string[], head: number, tail: number): string[] {
  return tokens.slice(head, tokens.length - tail)
}

function moved({ from, to, otherFrom, otherTo }: Hunk, by: number, otherBy: number): Hunk {
  return {
    from: from + by,
    to: to + by,
    otherFrom: otherFrom + otherBy,
    otherTo: otherTo + otherBy,
  }
}

interface Change {
  readonly added: boolean
  readonly removed: boolean
  readonly count: number
}

function changesOf(before: string[], after: string[], effort: Effort): readonly Change[] | null {
  const share = Math.max(Math.floor(effort.left / 2), 0)
  const stop = effort.left - share
  const maxEditLength = Math.floor(Math.sqrt(share / COST_OF_STEP))
  let edits = maxEditLength
  try {
    const changes = diffArrays(before, after, {
      maxEditLength,
      comparator: (one, other) => {
        if (effort.left-- <= stop) throw new TooMuch()
        return one === other
      },
    })
    if (changes === undefined) return null
    edits = changes.reduce(
      (sum, { added, removed, count }) => sum + (added || removed ? count : 0),
      0,
    )
    return changes
  } catch (error) {
    if (error instanceof TooMuch) return null
    throw error
  } finally {
    // As many steps for each edit as there were before it.
    effort.left -= (COST_OF_STEP * edits ** 2) / 2
  }
}

function gathered(changes: readonly Change[]): readonly Hunk[] {
  const hunks: Hunk[] = []
  let [from, otherFrom] = [0, 0]
  let [to, otherTo] = [0, 0]
  const close = (): void => {
    if (to > from || otherTo > otherFrom) hunks.push({ from, to, otherFrom, otherTo })
  }
  for (const { added, removed, count } of changes) {
    if (added) otherTo += count
    else if (removed) to += count
    else {
      close()
      from = to += count
      otherFrom = otherTo += count
    }
  }
  close()
  return hunks
}
