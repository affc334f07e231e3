import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  type ChangeStreamInvalidationOptions,
  changeStreamInvalidation,
} from '../../../src/invalidation/change-stream/bus.ts'
import type { InvalidationBus } from '../../../src/invalidation/invalidation-bus.ts'
import { type BusProbe, probe } from '../../support/bus-probe.ts'
import { FakeCollection, lostHistory, noChangeStreams } from '../../support/fake-change-stream.ts'
import { figure } from '../../support/sizes.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const luna = { operationType: 'insert', documentKey: { _id: 1 }, fullDocument: { name: 'luna' } }

function logged(): { readonly lines: string[]; readonly logger: typeof logger } {
  const lines: string[] = []
  const say = (message: string): void => void lines.push(message)
  const logger = { debug: say, info: say, warn: say, error: say }
  return { lines, logger }
}

/** Joins, however long that takes. */
async function join(bus: InvalidationBus): Promise<BusProbe> {
  const joining = probe(bus)
  await vi.advanceTimersByTimeAsync(2_000)
  return joining
}

function start(options?: ChangeStreamInvalidationOptions): {
  readonly collection: FakeCollection
  readonly bus: InvalidationBus
} {
  const collection = new FakeCollection()
  return { collection, bus: changeStreamInvalidation(collection, options) }
}

describe('joining', () => {
  test('waits until the server has opened the stream', async () => {
    const { collection, bus } = start()
    collection.opening = 'hangs'
    let isJoined = false
    const joining = probe(bus).then((joined) => {
      isJoined = true
      return joined
    })
    await vi.advanceTimersByTimeAsync(1_000)
    expect(isJoined).toBe(false)
    collection.cursor.answer(null)
    expect((await joining).gaps).toEqual([])
  })

  test('goes on without a server, and recovers by itself', async () => {
    const { collection, bus } = start()
    collection.opening = 'hangs'
    const { gaps } = await join(bus)
    expect(gaps).toEqual([false])
    collection.cursor.answer(null)
    await vi.advanceTimersByTimeAsync(0)
    expect(gaps).toEqual([false, true])
  })

  test('goes on at once when the server refuses', async () => {
    const { collection, bus } = start()
    collection.opening = new Error('not primary')
    const { gaps } = await probe(bus)
    expect(gaps).toEqual([false])
    collection.opening = 'opens'
    await vi.advanceTimersByTimeAsync(100)
    expect(gaps).toEqual([false, true])
  })

  test('asks for changes of the collection from now on, never for a history', async () => {
    const { collection, bus } = start()
    await join(bus)
    collection.cursor.fail(lostHistory())
    await vi.advanceTimersByTimeAsync(10_000)
    expect(collection.pipelines).toHaveLength(2)
    for (const [stage] of collection.pipelines) {
      expect(stage).toEqual({ $changeStream: { fullDocument: 'updateLookup' } })
    }
  })

  test('opens one stream for all services, and closes it when the last one leaves', async () => {
    const { collection, bus } = start()
    const [a, b] = [await join(bus), await join(bus)]
    collection.cursor.answer(luna)
    await vi.advanceTimersByTimeAsync(0)
    expect([a.names, b.names]).toEqual([['luna'], ['luna']])
    await a.leave()
    expect(collection.cursor.closed).toBe(false)
    await b.leave()
    expect(collection.cursor.closed).toBe(true)
    await vi.advanceTimersByTimeAsync(60_000)
    expect([collection.cursors.length, b.gaps, vi.getTimerCount()]).toEqual([1, [], 0])
  })

  test('tells a service that joins during an outage', async () => {
    const { collection, bus } = start()
    await join(bus)
    collection.opening = 'hangs'
    collection.cursor.fail(new Error('connection reset'))
    await vi.advanceTimersByTimeAsync(100)
    const late = await join(bus)
    expect(late.gaps).toEqual([false])
    collection.cursor.answer(null)
    await vi.advanceTimersByTimeAsync(0)
    expect(late.gaps).toEqual([false, true])
  })
})

