/** A place in one list and in the other. */
export type Anchor = readonly [at: number, otherAt: number]

/**
 * What stands once in both lists, in the order of both: the longest such row. It takes two lists apart
 * into pairs of short ones, whose differences are found much sooner than that of the whole.
 */
export function anchorsOf(before: readonly string[], after: readonly string[]): readonly Anchor[] {
  const places = onceIn(before)
  const otherPlaces = onceIn(after)
  const shared: Anchor[] = []
  for (const [token, at] of places) {
    const otherAt = otherPlaces.get(token) ?? -1
    if (at >= 0 && otherAt >= 0) shared.push([at, otherAt])
  }
  return longestRow(shared)
}

/** Where each token stands; -1 where it does so more than once. */
function onceIn(tokens: readonly string[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>()
  for (const [at, token] of tokens.entries()) places.set(token, places.has(token) ? -1 : at)
  return places
}

/** Of anchors in the order of one list, the most that are in the order of the other as well. */
function longestRow(anchors: readonly Anchor[]): readonly Anchor[] {
  /** By length, the row that ends first. */
  const rows: Row[] = []
  for (const anchor of anchors) {
    let [low, high] = [0, rows.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((rows[middle]?.last[1] ?? 0) < anchor[1]) low = middle + 1
      else high = middle
    }
    rows[low] = { last: anchor, rest: rows[low - 1] }
  }
  const row: Anchor[] = []
  for (let end = rows.at(-1); end !== undefined; end = end.rest) row.push(end.last)
  return row.reverse()
}

interface Row {
  readonly last: Anchor
  readonly rest: Row | undefined
}
