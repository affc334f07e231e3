const MAX_ALIASES = 10_000

/**
 * Raw spelling → canonical name, a bounded number of them. Never goes stale: the function between them
 * is pure.
 */
export class Aliases {
  readonly #names = new Map<string, string>()

  get(spelling: string): string | undefined {
    return this.#names.get(spelling)
  }

  add(spelling: string, name: string): void {
    if (this.#names.size >= MAX_ALIASES) this.#names.clear()
    this.#names.set(spelling, name)
  }
}
