import type { CharacterCache } from './character-cache.ts'

/** How a `ReadThrough` works. */
export interface ReadThroughOptions {
  readonly container: CharacterCache
  /** How long a character is kept at most, counted from before it was read; 0 keeps nothing. */
  readonly ttlMs: number
  /** The same while messages of the bus may be getting lost. */
  readonly degradedTtlMs: number
  /** How long a name is not kept after a write whose outcome is unknown. */
  readonly suspectMs: number
  /** Milliseconds of a monotonic clock. */
  readonly clock: () => number
  /** The names under which messages from this very service are known. */
  readonly origin: string
}
