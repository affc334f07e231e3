import { describeValue } from '../../describe-value.ts'
import { checkOptions, type KnownOptions } from '../../known-options.ts'
import type { Logger } from '../../logger.ts'
import type { InvalidationBus } from '../invalidation-bus.ts'
import { channelOf } from './channel.ts'
import type { ClientTraits, RedisPublisher, RedisSubscriber } from './clients.ts'
import { RedisOutbox } from './outbox.ts'

/** Options of {@link redisInvalidation}. */
export interface RedisInvalidationOptions {
  /** The client that sends: of node-redis or ioredis, connected by you. It may serve others too. */
  readonly publisher: RedisPublisher
  /**
   * The client that listens, a second one: `publisher.duplicate()`, connected by you. Not a cluster
   * client, which hides its reconnects: any one node of a cluster hears what all publish.
   */
  readonly subscriber: RedisSubscriber
  /**
   * The channel, the same in every process. Give each collection of characters its own.
   *
   * @default 'dramatis:invalidation'
   */
  readonly channel?: string | undefined
  /**
   * Is told why the channel could not be joined. What befalls the connections, your own `error`
   * listeners on the clients are told.
   *
   * @default silent
   */
  readonly logger?: Logger | undefined
}

const OPTIONS: KnownOptions<RedisInvalidationOptions> = {
  publisher: true,
  subscriber: true,
  channel: true,
  logger: true,
}
const DEFAULT_CHANNEL = 'dramatis:invalidation'

/**
 * A bus over Redis, for the clients `redis` 4 and newer and `ioredis`: a write made through one
 * service reaches the others within milliseconds. The clients stay yours: connect them, listen to
 * their `error` events, close them after the service. While Redis is away, writes and reads work,
 * characters are cached briefly, and what could not be sent is sent afterwards.
 *
 * A write whose process dies before it could publish, and writes of other programs, show when the
 * cache expires: `changeStreamInvalidation` of `dramatis/mongo` sees those too.
 *
 * @throws {TypeError} when a client is of no known kind, one client is given twice, or an option is
 *   not known
 *
 * @example
 * ```ts
 * const publisher = await createClient({ url }).on('error', console.error).connect()
 * const subscriber = await publisher.duplicate().on('error', console.error).connect()
 * const service = new CharacterService({
 *   storage: mongoStorage(db),
 *   invalidation: redisInvalidation({ publisher, subscriber }),
 * })
 * ```
 */
export function redisInvalidation(options: RedisInvalidationOptions): InvalidationBus {
  const { publisher, subscriber, channel = DEFAULT_CHANNEL, logger } = checked(options)
  const outbox = new RedisOutbox(publisher, channel)
  return {
    publish: (message) => outbox.publish(message),
    subscribe: (onMessage, onGap) =>
      channelOf(subscriber, channel).subscribe(onMessage, onGap, logger),
  }
}

function checked(options: RedisInvalidationOptions): RedisInvalidationOptions {
  checkOptions('redisInvalidation', options, OPTIONS)
  const { publisher, subscriber, channel } = options
  if (!hasMethods(publisher, ['publish', 'once'])) {
    refuse('publisher must be a client of redis (4 or newer) or ioredis', publisher)
  }
  if (!hasMethods(subscriber, ['subscribe', 'unsubscribe', 'on', 'off'])) {
    refuse('subscriber must be a client of redis (4 or newer) or ioredis', subscriber)
  }
  const { isReady, status, isCluster }: ClientTraits = subscriber
  if (isCluster === true || (typeof isReady !== 'boolean' && typeof status !== 'string')) {
    refuse(
      'subscriber must be a client of a single node, of redis (4 or newer) or ioredis',
      subscriber,
    )
  }
  if (Object.is(publisher, subscriber)) {
    throw new TypeError(
      'redisInvalidation: publisher and subscriber must be two clients: a client that listens cannot send, pass publisher.duplicate() as subscriber',
    )
  }
  if (channel !== undefined && (typeof channel !== 'string' || channel === '')) {
    refuse('channel must be a non-empty string', channel)
  }
  return options
}

function hasMethods(client: unknown, methods: readonly string[]): boolean {
  if (typeof client !== 'object' || client === null) return false
  return methods.every((method) => typeof Reflect.get(client, method) === 'function')
}

function refuse(rule: string, got: unknown): never {
  throw new TypeError(`redisInvalidation: ${rule}, got ${describeValue(got)}`)
}
