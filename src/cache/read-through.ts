import { CharacterNotFoundError } from '../errors.ts'
import type { InvalidationMessage } from '../invalidation/invalidation-bus.ts'
import type { Character } from '../model/character.ts'
import { type CacheStats, emptyStats } from './cache-stats.ts'
import { CacheWrite, type WriteSide } from './cache-write.ts'
import type { CharacterCache } from './character-cache.ts'
import {
  type CachedCharacter,
  type Generation,
  goesBack,
  KeptEntry,
  noteShown,
} from './kept-entry.ts'
import { type Flight, type NameState, OpenNames } from './open-names.ts'
import { SuspectNames } from './suspect-names.ts'

/** How a {@link ReadThrough} works. */
export interface ReadThroughOptions {
  readonly container: CharacterCache
  /** How long a character is kept at most, counted from before it was read; 0 keeps nothing. */
  readonly ttlMs: number
  /** The same while messages of the bus may be getting lost. */
  readonly degradedTtlMs: number
  /** How long a name is not kept after a write whose outcome is unknown. */
  readonly suspectMs: number
  /** Milliseconds, for expiry: of a clock that goes on while a machine sleeps, and may be set. */
  readonly clock: () => number
  /** The same for `suspectMs`, of a clock that nobody sets; without it, `clock` is asked. */
  readonly steadyClock?: (() => number) | undefined
  /** The names under which messages from this very service are known. */
  readonly origin: string
}

/** Reads a character from the storage; `null` when there is none. */
type Load = () => Promise<CachedCharacter | null>

const MAX_ALIASES = 10_000

/**
 * Keeps characters so that a read that starts after a write was acknowledged never sees an older
 * version. A load may only fill the cache when nothing was written, and no message came, between
 * its beginning and its end: an epoch taken before the load tells.
 */
export class ReadThrough {
  readonly stats: CacheStats = emptyStats()
  readonly #options: ReadThroughOptions
  readonly #container: CharacterCache
  readonly #clock: () => number
  /** Raw spelling → canonical name. Never goes stale: the function between them is pure. */
  readonly #aliases = new Map<string, string>()
  readonly #names = new OpenNames()
  readonly #suspects: SuspectNames
  /** Entries of another generation are dead, whatever the container says. */
  #generation: Generation = {}
  #connected = true
  #fillable = true

  constructor(options: ReadThroughOptions) {
    this.#options = options
    this.#container = options.container
    this.#clock = options.clock
    this.#suspects = new SuspectNames(options.suspectMs, options.steadyClock ?? options.clock)
  }

  /** How many names are being loaded or written right now. */
  get openNames(): number {
    return this.#names.size
  }

  /** The character kept under a raw spelling met before: one clock read, no allocation, no error. */
  hit(spelling: string): Promise<Character> | undefined {
    const name = this.#aliases.get(spelling)
    if (name === undefined) return undefined
    try {
      return this.#live(name)?.promise
    } catch {
      return undefined
    }
  }

