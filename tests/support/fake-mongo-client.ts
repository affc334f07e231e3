import type { WatchedClient, WatchedEvent } from '../../src/storage/mongo/client-watch.ts'
import type { ManualTimers } from './manual-timers.ts'

/** Something that happened to a client, as its events tell it. */
export interface ClientEvent extends WatchedEvent {
  readonly at: number
  readonly kind: string
  /** Whether the watch has brought it about. */
  readonly byWatch: boolean
}

/** How an attempt to connect ends. */
export interface Attempt {
  readonly ms: number
  readonly succeeds: boolean
}

/** A client that is driven by a test, and tells what happened to it. */
export class FakeMongoClient implements WatchedClient {
  readonly options: WatchedClient['options']
  readonly trace: ClientEvent[] = []
  state: 'closed' | 'connecting' | 'open' = 'closed'
  /** What the next attempts come to. */
  nextAttempt: () => Attempt = () => ({ ms: 0, succeeds: true })
  readonly #timers: ManualTimers
  readonly #listeners = new Map<string, Set<(event: WatchedEvent) => void>>()
  readonly #servers = new Set<string>()
  #attempt: { readonly promise: Promise<void>; readonly end: () => void } | undefined
  #isHost = false

  constructor(timers: ManualTimers, connectTimeoutMS?: number) {
    this.#timers = timers
    this.options = { connectTimeoutMS }
  }

  get listeners(): number {
    return [...this.#listeners.values()].reduce((sum, { size }) => sum + size, 0)
  }

  on(event: string, listener: (event: WatchedEvent) => void): void {
    this.#listeners.set(event, (this.#listeners.get(event) ?? new Set()).add(listener))
  }

  off(event: string, listener: (event: WatchedEvent) => void): void {
    this.#listeners.get(event)?.delete(listener)
  }

  /** What a test does is done by the host. */
  asHost<T>(act: (client: FakeMongoClient) => T): T {
    this.#isHost = true
    try {
      return act(this)
    } finally {
      this.#isHost = false
    }
  }

  emit(kind: string, event: WatchedEvent = {}): void {
    this.trace.push({ at: this.#timers.now, kind, byWatch: !this.#isHost, ...event })
    for (const listener of this.#listeners.get(kind) ?? []) listener(event)
  }

  begin(address: string, awaited: boolean | undefined = false): void {
    this.#servers.add(address)
    this.emit('serverHeartbeatStarted', { connectionId: address, awaited })
  }

  succeed(address: string): void {
    this.emit('serverHeartbeatSucceeded', { connectionId: address })
  }

  fail(address: string): void {
    this.emit('serverHeartbeatFailed', { connectionId: address })
  }

  remove(address: string): void {
    this.#servers.delete(address)
    this.emit('serverClosed', { address })
  }

  async connect(): Promise<void> {
    if (this.state === 'open') return
    if (this.#attempt === undefined) this.#start(this.nextAttempt())
    return this.#attempt?.promise
  }

  #start({ ms, succeeds }: Attempt): void {
    const isHost = this.#isHost
    this.state = 'connecting'
    this.emit('topologyOpening')
    let end = (): void => {}
    const promise = new Promise<void>((resolve, reject) => {
      const forget = this.#timers.start(ms, () => {
        this.#isHost = isHost
        this.#attempt = undefined
        if (succeeds) this.state = 'open'
        if (succeeds) this.emit('open')
        else this.#shut()
        if (succeeds) resolve()
        else reject(named('MongoServerSelectionError'))
        this.#isHost = false
      })
      end = () => {
        forget()
        reject(named('MongoTopologyClosedError'))
      }
    })
    promise.catch(() => {})
    this.#attempt = { promise, end }
  }

  async close(): Promise<void> {
    if (this.state === 'closed') return
    const attempt = this.#attempt
    this.#attempt = undefined
    this.#shut()
    attempt?.end()
  }

  #shut(): void {
    this.state = 'closed'
    for (const address of this.#servers) this.emit('serverClosed', { address })
    this.#servers.clear()
    this.emit('topologyClosed')
  }
}

function named(name: string): Error {
  return Object.assign(new Error(name), { name })
}
