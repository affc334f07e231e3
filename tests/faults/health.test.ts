import { MongoClient } from 'mongodb'
import { afterEach, expect, test, vi } from 'vitest'
import { CharacterService } from '../../src/service/character-service.ts'
import { mongoStorage } from '../../src/storage/mongo/storage.ts'
import { appOf } from '../http/kit.ts'
import { startGateProxy } from '../support/gate-proxy.ts'
import { describeWithMongo, mongoUri } from '../support/mongo.ts'
import { figure } from '../support/sizes.ts'
import { startProxy } from '../support/tcp-proxy.ts'
import { settle } from '../support/turns.ts'

const TIMEOUT_MS = 1_000
const PATH = '/characters/-/health'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

/** A service behind two proxies: one that goes away, one that holds what is sent. */
async function setup(timeoutMs = TIMEOUT_MS) {
  const target = new URL(mongoUri() ?? '')
  const gate = await startGateProxy(Number(target.port))
  cleanups.push(() => gate.close())
  target.port = String(gate.port)
  const proxy = await startProxy(target.toString())
  cleanups.push(() => proxy.stop())
  const client = new MongoClient(proxy.uri, {
    serverSelectionTimeoutMS: 500,
    connectTimeoutMS: 500,
    heartbeatFrequencyMS: 500,
    monitorCommands: true,
  })
  cleanups.push(() => client.close())
  await client.connect()
  let questions = 0
  client.on('commandStarted', ({ commandName }) => {
    if (commandName === 'ping') questions++
  })
  const storage = mongoStorage(client.db('health'))
  const call = appOf(new CharacterService({ storage, timeoutMs }))
  const health = async () => (await call('GET', PATH)).status
  return { gate, proxy, health, questions: () => questions }
}

/** Asks until it is the status; gives after how many ms that was. */
async function until(health: () => Promise<number>, status: number): Promise<number> {
  const since = performance.now()
  const isThere = async () => expect(await health()).toBe(status)
  await vi.waitFor(isThere, { timeout: 20_000, interval: 10 })
  return Math.round(performance.now() - since)
}

describeWithMongo('health', () => {
  // Red when an answer serves for ever, and when a question that hangs has no end.
  test('is 503 while the database is held or away, and 200 soon after its return', async () => {
    const { gate, proxy, health } = await setup()
    expect(await health()).toBe(200)
    proxy.hang()
    const held = await until(health, 503)
    proxy.resume()
    const released = await until(health, 200)
    await gate.close()
    proxy.cut()
    const away = await until(health, 503)
    await gate.open()
    const back = await until(health, 200)
    figure(
      `health with a timeoutMs of ${TIMEOUT_MS}`,
      `database held: 503 after ${held} ms, released: 200 after ${released} ms; away: 503 after ${away} ms, back: 200 after ${back} ms`,
    )
  }, 60_000)

  // Red when each probe asks.
  test('costs the database one question a second, whoever asks', async () => {
    const { health, questions } = await setup(10_000)
    const since = performance.now()
    let probes = 0
    while (questions() < 4) {
      const statuses = await Promise.all(Array.from({ length: 1_000 }, health))
      probes += statuses.length
      expect(new Set(statuses)).toEqual(new Set([200]))
      // Answers that are there already leave the driver no turn.
      await settle()
    }
    const seconds = (performance.now() - since) / 1_000
    figure('health', `${probes} probes in ${seconds.toFixed(1)} s: ${questions()} questions`)
    expect(questions()).toBeLessThanOrEqual(1 + seconds)
  }, 60_000)
})
