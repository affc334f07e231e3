import type { CachedCharacter } from '../cache/kept-entry.ts'
import type { ReadThrough } from '../cache/read-through.ts'
import type { InvalidationBus, Unsubscribe } from '../invalidation/invalidation-bus.ts'
import { plainName } from '../model/tenant.ts'
import type { OperationLog } from './operation-log.ts'

/** Ties a cache to a bus. A bus that fails costs freshness at worst, never a read or a write. */
export class BusLink {
  readonly #bus: InvalidationBus
  readonly #cache: ReadThrough
  readonly #log: OperationLog
  readonly #origin: string
  #closed = false
  readonly #joined: Promise<Unsubscribe | undefined>
  #left: Promise<void> | undefined

  constructor(bus: InvalidationBus, cache: ReadThrough, log: OperationLog, origin: string) {
    this.#bus = bus
    this.#cache = cache
    this.#log = log
    this.#origin = origin
    cache.setFillable(false)
    this.#joined = this.#join()
  }

  /**
   * Tells the other services that a stored name was written; does not wait for it.
   *
   * @param name `null` where any may have been
   * @param cached what was written, where that is known
   */
  publish(name: string | null, cached?: CachedCharacter): void {
    const { id = null, version_number: version = null } = cached?.character ?? {}
    const write_id = cached?.writeId ?? null
    const message = { name, id, version, write_id, origin: this.#origin }
    const send = async (): Promise<void> => this.#bus.publish(message)
    send().catch((error: unknown) => {
      const about = { name: name && plainName(name), error }
      this.#log.write('warn', 'an invalidation could not be published', about)
    })
  }

  /** Leaves the bus, once; one that has not been joined yet is left as soon as it is. */
  close(): Promise<void> {
    this.#closed = true
    this.#left ??= this.#joined.then((unsubscribe) => unsubscribe?.())
    return this.#left
  }

  async #join(): Promise<Unsubscribe | undefined> {
    try {
      return await this.#bus.subscribe(
        (message) => {
          const isOwn = message.origin === this.#origin
          if (!this.#closed && !isOwn) this.#cache.receive(message)
        },
        (connected) => {
          if (this.#closed) return
          this.#cache.gap(connected)
          const message = connected
            ? 'the invalidation bus is back: the cache was emptied'
            : 'the invalidation bus may be losing messages: characters are cached briefly'
          this.#log.write(connected ? 'info' : 'warn', message, {})
        },
      )
    } catch (error) {
      this.#log.write('warn', 'the invalidation bus could not be joined', { error })
      this.#cache.gap(false)
      return undefined
    } finally {
      this.#cache.setFillable(true)
    }
  }
}
