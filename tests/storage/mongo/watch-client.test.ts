import { describe, expect, test, vi } from 'vitest'
import { ClientWatch, type WatchedClient } from '../../../src/storage/mongo/client-watch.ts'
import { watchMongoClient } from '../../../src/storage/mongo/watch-client.ts'
import { FakeMongoClient } from '../../support/fake-mongo-client.ts'
import { manualTimers } from '../../support/manual-timers.ts'
import { settle } from '../../support/turns.ts'

const LIMITS = { answerMs: 10_000, graceMs: 5_000 }
const AT = 'db:27017'

async function setup() {
  const timers = manualTimers()
  const client = new FakeMongoClient(timers)
  const logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() }
  const onRevive = vi.fn()
  const watch = new ClientWatch(client, LIMITS, { logger, onRevive }, timers.start)
  const connecting = client.asHost(() => client.connect())
  await timers.advance(0)
  await connecting
  const closings = () => client.trace.filter(({ kind }) => kind === 'topologyClosed').length
  return { timers, client, logger, onRevive, watch, closings }
}

describe('a client that is watched', () => {
  test('is closed and connected when a heartbeat is dead, told once each', async () => {
    const { timers, client, logger, onRevive, closings } = await setup()
    client.begin(AT)
    await timers.advance(14_999)
    expect(closings()).toBe(0)
    await timers.advance(1)
    expect([closings(), client.state]).toEqual([1, 'open'])
    expect(logger.warn.mock.calls).toEqual([[expect.any(String), { address: AT }]])
    expect(onRevive.mock.calls).toEqual([[{ address: AT }]])
    await timers.advance(1_000_000)
    expect([closings(), timers.open]).toEqual([1, 0])
  })

  test.each([
    ['answers late', (client: FakeMongoClient) => client.succeed(AT)],
    ['fails late', (client: FakeMongoClient) => client.fail(AT)],
    ['is of a server that is removed', (client: FakeMongoClient) => client.remove(AT)],
    ['begins anew', (client: FakeMongoClient) => client.begin(AT, true)],
  ])('is left alone when a heartbeat %s', async (_, act) => {
    const { timers, client, closings } = await setup()
    client.begin(AT)
    await timers.advance(14_999)
    act(client)
    await timers.advance(1_000_000)
    expect(closings()).toBe(0)
  })

  // Red when whatever is not awaited for certain counts: each stream would be cut every 15 s.
  test.each([true, undefined])('is left alone where awaited is %s', async (awaited) => {
    const { timers, client, closings } = await setup()
    client.emit('serverHeartbeatStarted', { connectionId: AT, awaited })
    await timers.advance(1_000_000)
    expect(closings()).toBe(0)
  })

  // Red when the time is one timer: it is over as the process wakes, before the driver can speak.
  test('is left alone when the process was frozen and the driver goes on', async () => {
    const { timers, client, closings } = await setup()
    client.begin(AT)
    await timers.advance(1_000)
    timers.freeze(3_600_000)
    client.fail(AT)
    await timers.advance(1_000_000)
    expect(closings()).toBe(0)
  })

  test('is revived after a freeze when the driver says nothing', async () => {
    const { timers, client, closings } = await setup()
    client.begin(AT)
    timers.freeze(3_600_000)
    await timers.advance(4_999)
    expect(closings()).toBe(0)
    await timers.advance(1)
    expect(closings()).toBe(1)
  })

  test('is tried again with growing pauses while it cannot be connected', async () => {
    const { timers, client, logger, onRevive } = await setup()
    let fails = 8
    client.nextAttempt = () => ({ ms: 0, succeeds: fails-- <= 0 })
    client.begin(AT)
    await timers.advance(15_000)
    const since = timers.now
    await timers.advance(60_000)
    const tries = client.trace.filter(({ kind, at }) => kind === 'topologyOpening' && at >= since)
    const pauses = tries.map(({ at }, n) => at - (tries[n - 1]?.at ?? since))
    expect(pauses).toEqual([0, 50, 100, 200, 400, 800, 1_000, 1_000, 1_000])
    expect([client.state, logger.warn.mock.calls.length, onRevive.mock.calls.length]).toEqual([
      'open',
      1,
      1,
    ])
  })

  test('stays closed when the host closes it while it is being connected', async () => {
    const { timers, client, onRevive } = await setup()
    client.nextAttempt = () => ({ ms: 5_000, succeeds: true })
    client.begin(AT)
    await timers.advance(16_000)
    expect(client.state).toBe('connecting')
    client.asHost(() => client.close())
    await timers.advance(1_000_000)
    expect([client.state, onRevive.mock.calls.length, timers.open]).toEqual(['closed', 0, 0])
  })

  test('is not closed again when the host connects it in a pause', async () => {
    const { timers, client, closings } = await setup()
    client.nextAttempt = () => ({ ms: 0, succeeds: false })
    client.begin(AT)
    await timers.advance(15_010)
    client.nextAttempt = () => ({ ms: 0, succeeds: true })
    client.asHost(() => client.connect())
    await timers.advance(1_000_000)
    expect([client.state, closings()]).toEqual(['open', 2])
  })

  test.each([
    ['at rest', 0],
    ['with a heartbeat under way', 14_000],
    ['in a pause', 15_010],
  ])('is left alone after stop, %s, and nothing is kept', async (_, ms) => {
    const { timers, client, watch } = await setup()
    client.nextAttempt = () => ({ ms: 0, succeeds: false })
    client.begin(AT)
    await timers.advance(ms)
    const before = client.trace.length
    watch.stop()
    await timers.advance(1_000_000)
    expect([client.trace.length, client.listeners, timers.open]).toEqual([before, 0, 0])
  })

  test('an onRevive that fails, fails nothing', async () => {
    const { timers, client, onRevive, closings } = await setup()
    for (const fail of [() => Promise.reject(new Error('a bug')), () => expect.fail('a bug')]) {
      onRevive.mockImplementationOnce(fail)
      client.begin(AT)
      await timers.advance(15_000)
    }
    await settle()
    expect([closings(), client.state]).toEqual([2, 'open'])
  })
})

