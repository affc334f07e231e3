import type { CachedCharacter } from './kept-entry.ts'

/** Ends what a write does to one name; a result may be kept under it. */
export type EndOfName = (result: CachedCharacter | undefined) => void

/** What a cache does for the writes that go past it. */
export interface WriteSide {
  open(name: string): EndOfName
  /** Takes note of what a caller is shown. */
  show(name: string, cached: CachedCharacter): void
  /** Keeps nothing under a name for a while. */
  suspect(name: string): void
}

/** One write as the cache sees it: the names it touches are open until it ends. */
export class CacheWrite {
  readonly #side: WriteSide
  readonly #open = new Map<string, EndOfName>()

  constructor(side: WriteSide) {
    this.#side = side
  }

  /** The names it has touched. */
  get names(): readonly string[] {
    return [...this.#open.keys()]
  }

  /** Opens a name; a rename opens two. */
  touch(name: string): void {
    if (!this.#open.has(name)) this.#open.set(name, this.#side.open(name))
  }

  /**
   * Ends the write; a result may stay in the cache under its name when nothing else happened.
   *
   * @param readable whether the result may be read under its name
   */
  end(result?: CachedCharacter, readable: boolean = true): void {
    for (const [name, endOf] of this.#open) {
      endOf(readable && result?.name === name ? result : undefined)
    }
    // Last, so that the loads it has cut are not held against it: nobody can join them any more.
    if (result !== undefined) this.#side.show(result.name, result)
  }

  /** Ends a write that may still be applied later. */
  endUnknown(): void {
    for (const name of this.names) this.#side.suspect(name)
    this.end()
  }
}
