import { checkOptions, type KnownOptions } from '../../known-options.ts'
import { type Logger, tell } from '../../logger.ts'
import type { InvalidationBus, Unsubscribe } from '../invalidation-bus.ts'
import { cutOff, Subscribers } from '../subscribers.ts'
import { fulfilledWithin } from '../within.ts'
import { ChangeReader, EVENT_FIELDS } from './event.ts'
import { AWAIT_MS, type ChangeCursor, ChangeStreamLoop } from './loop.ts'
import { hasNoChangeStreams } from './support.ts'

/** The part of a `Collection` of the MongoDB driver that is used. */
export interface WatchedCollection {
  /** Its name. */
  readonly collectionName: string
  /** The names of its database and its own, joined by a dot. */
  readonly namespace: string
  /** Opens the change stream. */
  aggregate(pipeline: { [stage: string]: unknown }[], options: object): ChangeCursor
}

/** Options of {@link changeStreamInvalidation}. */
export interface ChangeStreamInvalidationOptions {
  /**
   * Is told why the stream was lost, once for each outage, and that the server has none.
   *
   * @default silent, but for a process warning when the server has no change streams
   */
  readonly logger?: Logger | undefined
  /**
   * The first pause before a lost stream is opened again, in milliseconds, at least 1. Pauses double
   * while it cannot be kept open, each shortened at random by up to a half.
   *
   * @default 100
   */
  readonly minPauseMs?: number | undefined
  /**
   * The longest pause, in milliseconds, at least `minPauseMs`.
   *
   * @default 10000
   */
  readonly maxPauseMs?: number | undefined
}

const OPTIONS: KnownOptions<ChangeStreamInvalidationOptions> = {
  logger: true,
  minPauseMs: true,
  maxPauseMs: true,
}
const DEFAULTS = { minPauseMs: 100, maxPauseMs: 10_000 }
/** How long a service waits for the stream before it starts to keep characters only briefly. */
const JOIN_MS = 2_000

/**
 * A bus that carries every write in MongoDB to every process, whichever program wrote: nothing has
 * to be published. Needs a replica set or a sharded cluster; without change streams it says so once,
 * and characters are as fresh as the cache's time to live.
 *
 * One stream is opened for all services that use the bus, on this collection alone. It always begins
 * at the present: what an outage may have hidden is forgotten by every cache, so no history is
 * needed to go on. `invalidateCharacter` and `clearCache` write nothing, and reach their own service
 * only. A rename by another program is seen under its new name; the old name is seen too when the
 * server reports changed fields or this process has seen the character before, else it falls with
 * the time to live.
 *
 * @param collection the characters: the one that `mongoStorage` uses, `db.collection('characters')`
 * @throws {TypeError} when an option is not usable, or `collection` is no collection
 *
 * @example
 * ```ts
 * const service = new CharacterService({
 *   storage: mongoStorage(db),
 *   invalidation: changeStreamInvalidation(db.collection('characters')),
 * })
 * ```
 */
export function changeStreamInvalidation(
  collection: WatchedCollection,
  options: ChangeStreamInvalidationOptions = {},
): InvalidationBus {
  if (typeof collection?.collectionName !== 'string' || !('aggregate' in collection)) {
    throw new TypeError(
      `changeStreamInvalidation: collection must be a collection like db.collection('characters'), got ${collection === null ? 'null' : typeof collection}`,
    )
  }
  checkOptions('changeStreamInvalidation', options, OPTIONS)
  return new ChangeStreamBus(collection, {
    logger: options.logger,
    ...resolvePauses(options),
  })
}

interface ResolvedOptions {
  readonly logger: Logger | undefined
  readonly minPauseMs: number
  readonly maxPauseMs: number
}

class ChangeStreamBus implements InvalidationBus {
  readonly #collection: WatchedCollection
  readonly #options: ResolvedOptions
  readonly #subscribers = new Subscribers()
  #reader = new ChangeReader()
  #loop: ChangeStreamLoop | undefined
  #state: 'opening' | 'open' | 'lost' | 'unsupported' = 'opening'
  #saidUnsupported = false
  #settled: Promise<void> = Promise.resolve()
  #settle: () => void = () => {}

  constructor(collection: WatchedCollection, options: ResolvedOptions) {
    this.#collection = collection
    this.#options = options
  }

  publish(): void {
    // The stream sees the write itself.
  }

