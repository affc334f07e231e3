/** Names that are not to be kept for a while, since a write of theirs may still be applied. */
export class SuspectNames {
  readonly #forMs: number
  /** When each is free again; the earliest first. */
  readonly #until = new Map<string, number>()

  constructor(forMs: number) {
    this.#forMs = forMs
  }

  add(name: string, now: number): void {
    for (const [other, until] of this.#until) {
      if (until > now) break
      this.#until.delete(other)
    }
    this.#until.delete(name)
    this.#until.set(name, now + this.#forMs)
  }

  has(name: string, now: number): boolean {
    const until = this.#until.get(name)
    if (until === undefined) return false
    if (now < until) return true
    this.#until.delete(name)
    return false
  }
}
