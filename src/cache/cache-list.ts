import type { Watch } from './sightings.ts'

/** A list under way, which may fill the cache with what it finds. */
export interface CacheList {
  readonly since: number
  readonly watch: Watch
  /** The names that were written, or told of, since it began: it has read them before, perhaps. */
  readonly touched: Set<string>
}
