import { type Logger, tell } from '../../logger.ts'
import type { InvalidationBus, Unsubscribe } from '../invalidation-bus.ts'
import { cutOff, type Subscriber, Subscribers } from '../subscribers.ts'
import { fulfilledWithin } from '../within.ts'
import { linkTo, type RedisLink, type RedisSubscriber } from './clients.ts'
import { fromText } from './wire-message.ts'

/** How long a service waits for the channel before it starts to keep characters only briefly. */
const JOIN_MS = 2_000
const LEAVE_MS = 1_000
/** The pause before a refused subscription is tried again. */
const RETRY_MS = 1_000

const channels = new WeakMap<RedisSubscriber, Map<string, RedisChannel>>()

/**
 * The one channel of that name on a client: for `ioredis` knows no single listeners, so that the
 * first of two buses to leave would deafen the other.
 */
export function channelOf(client: RedisSubscriber, name: string): RedisChannel {
  const ofClient = channels.get(client) ?? new Map<string, RedisChannel>()
  channels.set(client, ofClient)
  const channel = ofClient.get(name) ?? new RedisChannel(client, name)
  ofClient.set(name, channel)
  return channel
}

/** Listens to one channel of Redis for all services that subscribe to it through one client. */
export class RedisChannel {
  readonly #name: string
  readonly #link: RedisLink
  readonly #subscribers = new Subscribers()
  #isJoined = false
  /** Counts what makes the answer to an older attempt void: a lost connection, leaving. */
  #attempt = 0
  /** Settles when it is known whether messages come. */
  #settled: Promise<void> = Promise.resolve()
  #settle: () => void = () => {}
  #stopListening: () => void = () => {}
  #logger: Logger | undefined
  #hasTold = false
  #retry: NodeJS.Timeout | undefined

  constructor(client: RedisSubscriber, name: string) {
    this.#name = name
    this.#link = linkTo(client, name, {
      onMessage: (text) => this.#onMessage(text),
      onReady: () => this.#onReady(),
      onLost: () => this.#onLost(),
    })
  }

  /** Starts to deliver messages to a service. Settles within two seconds, joined or not. */
  async subscribe(
    onMessage: Parameters<InvalidationBus['subscribe']>[0],
    onGap: Parameters<InvalidationBus['subscribe']>[1],
    logger: Logger | undefined,
  ): Promise<Unsubscribe> {
    const subscriber = this.#subscribers.add(onMessage, onGap)
    this.#logger = logger ?? this.#logger
    if (this.#subscribers.size === 1) {
      this.#settled = new Promise((resolve) => {
        this.#settle = resolve
      })
      this.#stopListening()
      this.#stopListening = this.#link.listen()
      this.#join()
    }
    await fulfilledWithin(this.#settled, JOIN_MS)
    if (!this.#isJoined) cutOff(subscriber)
    return () => this.#leave(subscriber)
  }

  #join(): void {
    clearTimeout(this.#retry)
    if (!this.#link.canJoin()) return
    const attempt = ++this.#attempt
    const join = async (): Promise<void> => {
      await this.#link.join()
      if (attempt === this.#attempt) this.#onJoined()
    }
    join().catch((error: unknown) => {
      if (attempt === this.#attempt && this.#link.canJoin()) this.#onRefused(error)
    })
  }

  #onReady(): void {
    if (this.#subscribers.size === 0) {
      this.#leaveNow()
      return
    }
    // A new connection, and nobody told of the loss of the one before.
    if (this.#isJoined) this.#onLost()
    this.#join()
  }

  #onJoined(): void {
    this.#isJoined = true
    this.#hasTold = false
    this.#settle()
    this.#subscribers.mend()
  }

  #onRefused(error: unknown): void {
    if (!this.#hasTold) {
      const message = `the Redis channel ${this.#name} could not be joined: trying again`
      tell(this.#logger, 'warn', message, { error })
    }
    this.#hasTold = true
    this.#settle()
    this.#retry = setTimeout(() => this.#join(), RETRY_MS)
    this.#retry.unref()
  }

  #onLost(): void {
    this.#attempt++
    this.#isJoined = false
    clearTimeout(this.#retry)
    this.#settle()
    this.#subscribers.cut()
  }

  #onMessage(text: string): void {
    const message = fromText(text)
    // It may have been one of a newer version of this library: what it meant is lost.
    if (message === null) this.#subscribers.gap()
    else this.#subscribers.deliver(message)
  }

  async #leave(subscriber: Subscriber): Promise<void> {
    this.#subscribers.remove(subscriber)
    if (this.#subscribers.size > 0) return
    this.#settle()
    this.#attempt++
    this.#isJoined = false
    clearTimeout(this.#retry)
    // While it is offline a client keeps commands, and asks for its channels again after them: this
    // one is left once it is ready.
    if (this.#link.canJoin()) await this.#leaveNow()
  }

  #leaveNow(): Promise<boolean> {
    this.#stopListening()
    // At once, before anybody may ask for the channel again.
    const leave = async (): Promise<unknown> => this.#link.leave()
    return fulfilledWithin(leave(), LEAVE_MS)
  }
}
