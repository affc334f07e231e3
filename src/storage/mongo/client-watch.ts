import { type Logger, tell } from '../../logger.ts'
import { type HeartbeatLimits, Heartbeats, type StartTimer } from './heartbeats.ts'

/** The part of an event of the driver that is used. */
export interface WatchedEvent {
  /** The server, `host:port`, of a heartbeat. */
  readonly connectionId?: string | undefined
  /** Whether a heartbeat waits for news of the server. */
  readonly awaited?: boolean | undefined
  /** The server, `host:port`, of an event that is about one. */
  readonly address?: string | undefined
}

/** The part of a `MongoClient` of the MongoDB driver that is used. */
export interface WatchedClient {
  /** What it was made with. */
  readonly options: {
    /** Milliseconds after which the driver gives a connection, or a heartbeat, up. */
    readonly connectTimeoutMS?: number | undefined
  }
  /** Subscribes to its events. */
  on(event: string, listener: (event: WatchedEvent) => void): unknown
  /** Ends a subscription. */
  off(event: string, listener: (event: WatchedEvent) => void): unknown
  /** Connects it, also after it was closed. */
  connect(): Promise<unknown>
  /** Closes it. */
  close(): Promise<void>
}

/** What became of a server, as `onRevive` is told. */
export interface Revival {
  /** The server that the driver had stopped looking at, `host:port`. */
  readonly address: string
}

/** Whom to tell. */
export interface RevivalListeners {
  readonly logger: Logger | undefined
  readonly onRevive: ((revival: Revival) => void) | undefined
}

const MIN_PAUSE_MS = 50
/** Each try looks for a server for as long as the client may by itself. */
const MAX_PAUSE_MS = 1_000

/** Follows the events of a client, and connects it anew when one of its heartbeats is dead. */
export class ClientWatch {
  readonly #client: WatchedClient
  readonly #told: RevivalListeners
  readonly #startTimer: StartTimer
  readonly #heartbeats: Heartbeats
  readonly #listeners: Readonly<Record<string, (event: WatchedEvent) => void>>
  #isConnecting = false
  #isReviving = false
  #isStopped = false
  /** How often somebody, the host or this watch, has begun to connect. */
  #connects = 0
  #wake: () => void = () => {}

  constructor(
    client: WatchedClient,
    limits: HeartbeatLimits,
    told: RevivalListeners,
    startTimer: StartTimer,
  ) {
    this.#client = client
    this.#told = told
    this.#startTimer = startTimer
    this.#heartbeats = new Heartbeats(limits, startTimer, () => this.#judge())
    this.#listeners = this.#follow()
    for (const [event, listener] of Object.entries(this.#listeners)) client.on(event, listener)
  }

  stop(): void {
    this.#isStopped = true
    for (const [event, listener] of Object.entries(this.#listeners)) {
      this.#client.off(event, listener)
    }
    this.#heartbeats.clear()
    this.#wake()
  }

  #follow(): Readonly<Record<string, (event: WatchedEvent) => void>> {
    const heartbeats = this.#heartbeats
    const end = ({ connectionId, address }: WatchedEvent): void =>
      heartbeats.end(String(connectionId ?? address))
    return {
      // Drivers that do not say whether it is awaited do not stop looking either.
      serverHeartbeatStarted: ({ connectionId, awaited }) =>
        heartbeats.begin(String(connectionId), awaited !== false),
      serverHeartbeatSucceeded: end,
      serverHeartbeatFailed: end,
      serverClosed: end,
      topologyOpening: () => {
        this.#connects++
        this.#isConnecting = true
      },
      open: () => {
        this.#isConnecting = false
        this.#judge()
      },
      topologyClosed: () => {
        this.#isConnecting = false
        heartbeats.clear()
      },
    }
  }

  /** A client that is connecting ends that by itself, and is judged then. */
  #judge(): void {
    if (this.#isStopped || this.#isConnecting || this.#isReviving) return
    const address = this.#heartbeats.dead
    if (address !== undefined) this.#revive(address)
  }

  async #revive(address: string): Promise<void> {
    const { logger, onRevive } = this.#told
    const message = 'the MongoDB driver has stopped looking at its server: connecting it anew'
    this.#isReviving = true
    tell(logger, 'warn', message, { address })
    const isRevived = await this.#reconnect()
    this.#isReviving = false
    if (!isRevived) return
    tellHost(onRevive, { address })
    this.#judge()
  }

  /** Tells whether the client is connected again; it is not where the host wants it otherwise. */
  async #reconnect(): Promise<boolean> {
    for (let pauseMs = MIN_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, MAX_PAUSE_MS)) {
      try {
        await this.#client.close()
        if (this.#isStopped) return false
        await this.#client.connect()
        return true
      } catch (error) {
        if (isClosedByHost(error)) return false
      }
      const connects = this.#connects
      await this.#pause(pauseMs)
      if (this.#isStopped || this.#connects !== connects) return false
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const forget = this.#startTimer(ms, resolve)
      this.#wake = () => {
        forget()
        resolve()
      }
    })
  }
}

/** What the host's function throws, or rejects with, has nowhere to go. */
function tellHost(onRevive: RevivalListeners['onRevive'], revival: Revival): void {
  try {
    Promise.resolve<unknown>(onRevive?.(revival)).catch(() => {})
  } catch {
    // As above.
  }
}

/** Of a client that finds no server the driver says something else. */
function isClosedByHost(error: unknown): boolean {
  return error instanceof Error && error.name === 'MongoTopologyClosedError'
}
