import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { InvalidationBus } from '../../../src/invalidation/invalidation-bus.ts'
import {
  type RedisInvalidationOptions,
  redisInvalidation,
} from '../../../src/invalidation/redis/bus.ts'
import { type BusProbe, eventually, messageAbout, probe } from '../../support/bus-probe.ts'
import { startGateProxy } from '../../support/gate-proxy.ts'
import {
  REDIS_KINDS,
  type RedisKind,
  type RedisTestClient,
  redisClient,
} from '../../support/redis-clients.ts'
import { describeWithRedis, type RedisServer, startRedis } from '../../support/redis-server.ts'

interface Side {
  readonly bus: InvalidationBus
  readonly publisher: RedisTestClient['client']
  readonly subscriber: RedisTestClient['client']
}

describeWithRedis('redisInvalidation', () => {
  let server: RedisServer
  const cleanups: (() => Promise<void>)[] = []
  const unhandled: unknown[] = []
  const onUnhandled = (reason: unknown): void => void unhandled.push(reason)

  beforeEach(async () => {
    process.on('unhandledRejection', onUnhandled)
    server = await startRedis()
    cleanups.push(() => server.kill())
  })
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
    process.off('unhandledRejection', onUnhandled)
    expect(unhandled.splice(0)).toEqual([])
  })

  function connect(kind: RedisKind): RedisTestClient['client'] {
    const { client, close } = redisClient(kind, server.url)
    cleanups.push(close)
    return client
  }

  function side(kind: RedisKind, options: Partial<RedisInvalidationOptions> = {}): Side {
    const [publisher, subscriber] = [connect(kind), connect(kind)]
    return { bus: redisInvalidation({ publisher, subscriber, ...options }), publisher, subscriber }
  }

  /** Asks the server past the library. */
  async function ask(...command: [string, ...string[]]): Promise<unknown> {
    const client = new Redis(server.url)
    try {
      return await client.call(...command)
    } finally {
      client.disconnect()
    }
  }

  async function listeners(channel = 'dramatis:invalidation'): Promise<number> {
    const reply = await ask('PUBSUB', 'NUMSUB', channel)
    return Number((reply as unknown[])[1])
  }

  /** Subscribes, and waits until the server delivers, however slow this machine is. */
  async function join(bus: InvalidationBus, count = 1, channel?: string): Promise<BusProbe> {
    const joined = await probe(bus)
    await eventually('the channel', async () => (await listeners(channel)) === count)
    return joined
  }

  describe.each(REDIS_KINDS)('with %s', (kind) => {
    test('carries messages as they are, from and to every kind of client', async () => {
      const here = await join(side(kind).bus)
      const sent = messageAbout('luna', { id: 'a', version: 2, write_id: 'w', origin: 'me' })
      for (const other of REDIS_KINDS) await side(other).bus.publish(sent)
      await eventually('five messages', () => here.messages.length === REDIS_KINDS.length)
      expect(here.messages).toEqual(REDIS_KINDS.map(() => sent))
    })

    test('reports an outage once, at both ends', async () => {
      const { bus } = side(kind)
      const here = await join(bus)
      const before = here.gaps.length
      await server.stop()
      await eventually('the outage', () => here.gaps.length === before + 1)
      await server.start()
      await eventually('the end of the outage', () => here.gaps.length === before + 2)
      await bus.publish(messageAbout('luna'))
      await eventually('the message', () => here.names.length === 1)
      expect(here.gaps.slice(before)).toEqual([false, true])
    })

    test('sends afterwards what could not be sent', async () => {
      const proxy = await startGateProxy(server.port)
      cleanups.push(() => proxy.close())
      const { client, close } = redisClient(kind, `redis://127.0.0.1:${proxy.port}`)
      cleanups.push(close)
      const there = await join(side('redis 6').bus)
      const bus = redisInvalidation({ publisher: client, subscriber: connect(kind) })
      await eventually('the connection', () => isReady(client))
      await proxy.close()
      await eventually('the outage', () => !isReady(client))
      await bus.publish(messageAbout('luna', { id: 'a', version: 2 }))
      await bus.publish(messageAbout('nova'))
      await bus.publish(messageAbout('nova'))
      expect(there.names).toEqual([])
      await proxy.open()
      await eventually('both messages', () => there.names.length === 2)
      expect(there.messages).toEqual([
        messageAbout('luna', { id: 'a', version: 2 }),
        messageAbout('nova', { origin: null }),
      ])
    })

    test('goes on without a server, and recovers by itself when it appears', async () => {
      await server.stop()
      const { bus } = side(kind)
      const here = await probe(bus)
      expect(here.gaps).toEqual([false])
      await server.start()
      await eventually('the server', () => here.gaps.length === 2)
      await bus.publish(messageAbout('luna'))
      await eventually('the message', () => here.names.length === 1)
      expect([here.gaps, here.names]).toEqual([[false, true], ['luna']])
    })

    test('leaves the channel, not the clients, and can be joined again', async () => {
      const { bus, publisher, subscriber } = side(kind)
      const [a, b] = [await join(bus), await join(redisInvalidation({ publisher, subscriber }))]
      await a.leave()
      await bus.publish(messageAbout('luna'))
      await eventually('the message', () => b.names.length === 1)
      const left = b.leave()
      const c = await join(bus)
      await left
      await bus.publish(messageAbout('nova'))
      await eventually('the message', () => c.names.length === 1)
      await c.leave()
      expect([await listeners(), isReady(subscriber), isReady(publisher)]).toEqual([0, true, true])
      expect([a.names, b.names, c.names]).toEqual([[], ['luna'], ['nova']])
    })

    test('leaves without waiting for a server that is away', async () => {
      const { bus, subscriber } = side(kind)
      const here = await join(bus)
      await server.stop()
      await eventually('the outage', () => here.gaps.at(-1) === false)
      const { length } = here.gaps
      await here.leave()
      await server.start()
      await eventually('the client', () => isReady(subscriber))
      // An answer on this connection: what the client asked for by itself has been answered, too.
      await subscriber.unsubscribe('another', () => {})
      await eventually('an empty channel', async () => (await listeners()) === 0)
      expect(here.gaps).toHaveLength(length)
    })

    test('takes what it cannot read for a message that was lost', async () => {
      const { bus, publisher } = side(kind)
      const here = await join(bus)
      const before = here.gaps.length
      await bus.publish(messageAbout('luna'))
      for (const text of ['', '{', '[]', '{"name":1}', `{"name":"${'x'.repeat(5_000)}"}`]) {
        await publisher.publish('dramatis:invalidation', text)
      }
      await eventually('five gaps', () => here.gaps.length === before + 5)
      await eventually('the message', () => here.names.length === 1)
      expect([here.gaps.slice(before), here.names]).toEqual([Array(5).fill(true), ['luna']])
    })

    test('keeps to its channel', async () => {
      const ours = side(kind, { channel: 'ours' })
      const here = await join(ours.bus, 1, 'ours')
      await side(kind).bus.publish(messageAbout('luna'))
      await ours.bus.publish(messageAbout('nova'))
      await eventually('the message', () => here.names.length === 1)
      expect(here.names).toEqual(['nova'])
    })
  })

  test('joins through a client that connects with its first command, and queues none offline', async () => {
    const options = { lazyConnect: true, enableOfflineQueue: false, retryStrategy: () => 50 }
    const [publisher, subscriber] = [new Redis(server.url), new Redis(server.url, options)]
    subscriber.on('error', () => {})
    publisher.on('error', () => {})
    cleanups.push(
      async () => publisher.disconnect(),
      async () => subscriber.disconnect(),
    )
    const bus = redisInvalidation({ publisher, subscriber })
    const here = await join(bus)
    await bus.publish(messageAbout('luna'))
    await eventually('the message', () => here.names.length === 1)
    await server.stop()
    await eventually('the outage', () => here.gaps.at(-1) === false)
    await server.start()
    await eventually('its end', () => here.gaps.at(-1) === true)
  })

  test('tells once that the server refuses the channel, and joins when it no longer does', async () => {
    await ask('ACL', 'SETUSER', 'default', 'resetchannels')
    const lines: string[] = []
    const say = (message: string): void => void lines.push(message)
    const here = await probe(
      side('redis 6', { logger: { debug: say, info: say, warn: say, error: say } }).bus,
    )
    await eventually('a second try', async () =>
      /"count",2/.test(JSON.stringify(await ask('ACL', 'LOG'))),
    )
    expect([here.gaps, lines.length]).toEqual([[false], 1])
    await ask('ACL', 'SETUSER', 'default', 'allchannels')
    await eventually('the channel', () => here.gaps.length === 2)
    expect(here.gaps).toEqual([false, true])
  })
})

function isReady(client: RedisTestClient['client']): boolean {
  return 'isReady' in client ? client.isReady : client.status === 'ready'
}
