import { fulfilledWithin } from '../within.ts'

/** The part of a cursor of the MongoDB driver that is used. */
export interface ChangeCursor {
  readonly closed: boolean
  readonly killed: boolean
  tryNext(): Promise<{ readonly [field: string]: unknown } | null>
  close(): Promise<void>
}

/** What a {@link ChangeStreamLoop} does, and how long it pauses. */
export interface ChangeStreamLoopOptions {
  /** Opens a stream that begins now. */
  readonly open: () => ChangeCursor
  /** The server reports from now on. */
  readonly onOpen: () => void
  /** Takes one event; tells whether it was the last. */
  readonly onEvent: (event: { readonly [field: string]: unknown }) => boolean
  /** The stream could not be opened, or has ended. */
  readonly onLost: (error: unknown) => void
  readonly minPauseMs: number
  readonly maxPauseMs: number
}

/** How long the server waits for an event before it gives an empty answer. */
export const AWAIT_MS = 500
/** Without any answer for so long, an open stream is lost. */
const STALL_MS = 10_000
const OPEN_STALL_MS = 60_000
const CHECK_MS = 250
/** A stream that lived so long earns the shortest pause. */
const STEADY_MS = 1_000
/** Some servers answer at once instead of waiting. */
const IDLE_MS = 20
const CLOSE_MS = 1_000

/** Keeps a change stream open until it is stopped: at most one opening for each pause. */
export class ChangeStreamLoop {
  readonly #options: ChangeStreamLoopOptions
  #cursor: ChangeCursor | undefined
  #isStopped = false
  #wake: () => void = () => {}

  constructor(options: ChangeStreamLoopOptions) {
    this.#options = options
  }

  /** Settles, without ever rejecting, once the loop has been stopped. */
  async run(): Promise<void> {
    const { minPauseMs, maxPauseMs } = this.#options
    let pauseMs = minPauseMs
    while (!this.#isStopped) {
      const isSteady = (await this.#follow()) >= STEADY_MS
      if (isSteady) pauseMs = minPauseMs
      await this.#sleep(pauseMs * (0.5 + Math.random() / 2))
      pauseMs = Math.min(pauseMs * 2, maxPauseMs)
    }
  }

  /** Ends the loop and its stream. Settles within a second, also when the server is away. */
  async stop(): Promise<void> {
    this.#isStopped = true
    this.#wake()
    if (this.#cursor !== undefined) await fulfilledWithin(close(this.#cursor), CLOSE_MS)
  }

  /** Follows one stream to its end; tells how many milliseconds it was open. */
  async #follow(): Promise<number> {
    let openedAt: number | undefined
    try {
      const cursor = this.#options.open()
      this.#cursor = cursor
      for (;;) {
        const askedAt = performance.now()
        const event = await answer(cursor, openedAt === undefined ? OPEN_STALL_MS : STALL_MS)
        if (this.#isStopped) break
        if (openedAt === undefined) {
          openedAt = performance.now()
          this.#options.onOpen()
        }
        if (event === null) await this.#idle(askedAt)
        else if (this.#options.onEvent(event)) throw new Error('the collection is gone')
      }
    } catch (error) {
      if (!this.#isStopped) this.#options.onLost(error)
    }
    if (this.#cursor !== undefined) close(this.#cursor)
    this.#cursor = undefined
    return openedAt === undefined ? 0 : performance.now() - openedAt
  }

  async #idle(askedAt: number): Promise<void> {
    if (performance.now() - askedAt < IDLE_MS) await this.#sleep(IDLE_MS)
  }

  #sleep(ms: number): Promise<void> {
    if (this.#isStopped) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      timer.unref()
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}

/**
 * The next event, or `null`. After an error the driver tries to kill the cursor on a server that may
 * be away, and rejects only after the whole server selection: that the cursor is closed shows at once.
 */
function answer(
  cursor: ChangeCursor,
  stallMs: number,
): Promise<{ readonly [field: string]: unknown } | null> {
  return new Promise((resolve, reject) => {
    const askedAt = performance.now()
    const pending = cursor.tryNext()
    const timer = setInterval(() => {
      const isStalled = performance.now() - askedAt >= stallMs
      if (!isStalled && !cursor.closed && !cursor.killed) return
      reject(new Error(isStalled ? 'the server does not answer' : 'the connection was lost'))
      // A cursor that comes to life after all must not stay open.
      pending.then(
        () => close(cursor),
        () => {},
      )
    }, CHECK_MS)
    timer.unref()
    pending.then(resolve, reject).finally(() => clearInterval(timer))
  })
}

/** Never rejects: the server forgets a cursor that it could not be told about. */
async function close(cursor: ChangeCursor): Promise<void> {
  try {
    await cursor.close()
  } catch {
    // Closing what is broken fails, as it should.
  }
}
