import type { CharacterCache } from './character-cache.ts'
import { lruCache } from './lru.ts'

/** The cache of a service that was given none. */
export function defaultCache(): CharacterCache {
  return lruCache()
}
