import type { Character } from '../model/character.ts'
import type { CharacterCache } from './character-cache.ts'
import { KeptById } from './kept-by-id.ts'
import { type CachedCharacter, type Generation, goesBack, KeptEntry } from './kept-entry.ts'

/**
 * What is kept in a container that is trusted with nothing: it may forget, mix up, keep what it was
 * told to delete, or throw. Whether an entry still counts is for the entry itself to say.
 */
export class KeptCharacters {
  readonly #container: CharacterCache
  readonly #clock: () => number
  readonly #byId = new KeptById()
  /** Entries of another generation are dead, whatever the container says. */
  #generation: Generation = {}

  constructor(container: CharacterCache, clock: () => number) {
    this.#container = container
    this.#clock = clock
  }

  get generation(): Generation {
    return this.#generation
  }

  /** The entry of a stored name that has not expired. */
  live(name: string): KeptEntry | undefined {
    const entry = this.entry(name)
    return entry?.isLive(this.now()) ? entry : undefined
  }

  /** The time; of a clock that breaks, one at which nothing lives. */
  now(): number {
    try {
      return this.#clock()
    } catch {
      return Number.NaN
    }
  }

  /** The entry of a stored name, expired or not. */
  entry(name: string): KeptEntry | undefined {
    let entry: unknown
    try {
      entry = this.#container.get(name)
    } catch {
      this.#generation = {}
      return undefined
    }
    if (!(entry instanceof KeptEntry) || entry.generation !== this.#generation) return undefined
    // A container may mix up its keys.
    return entry.name === name ? entry : undefined
  }

  keep(
    name: string,
    cached: CachedCharacter,
    promise: Promise<Character>,
    { since, until }: { readonly since: number; readonly until: number },
  ): void {
    try {
      // A container may keep what it is told to replace, and a character has one entry.
      this.entry(name)?.bury()
      this.#byId.get(cached.character.id)?.bury()
      const entry = new KeptEntry(name, this.#generation, promise, cached, since, until)
      this.#container.set(name, entry)
      this.#byId.set(entry)
    } catch {
      this.#generation = {}
    }
  }

  /** Tells whether there was an entry. */
  evict(name: string): boolean {
    const entry = this.entry(name)
    // A container may fail to delete: the entry itself must not live on.
    entry?.bury()
    try {
      this.#container.delete(name)
    } catch {
      this.#generation = {}
    }
    return entry !== undefined
  }

  /** Evicts what may be older than a character, under whatever name it is kept. */
  evictOlder(cached: CachedCharacter): void {
    const entry = this.#byId.get(cached.character.id)
    if (entry === undefined || entry.generation !== this.#generation) return
    if (!goesBack(entry.cached, cached)) return
    entry.bury()
    this.evict(entry.name)
  }

  /** Buries all entries at once. */
  renew(): void {
    this.#generation = {}
  }

  clear(): void {
    this.renew()
    try {
      this.#container.clear()
    } catch {
      // The new generation has buried what is left.
    }
  }
}
