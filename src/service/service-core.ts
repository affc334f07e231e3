import type { CharacterCache } from '../cache/character-cache.ts'
import { KeptAwhile } from '../cache/kept-awhile.ts'
import type { CachedCharacter, KeptEntry } from '../cache/kept-entry.ts'
import { ReadThrough } from '../cache/read-through.ts'
import type { Character } from '../model/character.ts'
import type { CharacterModel } from '../model/character-model.ts'
import { keepRecent } from '../model/keep-recent.ts'
import { canonicalName } from '../model/name.ts'
import { presentCharacter } from '../model/present.ts'
import { checkTenant, placeOf, placeOfTenant } from '../model/tenant.ts'
import type { CharacterStorage } from '../storage/character-storage.ts'
import type { StoredCharacter } from '../storage/stored-character.ts'
import { BusLink } from './bus-link.ts'
import type { Call } from './call.ts'
import { ChangeFeed } from './change-feed.ts'
import { HeadWriter } from './head-writer.ts'
import { rememberLabels } from './labelled-heads.ts'
import { ListHabits } from './list-habits.ts'
import { OperationLog } from './operation-log.ts'
import type { ResolvedOptions } from './service-options.ts'
import { WriteQueue } from './write-queue.ts'

const MAX_HEADS = 64

/** How many are kept: they never change, and count for as long as anything is kept. */
const MAX_VERSIONS = 1_000

/** What the services of all tenants share. */
export interface SharedParts
  extends Pick<ResolvedOptions, 'model' | 'timestamp' | 'generateId' | 'timeoutMs'> {
  /** What keeps the characters of the cache. */
  readonly container: CharacterCache
  readonly storage: CharacterStorage
  readonly cache: ReadThrough
  readonly queue: WriteQueue
  /**
   * The heads that were read or written last, by stored name: a write may start from one of them, as
   * long as the cache shows it, instead of reading it again. It may be out of date all the same, and
   * decides nothing by itself.
   */
  readonly heads: Map<string, StoredCharacter>
  readonly lists: ListHabits
  readonly writer: HeadWriter
  readonly log: OperationLog
  readonly bus: BusLink | undefined
  readonly feed: ChangeFeed | undefined
  readonly versions: KeptAwhile<StoredCharacter>
}

/** @param options of the service that all others come from */
export function openParts(options: ResolvedOptions): SharedParts {
  const { storage, invalidation, onChange } = options
  const log = new OperationLog(options.logger)
  const cache = new ReadThrough(options)
  return {
    ...options,
    container: options.cache,
    storage,
    cache,
    queue: new WriteQueue(),
    heads: new Map(),
    lists: new ListHabits(),
    writer: new HeadWriter({ ...options, log }),
    log,
    bus: invalidation && new BusLink(invalidation, cache, log, options.generateId()),
    feed: onChange && new ChangeFeed(onChange, (name) => cache.isWriting(name), options.logger),
    versions: new KeptAwhile(options.cacheTtlMs, options.clock, MAX_VERSIONS),
  }
}

/**
 * What all operations of one service share. Whatever is kept, queued, sent or stored under a name goes
 * by the stored one, which is different for every tenant: no operation has to remember whose it is.
 */
export class ServiceCore implements SharedParts {
  declare readonly model: CharacterModel
  declare readonly timestamp: () => string
  declare readonly generateId: () => string
  declare readonly timeoutMs: number
  declare readonly container: CharacterCache
  declare readonly storage: CharacterStorage
  declare readonly cache: ReadThrough
  declare readonly queue: WriteQueue
  declare readonly heads: Map<string, StoredCharacter>
  declare readonly lists: ListHabits
  declare readonly writer: HeadWriter
  declare readonly log: OperationLog
  declare readonly bus: BusLink | undefined
  declare readonly feed: ChangeFeed | undefined
  declare readonly versions: KeptAwhile<StoredCharacter>
  /** Whose characters these are. */
  readonly tenant: string | undefined
  /** What all their stored names begin with. */
  readonly place: string
  /**
   * The stored names of raw spellings: of this very service, for another's may look like a stored name.
   * Never goes stale: the function between them is pure.
   */
  readonly aliases: Map<string, string>