describe('a lost stream', () => {
  test.each([
    ['lost history', lostHistory()],
    ['a lost connection', new Error('read ECONNRESET')],
  ])('is opened again after %s, with one gap', async (_title, error) => {
    const { lines, logger } = logged()
    const { collection, bus } = start({ logger })
    const { gaps, names } = await join(bus)
    collection.cursor.fail(error)
    await vi.advanceTimersByTimeAsync(100)
    expect([gaps, collection.cursors.length, lines.length]).toEqual([[false, true], 2, 1])
    collection.cursor.answer(luna)
    await vi.advanceTimersByTimeAsync(20)
    expect(names).toEqual(['luna'])
  })

  test('is noticed when the collection is gone', async () => {
    const { collection, bus } = start()
    const { gaps } = await join(bus)
    collection.cursor.answer({ operationType: 'invalidate' })
    await vi.advanceTimersByTimeAsync(100)
    expect([gaps, collection.cursors.length]).toEqual([[false, true], 2])
  })

  // Red when only the driver's answer counts: after an error it first tries to reach the server.
  test('is noticed when the driver closes the cursor, though it does not answer', async () => {
    const { collection, bus } = start()
    const { gaps } = await join(bus)
    collection.opening = 'hangs'
    collection.cursor.isSilent = true
    await vi.advanceTimersByTimeAsync(600)
    collection.cursor.killed = true
    await vi.advanceTimersByTimeAsync(250)
    expect(gaps).toEqual([false])
  })

  test('is noticed when the server does not answer for 10 s', async () => {
    const { collection, bus } = start()
    const { gaps } = await join(bus)
    const [first] = collection.cursors
    await vi.advanceTimersByTimeAsync(60_000)
    collection.cursor.isSilent = true
    await vi.advanceTimersByTimeAsync(9_900)
    expect(gaps).toEqual([])
    await vi.advanceTimersByTimeAsync(1_000)
    expect([gaps, first?.closed]).toEqual([[false, true], true])
  })

  test('is opened at most once for each pause, however often the history is lost', async () => {
    const { collection, bus } = start({ minPauseMs: 10, maxPauseMs: 1_000 })
    const { gaps } = await join(bus)
    const pauses: number[] = []
    for (let n = 1; n <= 100; n++) {
      collection.cursor.fail(lostHistory())
      while (gaps.length < 2 * n - 1) await vi.advanceTimersByTimeAsync(1)
      const lostAt = performance.now()
      while (collection.cursors.length === n) await vi.advanceTimersByTimeAsync(1)
      pauses.push(performance.now() - lostAt)
    }
    // Each pause is at least half of 10, 20, 40 … 1,000 ms.
    const bounds = pauses.map((_, n) => Math.min(10 * 2 ** n, 1_000))
    expect(pauses.every((pause, n) => pause >= (bounds[n] ?? 0) / 2 - 1)).toBe(true)
    expect(pauses.every((pause, n) => pause <= (bounds[n] ?? 0) + 1)).toBe(true)
    expect(gaps).toEqual(Array.from({ length: 200 }, (_, n) => n % 2 === 1))
    const longest = Math.round(Math.max(...pauses))
    figure('100 lost histories in a row', `100 openings, 100 flushes, pauses up to ${longest} ms`)
  })

  test('is opened after the shortest pause again when it had been steady', async () => {
    const { collection, bus } = start({ minPauseMs: 10, maxPauseMs: 100_000 })
    await join(bus)
    for (let n = 0; n < 10; n++) {
      collection.cursor.fail(lostHistory())
      await vi.advanceTimersByTimeAsync(100_000)
    }
    await vi.advanceTimersByTimeAsync(1_000)
    const before = collection.cursors.length
    collection.cursor.fail(lostHistory())
    await vi.advanceTimersByTimeAsync(10)
    expect(collection.cursors).toHaveLength(before + 1)
  })
})

describe('a server without change streams', () => {
  test('is told of once, leaves the time to live as it is, and is asked again rarely', async () => {
    const { lines, logger } = logged()
    const { collection, bus } = start({ logger })
    collection.opening = noChangeStreams()
    const { gaps } = await join(bus)
    await vi.advanceTimersByTimeAsync(600_000)
    expect([gaps, lines.length]).toEqual([[], 1])
    expect(lines[0]).toMatch(/no change streams for app\.characters, run MongoDB as a replica set/)
    expect(collection.cursors.length).toBeLessThan(140)
    collection.opening = 'opens'
    await vi.advanceTimersByTimeAsync(10_000)
    expect(gaps).toEqual([true])
  })

  test('ends an outage: there is nothing to wait for', async () => {
    const { collection, bus } = start({ logger: logged().logger })
    collection.opening = new Error('starting')
    const { gaps } = await join(bus)
    collection.opening = noChangeStreams()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(gaps).toEqual([false, true])
  })

  test('is told of by a warning of the process without a logger', async () => {
    const warned = new Promise<Error>((resolve) => process.once('warning', resolve))
    const { collection, bus } = start()
    collection.opening = noChangeStreams()
    await join(bus)
    expect(await warned).toMatchObject({ code: 'DRAMATIS_NO_CHANGE_STREAMS' })
  })
})

test('publishing does nothing: the stream sees the write', async () => {
  const { collection, bus } = start()
  const { names } = await join(bus)
  await bus.publish({ name: 'luna', id: null, version: 2, write_id: 'w2', origin: 'a' })
  expect([names, collection.cursors.length]).toEqual([[], 1])
})

test('a server that answers at once instead of waiting is not asked without a pause', async () => {
  const { collection, bus } = start()
  await join(bus)
  const { cursor } = collection
  const before = cursor.asked
  for (let ms = 0; ms < 1_000; ms++) {
    cursor.answer(null)
    await vi.advanceTimersByTimeAsync(1)
  }
  expect(cursor.asked - before).toBeLessThanOrEqual(51)
})

test('a service or a logger that throws does not end the stream', async () => {
  const fail = (): never => {
    throw new Error('no')
  }
  const logger = { debug: fail, info: fail, warn: fail, error: fail }
  const { collection, bus } = start({ logger })
  await Promise.all([bus.subscribe(fail, fail), vi.advanceTimersByTimeAsync(100)])
  const { names } = await join(bus)
  collection.cursor.fail(lostHistory())
  await vi.advanceTimersByTimeAsync(100)
  collection.cursor.answer(luna)
  await vi.advanceTimersByTimeAsync(20)
  expect(names).toEqual(['luna'])
})

test('refuses what is no collection, and pauses that are none', () => {
  const refused = (collection: unknown, options?: ChangeStreamInvalidationOptions) => () =>
    Reflect.apply(changeStreamInvalidation, undefined, [collection, options])
  const db = { databaseName: 'app', namespace: 'app', aggregate() {} }
  for (const collection of [undefined, null, 'characters', db]) {
    expect(refused(collection)).toThrow(/collection must be a collection like db\.collection\(/)
  }
  const collection = new FakeCollection()
  expect(refused(collection, { minPauseMs: 0 })).toThrow(/minPauseMs must be .* at least 1, got 0/)
  expect(refused(collection, { maxPauseMs: Number.NaN })).toThrow(/maxPauseMs .* got NaN/)
  expect(refused(collection, { minPauseMs: 20, maxPauseMs: 10 })).toThrow(/at least 20, got 10/)
})
