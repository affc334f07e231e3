import type { InvalidationBus, InvalidationMessage } from './invalidation-bus.ts'
import { cutOff, Subscribers } from './subscribers.ts'

/** A bus within one process, with a switch for outages. */
export interface LocalInvalidation extends InvalidationBus {
  /** Breaks the connection: messages are lost, and every service is told that they may be. */
  cut(): void
  /** Ends the outage: every service is told, and forgets what it kept. */
  mend(): void
}

/**
 * Connects several services of one process, and stands in for a real bus in tests. As with a real
 * one, a message arrives after `publish` has returned.
 *
 * @example
 * ```ts
 * const invalidation = localInvalidation()
 * const a = new CharacterService({ storage, invalidation })
 * const b = new CharacterService({ storage, invalidation })
 * ```
 */
export function localInvalidation(): LocalInvalidation {
  const subscribers = new Subscribers()
  let isCut = false
  return {
    async publish(message: InvalidationMessage) {
      await undefined
      if (!isCut) subscribers.deliver(message)
    },
    subscribe(onMessage, onGap) {
      const subscriber = subscribers.add(onMessage, onGap)
      if (isCut) cutOff(subscriber)
      return () => subscribers.remove(subscriber)
    },
    cut() {
      isCut = true
      subscribers.cut()
    },
    mend() {
      isCut = false
      subscribers.mend()
    },
  }
}
