import type { KeptEntry } from './kept-entry.ts'

const LEAST_BOUND = 1_000

/**
 * The entry that was last kept of each character, by id: under its former name it may still be in the
 * container when it is seen under another. Keeps no entry alive that the container has dropped.
 */
export class KeptById {
  readonly #entries = new Map<string, WeakRef<KeptEntry>>()
  #bound = LEAST_BOUND

  get(id: string): KeptEntry | undefined {
    return this.#entries.get(id)?.deref()
  }

  set(entry: KeptEntry): void {
    this.#entries.set(entry.cached.character.id, new WeakRef(entry))
    if (this.#entries.size > this.#bound) this.#prune()
  }

  #prune(): void {
    for (const [id, entry] of this.#entries) {
      const kept = entry.deref()
      if (kept === undefined || kept.generation === null) this.#entries.delete(id)
    }
    this.#bound = Math.max(LEAST_BOUND, 2 * this.#entries.size)
  }
}
