import { describeValue } from '../../describe-value.ts'
import type { Logger } from '../../logger.ts'
import { requireFunction } from '../call-arguments.ts'
import { ClientWatch, type Revival, type WatchedClient } from './client-watch.ts'
import type { StartTimer } from './heartbeats.ts'

/** Options of {@link watchMongoClient}. */
export interface WatchMongoClientOptions {
  /**
   * How long a heartbeat may stay open, in milliseconds, beyond the `connectTimeoutMS` after which
   * the driver itself gives it up.
   *
   * @default 5000
   */
  readonly graceMs?: number | undefined
  /**
   * Gets one warning for each time that the client has to be connected anew.
   *
   * @default silent
   */
  readonly logger?: Logger | undefined
  /** Called once for each time that the client was connected anew. What it throws is ignored. */
  readonly onRevive?: ((revival: Revival) => void) | undefined
}

/** A client that is watched. */
export interface MongoClientWatch {
  /**
   * Ends the watch; do it before you close the client. A client that is just being connected anew may
   * stay closed.
   */
  stop(): void
}

const GRACE_MS = 5_000
/** That of the driver, also in place of 0, which is no limit at all. */
const CONNECT_TIMEOUT_MS = 30_000
const MAX_TIMER_MS = 2_147_483_647

/**
 * Brings a `MongoClient` back that would never find its server again. In polling mode (functions on
 * Lambda or Vercel; servers without streaming `hello`, such as Amazon DocumentDB and FerretDB) a
 * heartbeat of the driver that begins in the moment in which its connection closes never ends, and
 * without heartbeats a server that was lost is never found. Such a heartbeat is seen by its events,
 * not ended within `connectTimeoutMS` of the client and `graceMs`: the client is closed and connected
 * again, which takes milliseconds, with pauses of up to a second while that fails. Databases and
 * collections that were taken from it stay good.
 *
 * A client that is healthy, slow, streaming, connecting, or closed by the host is left alone; a process
 * is not held open. What is under way in the moment of a revival fails, and change streams are opened
 * again as after any gap.
 *
 * @throws {TypeError} when `client` is no `MongoClient`, or an option is not usable
 *
 * @example
 * ```ts
 * const client = new MongoClient('mongodb://127.0.0.1:27017', { serverSelectionTimeoutMS: 5_000 })
 * const watch = watchMongoClient(client, { logger: console })
 * process.once('SIGTERM', async () => {
 *   watch.stop()
 *   await client.close()
 * })
 * ```
 */
export function watchMongoClient(
  client: WatchedClient,
  options: WatchMongoClientOptions = {},
): MongoClientWatch {
  requireClient(client)
  const { graceMs = GRACE_MS, logger, onRevive } = options
  if (!(typeof graceMs === 'number' && graceMs >= 0 && graceMs <= MAX_TIMER_MS)) {
    throw new TypeError(
      `watchMongoClient: graceMs must be a number of milliseconds of at least 0, got ${describeValue(graceMs)}`,
    )
  }
  requireFunction(onRevive, 'watchMongoClient: onRevive')
  const answerMs = Math.min(client.options.connectTimeoutMS || CONNECT_TIMEOUT_MS, MAX_TIMER_MS)
  return new ClientWatch(client, { answerMs, graceMs }, { logger, onRevive }, startTimer)
}

const startTimer: StartTimer = (ms, fire) => {
  const timer = setTimeout(fire, ms)
  timer.unref()
  return () => clearTimeout(timer)
}

const METHODS = ['on', 'off', 'connect', 'close']

/** By shape, so that a client of another copy of the driver fits. */
function requireClient(client: unknown): void {
  const isClient =
    METHODS.every((method) => typeof Object(client)[method] === 'function') &&
    typeof Object(client).options === 'object'
  if (isClient) return
  // A text is not shown: it may hold a password.
  const got = typeof client === 'string' ? 'a text' : describeValue(client)
  throw new TypeError(`watchMongoClient: client must be a MongoClient, got ${got}`)
}
