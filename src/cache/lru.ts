import QuickLRU from 'quick-lru'
import { checkOptions, type KnownOptions } from '../known-options.ts'
import type { CacheEntry, CharacterCache } from './character-cache.ts'

/**
 * Options of {@link lruCache}.
 *
 * @category Cache
 */
export interface LruCacheOptions {
  /**
   * How many characters are kept at least; the least recently used ones go first. quick-lru keeps up
   * to twice as many for a while.
   *
   * @default 1000
   */
  readonly maxEntries?: number | undefined
}

const OPTIONS: KnownOptions<LruCacheOptions> = { maxEntries: true }

/**
 * The default cache: a bounded container that forgets the characters nobody asked for lately.
 *
 * @throws {TypeError} when `maxEntries` is not a positive integer, or an option is not known
 *
 * @example
 * ```ts
 * const service = new CharacterService({ storage, cache: lruCache({ maxEntries: 200 }) })
 * ```
 *
 * @category Cache
 */
export function lruCache(options: LruCacheOptions = {}): CharacterCache {
  checkOptions('lruCache', options, OPTIONS)
  const { maxEntries = 1_000 } = options
  if (!Number.isSafeInteger(maxEntries) || maxEntries < 1) {
    throw new TypeError(
      `lruCache: maxEntries must be a positive integer, got ${String(maxEntries)}`,
    )
  }
  return new QuickLRU<string, CacheEntry>({ maxSize: maxEntries })
}
