import { Redis as IoRedis6 } from 'ioredis'
import { Redis as IoRedis5 } from 'ioredis5'
import { createClient as createClient6 } from 'redis'
import { createClient as createClient4 } from 'redis4'
import { createClient as createClient5 } from 'redis5'
import type { RedisPublisher, RedisSubscriber } from '../../src/invalidation/redis/clients.ts'

/** A client of a kind that the library supports. */
export interface RedisTestClient {
  readonly client: RedisPublisher & RedisSubscriber
  /** Closes it, whatever state it is in. */
  close(): Promise<void>
}

/** The kinds of clients that the library supports, each in every major version. */
export const REDIS_KINDS = ['redis 4', 'redis 5', 'redis 6', 'ioredis 5', 'ioredis 6'] as const

export type RedisKind = (typeof REDIS_KINDS)[number]

const RECONNECT_MS = 50

/** A client as a host makes it: with an `error` listener, connecting, not waited for. */
export function redisClient(kind: RedisKind, url: string): RedisTestClient {
  return OPEN[kind](url)
}

const OPEN: Record<RedisKind, (url: string) => RedisTestClient> = {
  'redis 4': (url) => {
    const client = createClient4({ url, socket: { reconnectStrategy: RECONNECT_MS } })
    client.on('error', ignore).connect().catch(ignore)
    return { client, close: () => client.disconnect().catch(ignore) }
  },
  'redis 5': (url) => {
    const client = createClient5({ url, socket: { reconnectStrategy: RECONNECT_MS } })
    client.on('error', ignore).connect().catch(ignore)
    return { client, close: async () => client.destroy() }
  },
  'redis 6': (url) => {
    const client = createClient6({ url, socket: { reconnectStrategy: RECONNECT_MS } })
    client.on('error', ignore).connect().catch(ignore)
    return { client, close: async () => client.destroy() }
  },
  'ioredis 5': (url) => {
    const client = new IoRedis5(url, { retryStrategy: () => RECONNECT_MS })
    client.on('error', ignore)
    return { client, close: async () => client.disconnect() }
  },
  'ioredis 6': (url) => {
    const client = new IoRedis6(url, { retryStrategy: () => RECONNECT_MS })
    client.on('error', ignore)
    return { client, close: async () => client.disconnect() }
  },
}

function ignore(): void {
  // The host's own listener: what it hears is the host's.
}
