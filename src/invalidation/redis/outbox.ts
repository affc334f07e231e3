import type { InvalidationMessage } from '../invalidation-bus.ts'
import { isReady, type RedisPublisher } from './clients.ts'
import { toText } from './wire-message.ts'

/** More names than this become one message for every name. */
const MAX_UNSENT = 1_000
const MAX_UNDERWAY = 1_000
const RETRY_MS = 1_000

/**
 * Publishes, and keeps what could not be published until it can be: others have no means of knowing
 * that a message was never sent. Kept are names, not messages, so that a long outage costs little.
 */
export class RedisOutbox {
  readonly #client: RedisPublisher
  readonly #channel: string
  readonly #unsent = new Map<string | null, InvalidationMessage>()
  #underway = 0
  #isWaiting = false
  #isFlushing = false
  #retry: NodeJS.Timeout | undefined

  constructor(client: RedisPublisher, channel: string) {
    this.#client = client
    this.#channel = channel
  }

  /** Rejects only when a connected server refuses the message; it is tried again nevertheless. */
  async publish(message: InvalidationMessage): Promise<void> {
    if (!isReady(this.#client) || this.#underway >= MAX_UNDERWAY) {
      this.#keep(message)
      return
    }
    try {
      await this.#send(message)
    } catch (error) {
      this.#keep(message)
      if (isReady(this.#client)) throw error
    }
  }

  async #send(message: InvalidationMessage): Promise<void> {
    this.#underway++
    try {
      await this.#client.publish(this.#channel, toText(message))
    } finally {
      this.#underway--
    }
  }

  #keep(message: InvalidationMessage): void {
    const unsent = this.#unsent
    const other = unsent.get(message.name)
    if (!unsent.has(null)) unsent.set(message.name, other === undefined ? message : merge(message))
    if (unsent.size > MAX_UNSENT || message.name === null) {
      unsent.clear()
      unsent.set(null, merge({ ...message, name: null }))
    }
    this.#flushLater()
  }

  #flushLater(): void {
    if (!this.#isWaiting) {
      this.#isWaiting = true
      this.#client.once('ready', () => {
        this.#isWaiting = false
        this.#flush()
      })
    }
    if (this.#retry !== undefined) return
    this.#retry = setTimeout(() => {
      this.#retry = undefined
      this.#flush()
    }, RETRY_MS)
    this.#retry.unref()
  }

  async #flush(): Promise<void> {
    if (this.#isFlushing) return
    this.#isFlushing = true
    for (const [name, message] of [...this.#unsent]) {
      if (!isReady(this.#client)) break
      try {
        await this.#send(message)
      } catch {
        break
      }
      if (this.#unsent.get(name) === message) this.#unsent.delete(name)
    }
    this.#isFlushing = false
    if (this.#unsent.size > 0) this.#flushLater()
  }
}

/** What replaces two messages of one name: which of them is the newer cannot always be told. */
function merge({ name }: InvalidationMessage): InvalidationMessage {
  return { name, id: null, version: null, write_id: null, origin: null }
}