describe('watchMongoClient', () => {
  const client = (): FakeMongoClient => new FakeMongoClient(manualTimers())

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['a promise', Promise.resolve(client())],
    ['a Db', { databaseName: 'app', client: client() }],
  ])('refuses %s in place of a client', (_, given) => {
    expect(() => watchMongoClient(given as unknown as WatchedClient)).toThrow(
      /^watchMongoClient: client must be a MongoClient, got /,
    )
  })

  test('does not show a connection string', () => {
    const uri = 'mongodb://root:hunter2@db'
    expect(() => watchMongoClient(uri as unknown as WatchedClient)).toThrow(/got a text$/)
  })

  test.each([-1, Number.NaN, '5', null, 2 ** 31])('refuses %s as graceMs', (graceMs) => {
    const options = { graceMs: graceMs as number }
    expect(() => watchMongoClient(client(), options)).toThrow(/graceMs must be a number/)
  })

  test('refuses an onRevive that is no function', () => {
    const options = { onRevive: 'restart' as unknown as () => void }
    expect(() => watchMongoClient(client(), options)).toThrow(/onRevive must be a function/)
  })

  // 0 is no limit at all in the driver: its default stands in.
  test.each([
    [undefined, 35_000],
    [0, 35_000],
    [2_000, 7_000],
  ])('with connectTimeoutMS %s waits %i ms', async (connectTimeoutMS, waited) => {
    vi.useFakeTimers()
    try {
      const watched = new FakeMongoClient(manualTimers(), connectTimeoutMS)
      const watch = watchMongoClient(watched)
      watched.state = 'open'
      watched.begin(AT)
      await vi.advanceTimersByTimeAsync(waited - 1)
      expect(watched.state).toBe('open')
      await vi.advanceTimersByTimeAsync(1)
      expect(watched.state).toBe('connecting')
      watch.stop()
    } finally {
      vi.useRealTimers()
    }
  })
})