  async subscribe(
    ...[onMessage, onGap]: Parameters<InvalidationBus['subscribe']>
  ): Promise<Unsubscribe> {
    const subscriber = this.#subscribers.add(onMessage, onGap)
    if (this.#loop === undefined) this.#start()
    await fulfilledWithin(this.#settled, JOIN_MS)
    if (this.#state === 'opening' || this.#state === 'lost') cutOff(subscriber)
    return () => {
      this.#subscribers.remove(subscriber)
      return this.#subscribers.size === 0 ? this.#stop() : undefined
    }
  }

  #start(): void {
    this.#state = 'opening'
    this.#settled = new Promise((resolve) => {
      this.#settle = resolve
    })
    // What happened while nobody listened is not known.
    this.#reader = new ChangeReader()
    this.#loop = new ChangeStreamLoop({
      open: () => this.#open(),
      onOpen: () => this.#onOpen(),
      onEvent: (event) => this.#onEvent(event),
      onLost: (error) => this.#onLost(error),
      ...this.#options,
    })
    this.#loop.run()
  }

  #stop(): Promise<void> | undefined {
    const loop = this.#loop
    this.#loop = undefined
    this.#settle()
    return loop?.stop()
  }

  /**
   * Not `collection.watch`: that resumes by itself, and an outage would show only after the whole
   * server selection, while what is kept grows old.
   */
  #open(): ChangeCursor {
    const pipeline = [
      { $changeStream: { fullDocument: 'updateLookup' } },
      { $project: { ...EVENT_FIELDS } },
    ]
    return this.#collection.aggregate(pipeline, {
      maxAwaitTimeMS: AWAIT_MS,
      // The host's settings for short calls and for its own reading do not fit.
      timeoutMS: 0,
      readPreference: 'primary',
      readConcern: { level: 'majority' },
      promoteValues: true,
      promoteLongs: true,
      useBigInt64: false,
      raw: false,
    })
  }

  #onOpen(): void {
    // Nobody was told of an outage, yet nothing was seen until now.
    if (this.#state === 'unsupported') this.#subscribers.gap()
    this.#state = 'open'
    this.#settle()
    this.#subscribers.mend()
  }

  #onEvent(event: { readonly [field: string]: unknown }): boolean {
    const messages = this.#reader.read(event)
    if (messages === 'ended') return true
    for (const message of messages) this.#subscribers.deliver(message)
    return false
  }

  #onLost(error: unknown): void {
    this.#reader = new ChangeReader()
    if (hasNoChangeStreams(error)) {
      this.#onUnsupported(error)
    } else {
      if (this.#state !== 'lost') {
        const message = 'the change stream was lost, or could not be opened: trying again'
        const { namespace } = this.#collection
        tell(this.#options.logger, 'warn', message, { namespace, error })
      }
      this.#state = 'lost'
      this.#subscribers.cut()
    }
    this.#settle()
  }

  #onUnsupported(error: unknown): void {
    this.#state = 'unsupported'
    // There is no bus whose return could be waited for: the time to live is all there is.
    this.#subscribers.mend()
    if (this.#saidUnsupported) return
    this.#saidUnsupported = true
    const { namespace } = this.#collection
    const message = `changeStreamInvalidation: no change streams for ${namespace}, run MongoDB as a replica set: until then the writes of other processes show only when the cache expires`
    if (this.#options.logger !== undefined) {
      tell(this.#options.logger, 'warn', message, { namespace, error })
    } else {
      globalThis.process?.emitWarning?.(message, { code: 'DRAMATIS_NO_CHANGE_STREAMS' })
    }
  }
}

function resolvePauses(options: ChangeStreamInvalidationOptions): typeof DEFAULTS {
  const minPauseMs = pause('minPauseMs', options.minPauseMs, DEFAULTS.minPauseMs, 1)
  const fallback = Math.max(minPauseMs, DEFAULTS.maxPauseMs)
  const maxPauseMs = pause('maxPauseMs', options.maxPauseMs, fallback, minPauseMs)
  return { minPauseMs, maxPauseMs }
}

function pause(option: string, value: number | undefined, fallback: number, min: number): number {
  if (value === undefined) return fallback
  if (typeof value === 'number' && value >= min && value <= 2_147_483_647) return value
  throw new TypeError(
    `changeStreamInvalidation: ${option} must be a number of milliseconds of at least ${min}, got ${String(value)}`,
  )
}
