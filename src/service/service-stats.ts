import type { CacheStats } from '../cache/cache-stats.ts'

/**
 * Counters of a service since it was made.
 *
 * @category Service
 */
export interface ServiceStats extends Readonly<CacheStats> {
  /** Characters in the cache right now, expired ones included; `undefined` if it cannot tell. */
  readonly entries: number | undefined
}