  /**
   * The character kept under a canonical name, else that of a load: one already under way, or a new
   * one. Rejects as the load does, and keeps nothing then.
   *
   * @throws {CharacterNotFoundError} when the load finds none
   */
  read(spelling: string, name: string, load: Load): Promise<Character> {
    const kept = this.#live(name)
    if (kept !== undefined) {
      if (this.#aliases.size >= MAX_ALIASES) this.#aliases.clear()
      this.#aliases.set(spelling, name)
      return kept.promise
    }
    const now = this.#clock()
    const flight = this.#names.get(name)?.flight
    // Joining a load older than the TTL would give a character that is older than promised.
    if (flight?.generation === this.#generation && now - flight.startedAt < this.#ttlMs()) {
      this.stats.sharedLoads++
      return flight.promise
    }
    this.stats.misses++
    return this.#load(name, now, load)
  }

  /** What is kept under a canonical name at this moment, or is `undefined`. Not counted as a hit. */
  peek(name: string): CachedCharacter | undefined {
    const entry = this.#entry(name)
    return entry?.isLive(this.#clock()) ? entry.cached : undefined
  }

  /** Takes note of what was read past the cache: what is kept and may be older falls. */
  observe(name: string, cached: CachedCharacter | null): void {
    const kept = this.#entry(name)?.cached
    if (kept !== undefined && goesBack(kept, cached)) this.#evict(name)
  }

  /** Begins a write: what is kept of the names it touches falls, and no load fills them meanwhile. */
  beginWrite(): CacheWrite {
    return new CacheWrite(this.#writeSide)
  }

  /** Forgets one name; loads under way do not fill. */
  invalidate(name: string): boolean {
    const state = this.#names.get(name)
    if (state !== undefined) this.#names.raise(state)
    return this.#evict(name)
  }

  /** Forgets everything; loads and writes under way do not fill. */
  clear(): void {
    this.#generation = {}
    try {
      this.#container.clear()
    } catch {
      // The new generation has buried what is left.
    }
  }

  /** Takes note of a write by another service. */
  receive(message: InvalidationMessage): void {
    if (message.origin === this.#options.origin) return
    if (message.name === null) {
      // A message is no sign that an outage is over.
      this.gap(this.#connected)
      return
    }
    const state = this.#names.get(message.name)
    if (state !== undefined) this.#names.raise(state)
    const cached = this.#entry(message.name)?.cached
    if (cached === undefined || !isOlder(cached, message)) return
    this.#evict(message.name)
    this.stats.busEvictions++
  }

  /** Takes note of messages that may have been lost: nothing that is kept can be trusted. */
  gap(connected: boolean): void {
    // An outage is reported at both ends and counted once.
    if (!connected || this.#connected) this.stats.gaps++
    this.#connected = connected
    this.clear()
  }

  /** Whether anything may be kept: not before the bus has been joined. */
  setFillable(fillable: boolean): void {
    this.#fillable = fillable
    // What was read before is not kept either: nobody told of what happened to it meanwhile.
    this.#generation = {}
  }

  #live(name: string): KeptEntry | undefined {
    const entry = this.#entry(name)
    if (!entry?.isLive(this.#clock())) return undefined
    this.stats.hits++
    return entry
  }

  #entry(name: string): KeptEntry | undefined {
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

  #load(name: string, startedAt: number, load: Load): Promise<Character> {
    const state = this.#names.open(name)
    const { epoch } = state
    const generation = this.#generation
    const land = (cached: CachedCharacter | null): Character => {
      const untouched = state.epoch === epoch && state.writers === 0
      if (!untouched || generation !== this.#generation) {
        this.stats.refusedFills++
        this.observe(name, cached)
        if (state.writers > 0) noteShown(state.shown, cached)
      } else if (cached !== null) {
        this.#fill(name, cached, promise, startedAt)
      }
      if (cached === null) throw new CharacterNotFoundError(name)
      return cached.character
    }
    const shown: Flight['shown'] = []
    const promise = this.#loadNewest(state, shown, load)
      .finally(() => {
        if (state.flight?.shown === shown) state.flight = undefined
        this.#names.close(name, state)
      })
      .then(land)
    state.flight = { promise, startedAt, generation, shown }
    return promise
  }

  /**
   * Loads again when a load that a write or a message had overtaken showed something newer meanwhile:
   * whoever saw that may have joined this load since.
   */
  async #loadNewest(
    state: NameState,
    shown: Flight['shown'],
    load: Load,
  ): Promise<CachedCharacter | null> {
    for (;;) {
      shown.length = 0
      const cached = await load()
      if (shown.some((newer) => goesBack(cached, newer))) continue
      const { flight } = state
      if (flight !== undefined && flight.shown !== shown) noteShown(flight.shown, cached)
      return cached
    }
  }

  #fill(name: string, cached: CachedCharacter, promise: Promise<Character>, since: number): void {
    const ttlMs = this.#ttlMs()
    if (ttlMs <= 0 || !this.#fillable) return
    try {
      if (this.#suspects.has(name)) return
      // A container may keep what it is told to replace.
      this.#entry(name)?.bury()
      const entry = new KeptEntry(name, this.#generation, promise, cached, since, since + ttlMs)
      this.#container.set(name, entry)
    } catch {
      this.#generation = {}
    }
  }

  #evict(name: string): boolean {
    const entry = this.#entry(name)
    // A container may fail to delete: the entry itself must not live on.
    entry?.bury()
    try {
      this.#container.delete(name)
    } catch {
      this.#generation = {}
    }
    return entry !== undefined
  }

  #ttlMs(): number {
    const { ttlMs, degradedTtlMs } = this.#options
    return this.#connected ? ttlMs : Math.min(ttlMs, degradedTtlMs)
  }

  readonly #writeSide: WriteSide = {
    begin: (name) => {
      const state = this.#names.open(name)
      if (state.writers++ === 0) state.shown = []
      this.#names.raise(state)
      this.#evict(name)
      const generation = this.#generation
      return { name, state, epoch: state.epoch, generation, since: this.#clock() }
    },
    end: ({ name, state, epoch, generation, since }, result) => {
      const alone = state.writers === 1 && state.epoch === epoch
      state.writers--
      this.#names.raise(state)
      this.#evict(name)
      this.#names.close(name, state)
      if (result === undefined) return
      const isOvertaken = state.shown.some((shown) => goesBack(result, shown))
      if (alone && !isOvertaken && generation === this.#generation) {
        this.#fill(name, result, Promise.resolve(result.character), since)
      } else {
        this.stats.refusedFills++
      }
    },
    suspect: (name) => this.#suspects.add(name),
    invalidate: (name) => this.invalidate(name),
  }
}

function isOlder({ character, writeId }: CachedCharacter, message: InvalidationMessage): boolean {
  if (writeId !== null && writeId === message.write_id) return false
  const sameCharacter = message.id !== null && message.id === character.id
  return !(sameCharacter && message.version !== null && character.version_number > message.version)
}
