import { afterEach, expect, test } from 'vitest'
import { changeStreamInvalidation } from '../../../src/invalidation/change-stream/bus.ts'
import type { InvalidationBus } from '../../../src/invalidation/invalidation-bus.ts'
import { redisInvalidation } from '../../../src/invalidation/redis/bus.ts'
import { CharacterService } from '../../../src/service/character-service.ts'
import { memoryStorage } from '../../../src/storage/memory/storage.ts'
import { eventually } from '../../support/bus-probe.ts'
import { luna } from '../../support/characters.ts'
import { startGateProxy } from '../../support/gate-proxy.ts'
import { describeWithMongo, openMongo } from '../../support/mongo.ts'
import { startMongo } from '../../support/mongo-server.ts'
import { REDIS_KINDS, redisClient } from '../../support/redis-clients.ts'
import { describeWithRedis, startRedis } from '../../support/redis-server.ts'

const cleanups: (() => unknown)[] = []
const unhandled: unknown[] = []
const onUnhandled = (reason: unknown): void => void unhandled.push(reason)
process.on('unhandledRejection', onUnhandled)

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
  expect(unhandled.splice(0)).toEqual([])
})

/** Works with two services while there is no server, then starts it. */
async function proveRecovery(
  makeBus: () => InvalidationBus,
  startServer: () => Promise<void>,
): Promise<void> {
  const storage = memoryStorage()
  const warnings: string[] = []
  const infos: string[] = []
  const logger = {
    debug() {},
    info: (message: string) => void (/bus/.test(message) && infos.push(message)),
    warn: (message: string) => void warnings.push(message),
    error: (message: string) => void warnings.push(message),
  }
  const a = new CharacterService({ storage, invalidation: makeBus() })
  const b = new CharacterService({ storage, invalidation: makeBus(), logger, degradedTtlMs: 50 })
  cleanups.push(
    () => a.close(),
    () => b.close(),
  )
  await a.createCharacter(luna())
  await b.getCharacter('luna')
  await a.updateCharacter('luna', { personality: 'calm' })
  const isCalm = async (): Promise<boolean> => (await b.getCharacter('luna')).personality === 'calm'
  await eventually('the update, by the degraded time to live', isCalm)
  await eventually('one clear line', () => warnings.length > 0)
  await startServer()
  await eventually('the end of the outage', () => infos.length === 1)
  expect(warnings).toEqual([expect.stringMatching(/bus may be losing messages/)])
  expect([a.stats().gaps, b.stats().gaps]).toEqual([1, 1])
}

describeWithRedis('Redis absent at start', () => {
  test.each(REDIS_KINDS)('a service works with %s, says so once, and recovers', async (kind) => {
    const redis = await startRedis()
    cleanups.push(() => redis.stop())
    await redis.stop()
    const makeBus = (): InvalidationBus => {
      const [one, two] = [redisClient(kind, redis.url), redisClient(kind, redis.url)]
      cleanups.push(one.close, two.close)
      return redisInvalidation({ publisher: one.client, subscriber: two.client })
    }
    await proveRecovery(makeBus, redis.start)
  })
})

describeWithMongo('the change stream absent at start', () => {
  test('a service works, says so once, and recovers', async () => {
    const server = await startMongo({ oplog: true })
    const proxy = await startGateProxy(server.port)
    cleanups.push(server.stop, proxy.close)
    const mongo = await openMongo({}, `mongodb://127.0.0.1:${proxy.port}`)
    cleanups.push(mongo.close)
    const collection = mongo.db().collection('characters')
    await proxy.close()
    await proveRecovery(() => changeStreamInvalidation(collection), proxy.open)
  })
})
