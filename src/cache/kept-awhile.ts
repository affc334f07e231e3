/**
 * Keeps things for a while, the oldest first: bounded by what comes in meanwhile, or by a number. By a
 * clock that gives no time, nothing ends.
 */
export class KeptAwhile<Value = unknown> {
  readonly #forMs: number
  readonly #clock: () => number
  readonly #most: number
  readonly #kept = new Map<string, { readonly value: Value; readonly until: number }>()

  /**
   * @param forMs how long each is kept, in milliseconds; 0 for not at all
   * @param most how many are kept at most; those that were set longest ago go first
   */
  constructor(forMs: number, clock: () => number, most: number = Number.POSITIVE_INFINITY) {
    this.#forMs = forMs
    this.#clock = clock
    this.#most = most
  }

  get(key: string): Value | undefined {
    const kept = this.#kept.get(key)
    if (kept === undefined) return undefined
    if (!(this.#clock() >= kept.until)) return kept.value
    this.#kept.delete(key)
    return undefined
  }

  set(key: string, value: Value): void {
    if (this.#forMs <= 0) return
    const now = this.#clock()
    this.#kept.delete(key)
    this.#kept.set(key, { value, until: now + this.#forMs })
    for (const [oldest, { until }] of this.#kept) {
      if (!(until <= now) && this.#kept.size <= this.#most) break
      this.#kept.delete(oldest)
    }
  }

  clear(): void {
    this.#kept.clear()
  }
}
