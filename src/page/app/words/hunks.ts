import { diffArrays } from 'diff'

/** A place where two lists differ: what stands at `from` up to `to` of the one, and of the other. */
export interface Hunk {
  readonly from: number
  readonly to: number
  readonly otherFrom: number
  readonly otherTo: number
}

/** Steps that a comparison may take, whatever it is given: about 100 ms. */
const MAX_STEPS = 4_000_000
const MAX_EDITS = 1_000

/**
 * Where two lists of words or lines differ, in order. One place from the first difference to the last
 * where there are too many to look for each.
 *
 * @param steps about as many comparisons as it may take
 */
export function hunksOf(
  before: readonly string[],
  after: readonly string[],
  steps: number = MAX_STEPS,
): readonly Hunk[] {
  const most = Math.min(before.length, after.length)
  let head = 0
  while (head < most && before[head] === after[head]) head++
  let tail = 0
  while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++
  const [to, otherTo] = [before.length - tail, after.length - tail]
  const whole = { from: head, to, otherFrom: head, otherTo }
  if (to === head && otherTo === head) return []
  if (to === head || otherTo === head) return [whole]
  // Each edit may look at all that is left, and at all edits before it.
  const edits = Math.min(MAX_EDITS, Math.sqrt(steps), steps / (to + otherTo - 2 * head))
  const changes = diffArrays(before.slice(head, to), after.slice(head, otherTo), {
    maxEditLength: Math.floor(edits),
  })
  return changes === undefined ? [whole] : gathered(changes, head)
}

interface Change {
  readonly added: boolean
  readonly removed: boolean
  readonly count: number
}

function gathered(changes: readonly Change[], head: number): readonly Hunk[] {
  const hunks: Hunk[] = []
  let [at, otherAt] = [head, head]
  let [from, otherFrom] = [head, head]
  const close = (): void => {
    if (at > from || otherAt > otherFrom) hunks.push({ from, to: at, otherFrom, otherTo: otherAt })
  }
  for (const { added, removed, count } of changes) {
    if (added) otherAt += count
    else if (removed) at += count
    else {
      close()
      at += count
      otherAt += count
      from = at
      otherFrom = otherAt
    }
  }
  close()
  return hunks
}
