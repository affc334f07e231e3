import type { InvalidationBus, InvalidationMessage } from './invalidation-bus.ts'

type OnMessage = Parameters<InvalidationBus['subscribe']>[0]
type OnGap = Parameters<InvalidationBus['subscribe']>[1]

/** One service that listens. */
export interface Subscriber {
  readonly onMessage: OnMessage
  readonly onGap: OnGap
  /** Whether it has been told that messages may be getting lost. */
  isCut: boolean
}

/**
 * The services that listen to one channel. Each is told once of an outage and once of its end, and
 * one that throws disturbs neither the others nor the connection that called.
 */
export class Subscribers {
  readonly #all = new Set<Subscriber>()

  get size(): number {
    return this.#all.size
  }

  add(onMessage: OnMessage, onGap: OnGap): Subscriber {
    const subscriber = { onMessage, onGap, isCut: false }
    this.#all.add(subscriber)
    return subscriber
  }

  remove(subscriber: Subscriber): void {
    this.#all.delete(subscriber)
  }

  /** Hands a message to everyone. */
  deliver(message: InvalidationMessage): void {
    for (const { onMessage } of this.#all) call(() => onMessage(message))
  }

  /** Messages may be getting lost from now on. */
  cut(): void {
    for (const subscriber of this.#all) cutOff(subscriber)
  }

  /** Delivery works again. Says nothing to those who never heard that it did not. */
  mend(): void {
    for (const subscriber of this.#all) {
      if (!subscriber.isCut) continue
      subscriber.isCut = false
      call(() => subscriber.onGap(true))
    }
  }

  /** Something has been lost, and delivery works. During an outage its end will say so. */
  gap(): void {
    for (const { isCut, onGap } of this.#all) {
      if (!isCut) call(() => onGap(true))
    }
  }
}

/** Tells one subscriber that messages may be getting lost. */
export function cutOff(subscriber: Subscriber): void {
  if (subscriber.isCut) return
  subscriber.isCut = true
  call(() => subscriber.onGap(false))
}

function call(callback: () => void): void {
  try {
    callback()
  } catch {
    // We are inside a parser or a socket of the host's client: what is thrown here would break it.
  }
}