  constructor(parts: SharedParts, tenant?: string) {
    Object.assign(this, parts)
    this.tenant = tenant
    this.place = placeOfTenant(tenant)
    this.aliases = new Map()
  }

  /**
   * The same for the characters of a tenant.
   *
   * @throws {CharacterValidationError} when it cannot be the name of one
   * @throws {TypeError} when this is of a tenant already
   */
  forTenant(tenant: string): ServiceCore {
    checkTenant(tenant)
    if (this.tenant !== undefined) {
      throw new TypeError(
        'CharacterService: this service is of one tenant: ask the one it came from',
      )
    }
    return new ServiceCore(this, tenant)
  }

  /** What is kept under a raw spelling met before: one clock read, no allocation, no error. */
  hit(spelling: string): KeptEntry | undefined {
    const name = this.aliases.get(spelling)
    return name === undefined ? undefined : this.cache.hit(name)
  }

  /**
   * The stored name of the character that a name means.
   *
   * @throws {CharacterNameInvalidError} when it is no name
   */
  nameOf(spelling: string): string {
    return this.place + canonicalName(spelling)
  }

  /** How a program that only trims and lower-cases names would have stored this one. */
  asStored(spelling: string): string {
    return this.place + spelling.trim().toLowerCase()
  }

  /** The same, `null` where it is the stored name anyway. */
  foreignSpelling(spelling: string, name: string): string | null {
    const foreign = this.asStored(spelling)
    return foreign === name ? null : foreign
  }

  /** The head with this id, active or deleted: one of another tenant is as good as none. */
  async findById(id: string, call: Call): Promise<StoredCharacter | null> {
    const head = await call.ask((o) => this.storage.findById(id, o))
    return head !== null && placeOf(head.character.name) === this.place ? head : null
  }

  /** Remembers the head that was read or written last under a stored name. */
  rememberHead(name: string, head: StoredCharacter): void {
    keepRecent(this.heads, name, head, MAX_HEADS)
  }

  /** The head of the very write that the cache shows under a stored name at this moment. */
  knownHead(name: string): StoredCharacter | undefined {
    const writeId = this.cache.peek(name)?.writeId
    const head = this.heads.get(name)
    return writeId && head?.writeId === writeId ? head : undefined
  }

  /** A stored character as it leaves the service. */
  present(stored: StoredCharacter): Character {
    return presentCharacter(this.model, stored.character)
  }

  /** The same, with its stored name and the write that made it. */
  toCached(stored: StoredCharacter): CachedCharacter {
    const { name } = stored.character
    const character = this.present(stored)
    rememberLabels(character, stored.ledger.labels)
    return { name, character, writeId: stored.writeId }
  }

  /** Tells the other services of a write, under each name it is or was known by. */
  publish(cached: CachedCharacter, formerName: string = cached.name): void {
    for (const name of new Set([cached.name, formerName])) this.bus?.publish(name, cached)
  }

  /**
   * Forgets what is cached of a name, here and elsewhere.
   *
   * @throws {CharacterNameInvalidError} when it is none
   */
  invalidate(spelling: string): void {
    this.forget([this.nameOf(spelling)])
  }

  /** Forgets all that is cached, here and elsewhere. */
  clear(): void {
    this.cache.clear()
    this.versions.clear()
    this.bus?.publish(null)
  }

  /** Leaves the bus, which is everybody's: with the service that all others come from. */
  async close(): Promise<void> {
    if (this.tenant === undefined) await this.bus?.close()
  }

  /** Forgets stored names, here and elsewhere. */
  forget(names: readonly string[]): void {
    for (const name of names) {
      this.cache.invalidate(name)
      this.bus?.publish(name)
    }
  }
}
