/** Names that are not to be kept for a while, since a write of theirs may still be applied. */
export class SuspectNames {
  readonly #forMs: number
  readonly #clock: () => number
  /** When each is free again; the earliest first. */
  readonly #until = new Map<string, number>()

  constructor(forMs: number, clock: () => number) {
    this.#forMs = forMs
    this.#clock = clock
  }

  add(name: string): void {
    const now = this.#clock()
    for (const [other, until] of this.#until) {
      if (until > now) break
      this.#until.delete(other)
    }
    this.#until.delete(name)
    this.#until.set(name, now + this.#forMs)
  }

  has(name: string): boolean {
    const until = this.#until.get(name)
    if (until === undefined) return false
    if (this.#clock() < until) return true
    this.#until.delete(name)
    return false
  }
}
