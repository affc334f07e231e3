import { MongoClient, type MongoClientOptions } from 'mongodb'
import { MongoClient as MongoClient6 } from 'mongodb6'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { changeStreamInvalidation } from '../../src/invalidation/change-stream/bus.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { mongoStorage } from '../../src/storage/mongo/storage.ts'
import { watchMongoClient } from '../../src/storage/mongo/watch-client.ts'
import { luna } from '../support/characters.ts'
import {
  type ClientSockets,
  clientSockets,
  cutAsHeartbeatBegins,
  type HeartbeatEvents,
  onHeartbeat,
} from '../support/client-sockets.ts'
import { describeWithOwnMongo } from '../support/mongo.ts'
import { type MongoServer, startMongo } from '../support/mongo-server.ts'
import { figure, sized } from '../support/sizes.ts'
import { startProxy, type TcpProxy } from '../support/tcp-proxy.ts'
import { settle } from '../support/turns.ts'

const GRACE_MS = 100
const OPTIONS = {
  serverMonitoringMode: 'poll',
  heartbeatFrequencyMS: 500,
  connectTimeoutMS: 300,
  serverSelectionTimeoutMS: 500,
} as const satisfies MongoClientOptions

/** The part of a client that both drivers have alike. */
interface AnyClient extends HeartbeatEvents {
  connect(): Promise<unknown>
  close(): Promise<void>
  db(name: string): { command(command: object): Promise<unknown> }
}

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

describeWithOwnMongo('a driver whose connections close as a heartbeat begins', () => {
  let server: MongoServer
  let proxy: TcpProxy
  let sockets: ClientSockets
  beforeAll(async () => {
    server = await startMongo({ oplog: true })
    proxy = await startProxy(server.uri)
    sockets = clientSockets(Number(new URL(proxy.uri).port))
  })
  afterAll(async () => {
    sockets.end()
    await proxy.stop()
    await server.stop()
  })

  async function open<Client extends AnyClient>(make: (uri: string) => Client): Promise<Client> {
    const client = make(proxy.uri)
    cleanups.push(() => client.close())
    await client.connect()
    return client
  }

  /**
   * Closes every connection between the beginning of a heartbeat and its writing, with a call under
   * way, whose failure tells the driver to look for its server.
   */
  async function cut(client: AnyClient): Promise<void> {
    for (;;) {
      await onHeartbeat(client, 'serverHeartbeatSucceeded')
      // So that there is a connection to send the next one on.
      await ping(client).catch(() => {})
      proxy.hang('replies')
      const sent = proxy.requests.length
      const call = client.db('app').command({ find: 'characters' })
      let isOver = false
      const outcome = call
        .then(
          () => 'answered',
          () => 'failed',
        )
        .finally(() => {
          isOver = true
        })
      while (proxy.requests.length === sent && !isOver) await settle()
      const begun = cutAsHeartbeatBegins(client, sockets).then(() => 'begun')
      const first = await Promise.race([begun, outcome])
      proxy.resume()
      if (first === 'begun' && (await outcome) === 'failed') return
    }
  }

  const ping = (client: AnyClient) => client.db('app').command({ ping: 1 })

  const DRIVERS: Readonly<Record<string, (uri: string) => AnyClient>> = {
    'driver 6': (uri) => new MongoClient6(uri, OPTIONS),
    'driver 7': (uri) => new MongoClient(uri, OPTIONS),
  }

  // When this turns red, that driver has mended it: say so in docs/running.md, and test the next one.
  test.each(Object.keys(DRIVERS))('%s never finds its server again', async (driver) => {
    const client = await open(DRIVERS[driver] as (uri: string) => AnyClient)
    let ends = 0
    await cut(client)
    client.on('serverHeartbeatSucceeded', () => ends++)
    client.on('serverHeartbeatFailed', () => ends++)
    // Each of them looks for a server as long as a heartbeat is apart from the next.
    for (let tries = 0; tries < 6; tries++) await expect(ping(client)).rejects.toThrow()
    expect(ends).toBe(0)
    await client.close()
    await client.connect()
    await ping(client)
    figure(driver, `6 looks for a server of ${OPTIONS.serverSelectionTimeoutMS} ms each in vain`)
  })

  // Red without the watch, as above.
  test.each(Object.keys(DRIVERS))('%s that is watched finds it', async (driver) => {
    const client = await open(DRIVERS[driver] as (uri: string) => AnyClient)
    const onRevive = vi.fn()
    const watch = watchMongoClient(client as MongoClient, { graceMs: GRACE_MS, onRevive })
    cleanups.push(() => watch.stop())
    await cut(client)
    await vi.waitFor(() => ping(client), { timeout: 10_000 })
    expect(onRevive).toHaveBeenCalledOnce()
  })

  // Red without the watch: nothing is acknowledged after the first time.
  test('costs a watched service no acknowledged write, however often', async () => {
    const times = sized('connections cut in a heartbeat', 200, 4)
    const client = await open((uri) => new MongoClient(uri, OPTIONS))
    const direct = await new MongoClient(server.uri).connect()
    cleanups.push(() => direct.close())
    const serviceOn = ({ db }: { db: MongoClient['db'] }) => {
      const app = db('app')
      return new CharacterService({
        storage: mongoStorage(app),
        invalidation: changeStreamInvalidation(app.collection('characters'), { maxPauseMs: 100 }),
        timeoutMs: 2_000,
      })
    }
    const onRevive = vi.fn()
    const watch = watchMongoClient(client, { graceMs: GRACE_MS, onRevive })
    cleanups.push(() => watch.stop())
    const service = serviceOn({ db: client.db.bind(client) })
    const other = serviceOn({ db: direct.db.bind(direct) })
    cleanups.push(() => Promise.all([service.close(), other.close()]))
    await service.createCharacter(luna())

    let acknowledged = 1
    const write = async (by: CharacterService): Promise<void> => {
      const { version_number } = await by.editCharacter('luna', ({ version_number: before }) => ({
        personality: `after ${before}`,
      }))
      acknowledged = version_number
    }
    let longestMs = 0
    for (let time = 0; time < times; time++) {
      await write(service)
      await cut(client)
      const since = performance.now()
      await vi.waitFor(() => write(service), { timeout: 15_000, interval: 10 })
      longestMs = Math.max(longestMs, performance.now() - since)
      await write(other)
      // What the other one wrote shows as soon as the bus has said so.
      const shown = async () =>
        expect((await service.getCharacter('luna')).version_number).toBe(acknowledged)
      await vi.waitFor(shown, { timeout: 15_000, interval: 10 })
      expect((await service.getVersion('luna', acknowledged - 1)).personality).toBe(
        `after ${acknowledged - 2}`,
      )
    }
    let before: number | undefined
    for (let left = acknowledged; left > 0; left -= 100) {
      const page = await service.listVersions('luna', { before })
      for (const { version_number, personality } of page) {
        if (version_number > 1) expect(personality).toBe(`after ${version_number - 1}`)
      }
      before = page.at(-1)?.version_number
    }
    expect(before).toBe(1)
    expect(onRevive.mock.calls.length).toBeGreaterThanOrEqual(times)
    figure(
      `connections cut in a heartbeat, ${times} times`,
      `${acknowledged} versions acknowledged and there; written again after ${longestMs.toFixed(0)} ms at most (connectTimeoutMS + graceMs: ${OPTIONS.connectTimeoutMS + GRACE_MS})`,
    )
  }, 1_200_000)
})
