import { type CachedCharacter, goesBack } from './kept-entry.ts'
import type { Witness } from './open-names.ts'

/** The loads that began in one stretch of time, and what was shown in it. */
export interface Period {
  /** Loads that began in it and are under way. */
  open: number
  /** By id, in the order in which it was shown. */
  readonly shown: Map<string, Sighting[]>
}

interface Sighting {
  readonly cached: CachedCharacter
  readonly at: number
}

/**
 * What was shown of each character, by id, since the oldest load under way began. A load that finds
 * an older version has read before that was shown, while others may have asked for it afterwards,
 * under another name.
 *
 * What was shown is kept for two periods, each as long as the longest load of the one before: the
 * size is bounded by what goes on.
 */
export class Sightings {
  #before: Period = newPeriod()
  #now: Period = newPeriod()
  #count = 0

  /** A mark of this moment. */
  get count(): number {
    return this.#count
  }

  /** Enters a load; the same must leave. */
  enter(): Period {
    this.#now.open++
    return this.#now
  }

  /** Leaves it: what no load under way can contradict is forgotten. */
  leave(period: Period): void {
    period.open--
    if (this.#before.open > 0) return
    this.#before = this.#now.open > 0 ? this.#now : newPeriod()
    this.#now = newPeriod()
  }

  /** Takes note of what is shown to a caller at this moment. */
  note(cached: CachedCharacter): void {
    if (this.#before.open + this.#now.open === 0) return
    const { id } = cached.character
    const seen = this.#now.shown.get(id) ?? []
    const last = seen.at(-1)?.cached
    if (last !== undefined && !goesBack(last, cached)) return
    seen.push({ cached, at: ++this.#count })
    this.#now.shown.set(id, seen)
  }

  /**
   * Whether something newer was shown since a load began and while it could be joined: of the name, by
   * a load that a write or a message had overtaken; or of the very character, under whatever name.
   * Whoever saw that may have joined it since.
   */
  contradict(
    found: CachedCharacter | null,
    { shown, joinableUntil }: Witness,
    since: number,
  ): boolean {
    if (shown.some((newer) => goesBack(found, newer))) return true
    if (found === null) return false
    return [this.#before, this.#now].some((period) => {
      const seen = period.shown.get(found.character.id) ?? []
      return seen.some(({ cached, at }) => {
        return at > since && at <= joinableUntil && goesBack(found, cached)
      })
    })
  }
}

function newPeriod(): Period {
  return { open: 0, shown: new Map() }
}
