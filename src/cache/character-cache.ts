/**
 * What a {@link CharacterCache} holds: opaque to it, made and read by the service alone.
 *
 * @category Cache
 */
export interface CacheEntry {
  /** When the service stops using it, in milliseconds of the service's own clock. */
  readonly expiresAt?: number
}

/**
 * A bounded, synchronous, in-process container of recently read characters: a `Map`, `quick-lru`
 * and `lru-cache` fit as they are. It may forget an entry at any time. Expiry and coherence are the
 * service's own; a container that throws is treated as empty.
 *
 * Asynchronous containers do not fit: between asking and answering, a write could make the answer
 * old. Share freshness between processes through an `InvalidationBus` instead.
 *
 * @category Cache
 */
export interface CharacterCache {
  /** The entry kept under a canonical name, or `undefined`. */
  get(name: string): CacheEntry | undefined
  /** Keeps an entry under a canonical name, replacing the one before. */
  set(name: string, entry: CacheEntry): unknown
  /** Forgets the entry of a canonical name, if there is one. */
  delete(name: string): unknown
  /** Forgets every entry. */
  clear(): void
  /** How many entries are kept, shown by `service.stats()`. */
  readonly size?: number | undefined
}
