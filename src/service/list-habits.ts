import type { ListOptions } from '../storage/character-storage.ts'

const MAX_LISTS = 100
const MOSTLY = 0.5

/**
 * Remembers of lists whether the cache held most of what was on them: then it pays to ask for the
 * states first.
 */
export class ListHabits {
  readonly #kept = new Map<string, boolean>()
  #last = true

  /** @param entries how many characters are cached, where that is known */
  expectsKept(options: ListOptions, entries: number | undefined): boolean {
    const known = this.#kept.get(JSON.stringify(options))
    if (known !== undefined) return known
    // A list of all is expected to hold more than any cache.
    return this.#last && (entries ?? 0) >= Number(options.limit) * MOSTLY
  }

  /** @param kept how many of so many the cache holds afterwards, or held before if it takes none */
  note(options: ListOptions, kept: number, total: number): void {
    this.#last = kept >= total * MOSTLY
    if (this.#kept.size >= MAX_LISTS) this.#kept.clear()
    this.#kept.set(JSON.stringify(options), this.#last)
  }
}
