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
  readonly #now: () => number
  readonly #byId = new KeptById()
  /** Entries of another generation are dead, whatever the container says. */
  generation: Generation

  /** @param now the time, `NaN` where a clock breaks */
  constructor(container: CharacterCache, now: () => number) {
    this.#container = container
    this.generation = {}
    this.#now = now
  }

  /** The entry of a stored name that has not expired. */
  live(name: string): KeptEntry | undefined {
    const entry = this.entry(name)
    return entry?.isLive(this.#now()) ? entry : undefined
  }

  /** The entry of a stored name, expired or not. */
  entry(name: string): KeptEntry | undefined {
    let entry: unknown
    try {
      entry = this.#container.get(name)
    } catch {
      this.renew()
      return undefined
    }
    if (!(entry instanceof KeptEntry) || entry.generation !== this.generation) return undefined
    // A container may mix up its keys.
    return entry.cached.name === name ? entry : undefined
  }

  /** Keeps a character under its stored name. */
  keep(cached: CachedCharacter, promise: Promise<Character>, since: number, until: number): void {
    const { name, character } = cached
    // A container may keep what it is told to replace, and a character has one entry.
    this.entry(name)?.bury()
    this.#byId.get(character.id)?.bury()
    const entry = new KeptEntry(cached, promise, since, until, this.generation)
    this.#try(() => {
      this.#container.set(name, entry)
      this.#byId.set(entry)
    })
  }

  evict(name: string): void {
    // A container may fail to delete: the entry itself must not live on.
    this.entry(name)?.bury()
    this.#try(() => this.#container.delete(name))
  }

  /** Evicts what may be older than a character, under whatever name it is kept. */
  evictOlder(cached: CachedCharacter): void {
    const entry = this.#byId.get(cached.character.id)
    if (entry === undefined || entry.generation !== this.generation) return
    if (!goesBack(entry.cached, cached)) return
    entry.bury()
    this.evict(entry.cached.name)
  }

  /** Buries all entries at once. */
  renew(): void {
    this.generation = {}
  }

  clear(): void {
    this.renew()
    this.#try(() => this.#container.clear())
  }

  /** A container that fails is as good as empty. */
  #try(act: () => unknown): void {
    try {
      act()
    } catch {
      this.renew()
    }
  }
}
