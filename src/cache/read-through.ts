import { CharacterNotFoundError } from '../errors.ts'
import type { InvalidationMessage } from '../invalidation/invalidation-bus.ts'
import type { Character } from '../model/character.ts'
import { plainName } from '../model/tenant.ts'
import type { CacheList } from './cache-list.ts'
import type { CacheStats } from './cache-stats.ts'
import { CacheWrite, type EndOfName, type WriteSide } from './cache-write.ts'
import { KeptAwhile } from './kept-awhile.ts'
import { KeptCharacters } from './kept-characters.ts'
import { type CachedCharacter, goesBack, isOutdatedBy, type KeptEntry } from './kept-entry.ts'
import { type Flight, OpenNames } from './open-names.ts'
import type { ReadThroughOptions } from './read-through-options.ts'
import { Sightings } from './sightings.ts'

/** Reads a character from the storage; `null` when there is none. */
type Load = () => Promise<CachedCharacter | null>

/**
 * Keeps characters so that a read that starts after a write was acknowledged never sees an older
 * version. A load may only fill the cache when nothing was written, and no message came, between
 * its beginning and its end: an epoch taken before the load tells.
 */
export class ReadThrough implements WriteSide {
  readonly stats: CacheStats
  readonly #options: ReadThroughOptions
  readonly #now: () => number
  readonly #kept: KeptCharacters
  readonly #names = new OpenNames()
  /** Names that are not to be kept for a while, since a write of theirs may still be applied. */
  readonly #suspects: KeptAwhile<true>
  readonly #sightings = new Sightings()
  readonly #lists = new Set<CacheList>()
  #connected = true
  #fillable = true

  constructor(options: ReadThroughOptions) {
    const { cache, clock, timeoutMs, steadyClock = clock } = options
    this.stats = {
      hits: 0,
      misses: 0,
      sharedLoads: 0,
      refusedFills: 0,
      busEvictions: 0,
      gaps: 0,
    }
    this.#options = options
    this.#now = unbroken(clock)
    this.#kept = new KeptCharacters(cache, this.#now)
    this.#suspects = new KeptAwhile(timeoutMs, unbroken(steadyClock))
  }

  /** How many names are being loaded or written right now. */
  get openNames(): number {
    return this.#names.size
  }

  /** What is kept under a stored name: one clock read, no allocation, no error. */
  hit(name: string): KeptEntry | undefined {
    const entry = this.#kept.live(name)
    if (entry !== undefined) this.stats.hits++
    return entry
  }

  /**
   * The character kept under a stored name, else that of a load: one already under way, or a new
   * one. Rejects as the load does, and keeps nothing then.
   *
   * @throws {CharacterNotFoundError} when the load finds none
   */
  read(name: string, load: Load): Promise<Character> {
    const kept = this.hit(name)
    if (kept !== undefined) return kept.promise
    const now = this.#options.clock()
    const { flight, promise } = this.#names.get(name) ?? {}
    // Joining a load older than the TTL would give a character that is older than promised.
    if (flight && promise && now - flight.startedAt < this.#ttlMs()) {
      this.stats.sharedLoads++
      return promise
    }
    this.stats.misses++
    return this.#load(name, now, load)
  }

  /** What is kept under a stored name at this moment, or is `undefined`. Not counted as a hit. */
  peek(name: string): CachedCharacter | undefined {
    return this.#kept.live(name)?.cached
  }

