import { setTimeout as delay } from 'node:timers/promises'
import { MongoClient } from 'mongodb'
import { expect, test } from 'vitest'
import { CharacterService } from '../../src/service/character-service.ts'
import { mongoStorage } from '../../src/storage/mongo/storage.ts'
import { endFleet, startFleet } from '../support/fleet.ts'
import { expectFresh, FLEET_NAMES, type Ground, startGround } from '../support/fleet-ground.ts'
import type { FleetSettings } from '../support/fleet-worker.ts'
import { auditWrites } from '../support/ledger.ts'
import { describeWithOwnMongo } from '../support/mongo.ts'
import { seededRandom } from '../support/random.ts'
import { describeWithRedis } from '../support/redis-server.ts'
import { figure, sized } from '../support/sizes.ts'
import { startProxy } from '../support/tcp-proxy.ts'

const PROCESSES = 3
const CUTS = sized('cuts of every connection', 100, 6)
/** Some hundred calls, and now and then a heartbeat. */
const LONGEST_MS = 300
const DRIVER =
  '&serverMonitoringMode=poll&heartbeatFrequencyMS=500&connectTimeoutMS=500&serverSelectionTimeoutMS=1000'

/** The ground's settings, with all that goes to MongoDB through a proxy. */
function through(uri: string, { bus, ...settings }: FleetSettings): FleetSettings {
  const mongoUri = uri + DRIVER
  const watched = { ...settings, mongoUri, graceMs: 200, timeoutMs: 2_000, lanes: 4 }
  return { ...watched, bus: 'streamUri' in bus ? { streamUri: mongoUri } : bus }
}

async function proveService(title: string, ground: Ground): Promise<void> {
  const random = seededRandom(`${title}: cuts`)
  const proxy = await startProxy(ground.settings.mongoUri)
  const fleet = await startFleet(PROCESSES, through(proxy.uri, ground.settings))
  await Promise.all(fleet.map((member) => member.watch()))
  await Promise.all(fleet.map((member) => member.load()))
  const servedMs: number[] = []
  for (let cuts = 0; cuts < CUTS; cuts++) {
    await delay(random.next() * LONGEST_MS)
    proxy.cut()
    servedMs.push(...(await Promise.all(fleet.map((member) => member.serve()))))
  }
  const loads = await Promise.all(fleet.map((member) => member.unload()))
  const marks = fleet.flatMap((member) => member.marks)

  const client = await new MongoClient(ground.settings.mongoUri).connect()
  const db = client.db(ground.settings.database)
  const service = new CharacterService({ storage: mongoStorage(db), cacheTtlMs: 0 })
  await expectFresh(fleet, service)
  const losses = await auditWrites(service, FLEET_NAMES, marks)
  const reports = await Promise.all(fleet.map((member) => member.report()))
  await endFleet(fleet)
  await client.close()
  await proxy.stop()
  const sum = (of: (report: (typeof reports)[number]) => number) =>
    reports.reduce((total, report) => total + of(report), 0)
  figure(
    `${PROCESSES} processes, ${title}, every connection cut ${CUTS} times`,
    `each served again, after ${Math.max(...servedMs).toFixed(0)} ms at most; ${sum(({ revivals }) => revivals)} clients revived; ${marks.length} writes acknowledged and there, ${loads.flatMap(({ failures }) => failures).length} failed; ${sum(({ older }) => older)} of ${sum(({ reads }) => reads)} reads older`,
  )
  expect(losses).toEqual({ lost: 0, twice: 0, gaps: 0 })
  expect([sum(({ older }) => older), reports.flatMap(({ unhandled }) => unhandled)]).toEqual([
    0,
    [],
  ])
}

const timeout = CUTS * 15_000 + 60_000

// Red without the watch, by and by: a process whose driver has stopped looking serves no more.
describeWithRedis('a fleet on Redis whose connections to MongoDB are cut', () => {
  test('serves again each time, and loses nothing', { timeout }, async () => {
    const ground = await startGround('redis')
    await proveService('Redis', ground).finally(ground.end)
  })
})

describeWithOwnMongo('a fleet on change streams whose connections to MongoDB are cut', () => {
  test('serves again each time, and loses nothing', { timeout }, async () => {
    const ground = await startGround('change stream')
    await proveService('change streams', ground).finally(ground.end)
  })
})
