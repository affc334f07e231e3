/** Counters of a service's cache since the service was made. */
export interface CacheStats {
  /** Reads answered by a kept character. */
  hits: number
  /** Reads that started a load from the storage. */
  misses: number
  /** Reads that joined a load already under way. */
  sharedLoads: number
  /** Results of loads and writes that were not kept, since something else happened meanwhile. */
  refusedFills: number
  /** Kept characters that a message of the bus removed. */
  busEvictions: number
  /** Times the bus may have lost messages, or everything was cleared from afar. */
  gaps: number
}
