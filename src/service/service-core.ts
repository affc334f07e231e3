import type { CachedCharacter } from '../cache/kept-entry.ts'
import { ReadThrough } from '../cache/read-through.ts'
import type { Character } from '../model/character.ts'
import { presentCharacter } from '../model/present.ts'
import type { CharacterStorage, StoredCharacter } from '../storage/character-storage.ts'
import { BusLink } from './bus-link.ts'
import { HeadWriter } from './head-writer.ts'
import { ListHabits } from './list-habits.ts'
import { OperationLog } from './operation-log.ts'
import { RecentHeads } from './recent-heads.ts'
import type { ResolvedOptions } from './service-options.ts'
import { WriteQueue } from './write-queue.ts'

/** What all operations of one service share. */
export class ServiceCore {
  readonly options: ResolvedOptions
  readonly storage: CharacterStorage
  readonly cache: ReadThrough
  readonly queue: WriteQueue = new WriteQueue()
  readonly heads: RecentHeads = new RecentHeads()
  readonly lists: ListHabits = new ListHabits()
  readonly writer: HeadWriter
  readonly log: OperationLog
  readonly bus: BusLink | undefined

  constructor(options: ResolvedOptions) {
    this.options = options
    this.storage = options.storage
    const origin = options.generateId()
    this.log = new OperationLog(options.logger)
    this.cache = new ReadThrough({
      container: options.cache,
      ttlMs: options.cacheTtlMs,
      degradedTtlMs: options.degradedTtlMs,
      suspectMs: options.timeoutMs,
      clock: options.clock,
      steadyClock: options.steadyClock,
      origin,
    })
    this.writer = new HeadWriter({
      storage: options.storage,
      timeoutMs: options.timeoutMs,
      generateId: options.generateId,
      timestamp: options.timestamp,
      warn: (message, meta) => this.log.write('warn', message, meta),
    })
    if (options.invalidation !== undefined) {
      this.bus = new BusLink(options.invalidation, this.cache, this.log, origin)
    }
  }

  /** A stored character as it leaves the service. */
  present(stored: StoredCharacter): Character {
    return presentCharacter(this.options.model, stored.character)
  }

  /** The same, with the write that made it. */
  toCached(stored: StoredCharacter): CachedCharacter {
    return { character: this.present(stored), writeId: stored.writeId }
  }

  /** Tells the other services of a write, under each name it is or was known by. */
  publish({ character, writeId }: CachedCharacter, formerName: string | undefined): void {
    const { id, name, version_number: version } = character
    this.bus?.publish({ name, id, version, write_id: writeId })
    if (formerName !== undefined && formerName !== name) {
      this.bus?.publish({ name: formerName, id, version, write_id: writeId })
    }
  }

  /** Tells the other services that names may have been written, by a write nobody knows the end of. */
  publishUnknown(names: readonly string[]): void {
    for (const name of names) this.bus?.publish({ name, id: null, version: null, write_id: null })
  }
}
