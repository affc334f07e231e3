import type { InvalidationMessage } from '../invalidation/invalidation-bus.ts'
import type { Character } from '../model/character.ts'
import type { CacheEntry } from './character-cache.ts'

/** A character, and the write that made it. */
export interface CachedCharacter {
  /** The stored name: what it is kept under. */
  readonly name: string
  readonly character: Character
  readonly writeId: string | null
}

/** A character as it was at one moment. */
type Sight = Pick<CachedCharacter, 'character' | 'writeId'>

/** Whether showing `next` after `shown` could be a step back in time; `null` stands for no character. */
export function goesBack(next: Sight | null, shown: Sight | null): boolean {
  if (next === null || shown === null) return next !== shown
  const [a, b] = [next.character, shown.character]
  if (a.id !== b.id) return true
  if (a.version_number !== b.version_number) return a.version_number < b.version_number
  return next.writeId !== shown.writeId || a.updated_at !== b.updated_at
}

/** Whether what is kept may be older than what a message tells of. */
export function isOutdatedBy(
  { character, writeId }: CachedCharacter,
  message: InvalidationMessage,
): boolean {
  if (writeId !== null && writeId === message.write_id) return false
  const sameCharacter = message.id !== null && message.id === character.id
  return !(sameCharacter && message.version !== null && character.version_number > message.version)
}

/** All that was kept between two moments at which everything was forgotten. Compared by identity. */
export type Generation = object

/** What the container holds of one character. */
export class KeptEntry implements CacheEntry {
  readonly cached: CachedCharacter
  /** The answer of every hit: one promise, shared. */
  readonly promise: Promise<Character>
  /** From before it was read. */
  readonly since: number
  readonly expiresAt: number
  /** The generation it belongs to; `null` once it is buried. */
  generation: Generation | null

  constructor(
    cached: CachedCharacter,
    promise: Promise<Character>,
    since: number,
    expiresAt: number,
    generation: Generation,
  ) {
    this.cached = cached
    this.promise = promise
    this.since = since
    this.expiresAt = expiresAt
    this.generation = generation
  }

  /**
   * Whether it counts at this moment of a clock that may be set. Once it does not, it never does again:
   * a clock that is set back and goes on would give it a second life.
   */
  isLive(now: number): boolean {
    if (now < this.expiresAt && now >= this.since) return true
    this.bury()
    return false
  }

  /** Makes it dead wherever it is still held. */
  bury(): void {
    this.generation = null
  }
}
