import type { CharacterCache } from './character-cache.ts'

/** How a `ReadThrough` works. */
export interface ReadThroughOptions {
  /** The container. */
  readonly cache: CharacterCache
  /** How long a character is kept at most, counted from before it was read; 0 keeps nothing. */
  readonly cacheTtlMs: number
  /** The same while messages of the bus may be getting lost. */
  readonly degradedTtlMs: number
  /** How long a call takes at most: a name is not kept so long after a write that ended unknown. */
  readonly timeoutMs: number
  /** Milliseconds, for expiry: of a clock that goes on while a machine sleeps, and may be set. */
  readonly clock: () => number
  /** The same for `timeoutMs`, of a clock that nobody sets; without it, `clock` is asked. */
  readonly steadyClock?: (() => number) | undefined
}
