import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { isCharacterError } from '../../../src/errors.ts'
import type { CharacterStorage } from '../../../src/storage/character-storage.ts'
import { mongoStorage } from '../../../src/storage/mongo/storage.ts'
import type { StoredCharacter } from '../../../src/storage/stored-character.ts'
import { newId, sampleRecord } from '../../../src/testing/storage-clauses/clause.ts'
import { describeWithMongo, mongoUri, type OpenMongo, openMongo } from '../../support/mongo.ts'
import { figure } from '../../support/sizes.ts'
import { startProxy, type TcpProxy } from '../../support/tcp-proxy.ts'

const CALLS = 1_000

describeWithMongo('a server that hangs', () => {
  let proxy: TcpProxy
  let mongo: OpenMongo
  let storage: CharacterStorage
  let head: StoredCharacter

  beforeAll(async () => {
    proxy = await startProxy(mongoUri() ?? '')
    mongo = await openMongo({}, proxy.uri)
  })
  afterAll(async () => {
    proxy.resume()
    await mongo.close()
    await proxy.stop()
  })
  beforeEach(async () => {
    storage = mongoStorage(mongo.db())
    head = (await storage.insert(sampleRecord({ name: 'luna' }), newId())) as StoredCharacter
    await Promise.all(Array.from({ length: 200 }, () => storage.find('luna')))
  })

  /** A call of every kind, in turns. */
  function callOf(n: number, timeoutMs: number): Promise<unknown> {
    const calls = [
      () => storage.find('luna', { timeoutMs }),
      () => storage.insert(sampleRecord(), newId(), { timeoutMs }),
      () => storage.swap(head, { writeId: newId(), set: { mood: `${n}` } }, { timeoutMs }),
      () => storage.list({ timeoutMs }),
      () => storage.insertVersion(head, { timeoutMs }),
    ]
    return (calls[n % calls.length] as () => Promise<unknown>)()
  }

  // Red when commands go without their signal: the pool stays full of connections that hang, and
  // the first call afterwards waits for them.
  test(`fails ${CALLS} calls at their deadline, and serves the first call after it recovers`, async () => {
    const timeoutMs = 5_000
    proxy.hang()
    const calls = Array.from({ length: CALLS }, async (_, n) => {
      const start = performance.now()
      const error: unknown = await callOf(n, timeoutMs).catch((thrown: unknown) => thrown)
      return { error, ms: performance.now() - start }
    })
    const results = await Promise.all(calls)
    for (const { error } of results) {
      expect(isCharacterError(error, 'CHARACTER_STORAGE')).toBe(true)
      expect(String(error)).toMatch(/MongoDB storage gave up waiting during \w+/)
    }
    const last = Math.max(...results.map(({ ms }) => ms))
    proxy.resume()
    const recovered = performance.now()
    expect(await storage.find('luna', { timeoutMs: 5_000 })).not.toBeNull()
    const first = performance.now() - recovered
    figure(
      `${CALLS} calls to a server that hangs, ${timeoutMs} ms each`,
      `last rejected after ${last.toFixed(0)} ms, first answer ${first.toFixed(0)} ms after it recovered`,
    )
    expect(last).toBeLessThan(timeoutMs * 1.1)
  })

  test('leaves no connection behind that waits for it', async () => {
    const before = connections()
    proxy.hang()
    const options = { timeoutMs: 300 }
    const calls = Array.from({ length: 300 }, () => storage.find('luna', options))
    await Promise.allSettled(calls)
    proxy.resume()
    await storage.find('luna')
    expect(connections()).toBeLessThanOrEqual(before)
  })

  test('a call ends when nobody waits for it any longer', async () => {
    const nobody = new AbortController()
    const reason = new Error('the client has gone')
    proxy.hang()
    const calls = [0, 1, 2, 3].map((n) => {
      const { signal } = nobody
      if (n === 0) return storage.find('luna', { signal })
      if (n === 1) return storage.list({ signal, timeoutMs: 10_000 })
      return storage.swap(head, { writeId: newId(), set: {} }, { signal })
    })
    nobody.abort(reason)
    for (const result of await Promise.allSettled(calls)) {
      expect(result).toMatchObject({ status: 'rejected', reason: { cause: reason } })
    }
    proxy.resume()
    expect(await storage.find('luna', { timeoutMs: 5_000 })).not.toBeNull()
  })

  test('a write whose reply is held back is applied, and seen by the next read', async () => {
    proxy.hang('replies')
    const change = { writeId: newId(), set: { mood: 'wild', version_number: 2 } }
    await expect(storage.swap(head, change, { timeoutMs: 300 })).rejects.toThrow('gave up waiting')
    proxy.resume()
    expect(await storage.find('luna', { timeoutMs: 5_000 })).toMatchObject({
      writeId: change.writeId,
      character: { mood: 'wild', version_number: 2 },
    })
  })

  test('a first write waits for the index only as long as it may', async () => {
    const fresh = mongoStorage(mongo.db())
    proxy.hang()
    const insert = fresh.insert(sampleRecord(), newId(), { timeoutMs: 300 })
    await expect(insert).rejects.toThrow('gave up waiting during insert')
    proxy.resume()
    expect(await fresh.insert(sampleRecord(), newId(), { timeoutMs: 5_000 })).not.toBeNull()
  })

  /** Connections that the driver's pools hold. */
  function connections(): number {
    const topology = Reflect.get(mongo.client, 'topology')
    const servers: Iterable<{ pool: { totalConnectionCount: number } }> =
      topology.s.servers.values()
    return [...servers].reduce((sum, { pool }) => sum + pool.totalConnectionCount, 0)
  }
})
