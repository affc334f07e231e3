import { keepRecent } from '../model/keep-recent.ts'

const MAX_KEPT = 1_000

/** Versions never change: what is kept of one counts for as long as anything is kept. */
export class KeptVersions<Version = unknown> {
  readonly #ttlMs: number
  readonly #clock: () => number
  /** The oldest first. */
  readonly #kept = new Map<string, { readonly version: Version; readonly until: number }>()

  /** @param ttlMs how long a version is kept, in milliseconds; 0 for not at all */
  constructor(ttlMs: number, clock: () => number) {
    this.#ttlMs = ttlMs
    this.#clock = clock
  }

  get(key: string): Version | undefined {
    const kept = this.#kept.get(key)
    if (kept === undefined) return undefined
    if (this.#clock() < kept.until) return kept.version
    this.#kept.delete(key)
    return undefined
  }

  set(key: string, version: Version): void {
    if (this.#ttlMs <= 0) return
    keepRecent(this.#kept, key, { version, until: this.#clock() + this.#ttlMs }, MAX_KEPT)
  }

  clear(): void {
    this.#kept.clear()
  }
}