  /** Whether a stored name is being written right now. */
  isWriting(name: string): boolean {
    return (this.#names.get(name)?.writers ?? 0) > 0
  }

  /** Takes note of what was read past the cache: what is kept and may be older falls. */
  observe(name: string, cached: CachedCharacter | null): void {
    const kept = this.#kept.entry(name)?.cached
    if (kept !== undefined && goesBack(kept, cached)) this.#kept.evict(name)
    this.show(name, cached)
  }

  /** Reads a list. */
  async readList<T>(read: (list: CacheList) => Promise<T>): Promise<T> {
    const list = {
      since: this.#now(),
      watch: this.#sightings.enter(),
      touched: new Set<string>(),
    }
    this.#lists.add(list)
    try {
      return await read(list)
    } finally {
      this.#lists.delete(list)
      this.#sightings.leave(list.watch)
    }
  }

  /**
   * Keeps what a list has found under a stored name, unless since the list began anything happened
   * to the name, or something newer of the character was shown; tells whether it does.
   */
  fillFrom(list: CacheList, cached: CachedCharacter): boolean {
    const { name } = cached
    const isUntouched = this.#lists.has(list) && !list.touched.has(name)
    if (!isUntouched || this.#names.has(name)) return false
    this.show(name, cached)
    if (this.#sightings.contradict(name, cached, list.watch)) return false
    return this.#fill(cached, Promise.resolve(cached.character), list.since)
  }

  /** Begins a write: what is kept of the names it touches falls, and no load fills them meanwhile. */
  beginWrite(): CacheWrite {
    return new CacheWrite(this)
  }

  open(name: string): EndOfName {
    const state = this.#names.open(name)
    state.writers++
    this.invalidate(name)
    const { epoch } = state
    const watch = this.#sightings.enter()
    const since = this.#options.clock()
    return (result) => {
      const alone = state.writers === 1 && state.epoch === epoch
      state.writers--
      this.invalidate(name)
      this.#names.close(name, state)
      const isOvertaken = this.#sightings.contradict(name, result ?? null, watch)
      this.#sightings.leave(watch)
      if (result === undefined) return
      if (alone && !isOvertaken) {
        this.#fill(result, Promise.resolve(result.character), since)
      } else this.stats.refusedFills++
    }
  }

  /** A caller sees this now: what is kept of an older version, under whatever name, falls. */
  show(name: string, cached: CachedCharacter | null): void {
    this.#sightings.note(name, cached)
    if (cached !== null) this.#kept.evictOlder(cached)
  }

  suspect(name: string): void {
    this.#suspects.set(name, true)
  }

  /** Forgets one name; loads under way do not fill. */
  invalidate(name: string): void {
    this.#raise(name)
    this.#kept.evict(name)
  }

  /** Forgets everything; loads and writes under way do not fill. */
  clear(): void {
    this.#lists.clear()
    for (const name of this.#names.keys()) this.#raise(name)
    this.#kept.clear()
  }

  /** Takes note of a write by another service. */
  receive(message: InvalidationMessage): void {
    if (message.name === null) {
      // A message is no sign that an outage is over.
      this.gap(this.#connected)
      return
    }
    this.#raise(message.name)
    const cached = this.#kept.entry(message.name)?.cached
    if (cached === undefined || !isOutdatedBy(cached, message)) return
    this.#kept.evict(message.name)
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
    this.clear()
  }

  #load(name: string, startedAt: number, load: Load): Promise<Character> {
    const state = this.#names.open(name)
    const watch = this.#sightings.enter()
    const { epoch } = state
    const flight: Flight = { startedAt }
    /** Lets nobody join it any more. */
    const part = (): void => {
      if (state.flight === flight) state.flight = undefined
    }
    const run = async (): Promise<Character> => {
      try {
        let found = await load()
        // In the very step in which it is judged: nobody may join it any more.
        part()
        const repeats = this.#sightings.contradict(name, found, watch, flight.joinableUntil)
        // Begun after all who wait for it have asked, it shows whatever they may have seen.
        if (repeats) found = await load()
        const isUntouched = !repeats && state.epoch === epoch && state.writers === 0
        if (!isUntouched) this.stats.refusedFills++
        else if (found !== null) this.#fill(found, promise, startedAt)
        this.observe(name, found)
        if (found === null) throw new CharacterNotFoundError(plainName(name))
        return found.character
      } finally {
        part()
        this.#names.close(name, state)
        this.#sightings.leave(watch)
      }
    }
    const promise = run()
    state.flight = flight
    state.promise = promise
    return promise
  }

  /** Lets no load or write of a name that is under way fill the cache, and nobody join that load. */
  #raise(name: string): void {
    for (const list of this.#lists) list.touched.add(name)
    const state = this.#names.get(name)
    if (state === undefined) return
    if (state.flight !== undefined) state.flight.joinableUntil = this.#sightings.count
    this.#names.raise(state)
  }

  /** Tells whether it is kept. */
  #fill(cached: CachedCharacter, promise: Promise<Character>, since: number): boolean {
    const ttlMs = this.#ttlMs()
    if (ttlMs <= 0 || !this.#fillable || this.#suspects.get(cached.name)) return false
    this.#kept.keep(cached, promise, since, since + ttlMs)
    return true
  }

  #ttlMs(): number {
    const { cacheTtlMs, degradedTtlMs } = this.#options
    return this.#connected ? cacheTtlMs : Math.min(cacheTtlMs, degradedTtlMs)
  }
}

/** A clock that gives `NaN` where another one breaks: a time at which nothing lives. */
function unbroken(clock: () => number): () => number {
  return () => {
    try {
      return clock()
    } catch {
      return Number.NaN
    }
  }
}
