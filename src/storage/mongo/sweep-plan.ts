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
  /** Versions that a label keeps. */
  readonly except: readonly number[]
}

/** What a head tells of its history. */
export interface NewestVersion {
  readonly version: number
  readonly labelled: readonly number[]
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
  newest: ReadonlyMap<string, NewestVersion>,
  keepVersions: number,
): Removal[] {
  const removals: Removal[] = []
  for (const history of histories) {
    const head = newest.get(history.id)
    const below = head === undefined ? undefined : head.version - keepVersions + 1
    const except = head?.labelled ?? []
    if (below === undefined || below > 1) removals.push({ ...history, below, except })
  }
  return removals
}
