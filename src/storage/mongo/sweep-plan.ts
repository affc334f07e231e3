/** A character of which versions are kept. */
export interface KeptHistory {
  /** The text of its id. */
  readonly id: string
  /** The id as it is stored. */
  readonly characterId: unknown
}

/** What is to go of a history: the versions below a number, or all. */
export interface Removal extends KeptHistory {
  readonly below: number | undefined
}

/**
 * Decides what is to go of some histories: all of it where the character is gone, and what is older
 * than the versions that are kept.
 *
 * @param newest the present version of each character that is there, by the text of its id, read
 *   after the histories were: a character is there before the first of its versions is kept
 */
export function planSweep(
  histories: readonly KeptHistory[],
  newest: ReadonlyMap<string, number>,
  keepVersions: number,
): Removal[] {
  const removals: Removal[] = []
  for (const history of histories) {
    const version = newest.get(history.id)
    const below = version === undefined ? undefined : version - keepVersions + 1
    if (below === undefined || below > 1) removals.push({ ...history, below })
  }
  return removals
}
