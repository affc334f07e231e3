import { diffArrays } from 'diff'

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
 * Where two lists of words or lines differ, in order. One place from the first difference to the last
 * where each of them would take too long to find: half of what is left of the effort.
 */
export function hunksOf(
  before: readonly string[],
  after: readonly string[],
  effort: Effort = { left: MAX_EFFORT },
): readonly Hunk[] {
  const most = Math.min(before.length, after.length)
  let head = 0
  while (head < most && before[head] === after[head]) head++
  let tail = 0
  while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++
  const [to, otherTo] = [before.length - tail, after.length - tail]
  if (to === head && otherTo === head) return []
  const whole = { from: head, to, otherFrom: head, otherTo }
  if (to === head || otherTo === head) return [whole]
  const changes = changesOf(before.slice(head, to), after.slice(head, otherTo), effort)
  return changes === null ? [whole] : gathered(changes, head)
}

interface Change {
  readonly added: boolean
  readonly removed: boolean
  readonly count: number
}

function changesOf(before: string[], after: string[], effort: Effort): readonly Change[] | null {
  const share = Math.max(Math.floor(effort.left / 2), 0)
  const stop = effort.left - share
  // Of so many edits, all steps to the last one are half the square.
  const maxEditLength = Math.floor(Math.sqrt(share / COST_OF_STEP))
  try {
    const changes = diffArrays(before, after, {
      maxEditLength,
      comparator: (one, other) => {
        if (effort.left-- <= stop) throw new TooMuch()
        return one === other
      },
    })
    return changes ?? null
  } catch (error) {
    if (error instanceof TooMuch) return null
    throw error
  }
}

function gathered(changes: readonly Change[], head: number): readonly Hunk[] {
  const hunks: Hunk[] = []
  let [from, otherFrom] = [head, head]
  let [to, otherTo] = [head, head]
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
