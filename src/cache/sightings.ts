import { type CachedCharacter, goesBack } from './kept-entry.ts'

/** What began in one stretch of time, and what was shown in it. */
interface Period {
  /** Loads, writes and lists that began in it and are under way. */
  open: number
  /** By stored name and by id, in the order in which it was shown. */
  readonly shown: Map<string, Sighting[]>
}

interface Sighting {
  readonly cached: CachedCharacter | null
  readonly at: number
}

/** The beginning of a load, a write or a list under way. */
export interface Watch {
  readonly period: Period
  /** The count of sightings at that moment. */
  readonly since: number
}

/**
 * What was shown under each name, and of each character, since the oldest load, write or list under way
 * began.
 * Whichever of them brings an older version has read or written before that was shown, while others
 * may ask for it afterwards, under another name: a load is repeated, and nothing of it is kept.
 *
 * What was shown is kept for two periods, each as long as the longest of what began in the one
 * before: the size is bounded by what goes on.
 */
export class Sightings {
  #before: Period = newPeriod()
  #now: Period = newPeriod()
  #count = 0

  /** A mark of this moment. */
  get count(): number {
    return this.#count
  }

  /** Enters a load, a write or a list; the same must leave. */
  enter(): Watch {
    this.#now.open++
    return { period: this.#now, since: this.#count }
  }

  /** Leaves it: what can contradict nothing under way is forgotten. */
  leave({ period }: Watch): void {
    period.open--
    if (this.#before.open > 0) return
    this.#before = this.#now.open > 0 ? this.#now : newPeriod()
    this.#now = newPeriod()
  }

  /** Takes note of what is shown to a caller under a stored name at this moment. */
  note(name: string, cached: CachedCharacter | null): void {
    if (this.#before.open + this.#now.open === 0) return
    this.#count++
    for (const key of keysOf(name, cached)) {
      const seen = this.#now.shown.get(key) ?? []
      const last = seen.at(-1)
      if (last !== undefined && !goesBack(last.cached, cached)) continue
      seen.push({ cached, at: this.#count })
      this.#now.shown.set(key, seen)
    }
  }

  /**
   * Whether something newer was shown since a load, a write or a list began: under the name, or of the
   * very character, under whatever name. For a load it counts while it could be joined: whoever saw
   * that may have joined it since.
   */
  contradict(
    name: string,
    found: CachedCharacter | null,
    { since }: Watch,
    joinableUntil: number = this.#count,
  ): boolean {
    return [this.#before, this.#now].some(({ shown }) =>
      keysOf(name, found).some((key) =>
        shown
          .get(key)
          ?.some(({ cached, at }) => at > since && at <= joinableUntil && goesBack(found, cached)),
      ),
    )
  }
}

/** A name that looks like an id costs another load at worst. */
function keysOf(name: string, cached: CachedCharacter | null): string[] {
  return cached === null ? [name] : [name, cached.character.id]
}

function newPeriod(): Period {
  return { open: 0, shown: new Map() }
}
