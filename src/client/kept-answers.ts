import type { CharacterResponse } from '../model/character.ts'
import { keepRecent } from '../model/keep-recent.ts'
import type { ServiceStats } from '../service/service-stats.ts'

const MAX_KEPT = 500

/** A character as it was last read, and the tag that asks whether it still is so. */
export interface KeptAnswer {
  readonly etag: string
  readonly character: CharacterResponse
}

/** The last answers, by path: those that were used longest ago go first. */
export class KeptAnswers extends Map<string, KeptAnswer> {
  #hits = 0
  #misses = 0

  /** The server says that it still holds. */
  hit(path: string, kept: KeptAnswer): void {
    this.#hits++
    keepRecent(this, path, kept, MAX_KEPT)
  }

  /** The server has sent another one. */
  miss(path: string, kept: KeptAnswer): void {
    this.#misses++
    keepRecent(this, path, kept, MAX_KEPT)
  }

  /** @param name a canonical name */
  forget(name: string): void {
    for (const [path, { character }] of this) if (character.name === name) this.delete(path)
  }

  /** As a service counts: a read that nobody had to answer in full is a hit. */
  get stats(): ServiceStats {
    const none = { sharedLoads: 0, refusedFills: 0, busEvictions: 0, gaps: 0 }
    return { hits: this.#hits, misses: this.#misses, ...none, entries: this.size }
  }
}
