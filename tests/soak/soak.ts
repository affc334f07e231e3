import { setTimeout as delay } from 'node:timers/promises'
import { MongoClient } from 'mongodb'
import { CharacterService } from '../../src/service/character-service.ts'
import { mongoStorage } from '../../src/storage/mongo/storage.ts'
import { endFleet, type FleetMember, startFleet, startMember } from '../support/fleet.ts'
import { expectFresh, FLEET_NAMES, type Ground, startGround } from '../support/fleet-ground.ts'
import type { FleetSettings, Mark } from '../support/fleet-worker.ts'
import { type GateProxy, startGateProxy } from '../support/gate-proxy.ts'
import { auditWrites } from '../support/ledger.ts'
import { startProxy, type TcpProxy } from '../support/tcp-proxy.ts'

const { SOAK_SECONDS, SOAK_BUS } = process.env
const SECONDS = Number(SOAK_SECONDS ?? 120)
const BUS = SOAK_BUS === 'redis' ? 'redis' : 'change stream'
const PROCESSES = 3
const LANES = 8
const CALM_MS = 4_000
const WARM_MS = Math.min(60_000, SECONDS * 500)
const MAX_GROWTH = 1.2
const CONNECT_TIMEOUT_MS = 1_000
const GRACE_MS = 500
const DRIVER = `&connectTimeoutMS=${CONNECT_TIMEOUT_MS}&serverSelectionTimeoutMS=1000&heartbeatFrequencyMS=500&serverMonitoringMode=poll`

/** All that a soak plays with. */
interface Stage {
  readonly ground: Ground
  readonly settings: FleetSettings
  readonly gate: GateProxy
  readonly proxy: TcpProxy
  readonly fleet: FleetMember[]
  /** What processes said that are no more. */
  readonly bequeathed: Mark[]
}

/** What went wrong, and what it went over. */
interface Outcome {
  readonly troubles: string[]
  calls: number
  failures: number
}

const FAULTS: Readonly<Record<string, (stage: Stage) => Promise<void>>> = {
  async 'every connection cut, ten times in two seconds'({ proxy }) {
    for (let cuts = 0; cuts < 10; cuts++) {
      proxy.cut()
      await delay(400 * Math.random())
    }
  },
  async 'every connection cut as a heartbeat begins'({ fleet }) {
    await Promise.all(fleet.map((member) => member.cutInHeartbeat()))
  },
  async 'the database holds its answers for 4 s'({ proxy }) {
    proxy.hang()
    await delay(4_000)
    proxy.resume()
  },
  async 'the database is away for 6 s'({ gate }) {
    await gate.close()
    await delay(6_000)
    await gate.open()
  },
  async 'the bus is away for 2 s'({ ground }) {
    await ground.cut()
    await delay(2_000)
    await ground.mend()
  },
  async 'a process is killed'(stage) {
    const killed = stage.fleet.pop()
    await killed?.kill()
    stage.bequeathed.push(...(killed?.marks ?? []))
    const member = await startMember(stage.settings)
    await member.join()
    await member.watch()
    await member.load()
    stage.fleet.push(member)
  },
}

async function setStage(): Promise<Stage> {
  const ground = await startGround(BUS)
  const gate = await startGateProxy(Number(new URL(ground.settings.mongoUri).port))
  const proxy = await startProxy(`mongodb://127.0.0.1:${gate.port}`)
  const settings: FleetSettings = {
    ...ground.settings,
    mongoUri: proxy.uri + DRIVER,
    graceMs: GRACE_MS,
    timeoutMs: 10_000,
    lanes: LANES,
    isMixed: true,
  }
  const fleet = await startFleet(PROCESSES, settings)
  await Promise.all(fleet.map((member) => member.watch()))
  return { ground, settings, gate, proxy, fleet, bequeathed: [] }
}

/** Loads the fleet for as long as `meanwhile` takes; gives what failed of reads and writes. */
async function underLoad(
  stage: Stage,
  outcome: Outcome,
  meanwhile: () => Promise<unknown>,
): Promise<string[]> {
  const countFailedReads = async (): Promise<number> =>
    (await reportsOf(stage)).reduce((sum, { failedReads }) => sum + failedReads, 0)
  const before = await countFailedReads()
  await Promise.all(stage.fleet.map((member) => member.load()))
  await meanwhile()
  const loads = await Promise.all(stage.fleet.map((member) => member.unload()))
  outcome.calls += loads.reduce((sum, { marks }) => sum + marks.length, 0)
  const failures = loads.flatMap((load) => load.failures)
  outcome.failures += failures.length
  const failedReads = (await countFailedReads()) - before
  return failedReads > 0 ? [...failures, `${failedReads} reads`] : failures
}

const reportsOf = ({ fleet }: Stage) => Promise.all(fleet.map((member) => member.report()))

/** One fault under load, until every process serves again and every watch has done its part. */
async function play(title: string, stage: Stage, outcome: Outcome): Promise<void> {
  const calm = await underLoad(stage, outcome, () => delay(CALM_MS))
  if (calm.length > 0) outcome.troubles.push(`before "${title}": ${calm.length} × ${calm[0]}`)
  const failures = await underLoad(stage, outcome, async () => {
    await FAULTS[title]?.(stage)
    await Promise.all(stage.fleet.map((member) => member.serve()))
    await delay(CONNECT_TIMEOUT_MS + GRACE_MS + 1_000)
    await Promise.all(stage.fleet.map((member) => member.serve()))
  })
  console.log(`${title}: ${failures.length} calls failed, every process serves again`)
}

async function soak(stage: Stage, service: CharacterService): Promise<Outcome> {
  const outcome: Outcome = { troubles: [], calls: 0, failures: 0 }
  const startedAt = performance.now()
  const isTime = (ms: number): boolean => performance.now() - startedAt >= ms
  const titles = Object.keys(FAULTS)
  let warm: readonly number[] | undefined
  let last: readonly number[] = []
  for (let n = 0; n < titles.length || !isTime(SECONDS * 1_000); n++) {
    await play(titles[n % titles.length] ?? '', stage, outcome)
    await expectFresh(stage.fleet, service).catch((error: unknown) => {
      outcome.troubles.push(`stale: ${String(error)}`)
    })
    const reports = await reportsOf(stage)
    const older = reports.reduce((sum, report) => sum + report.older, 0)
    if (older > 0) outcome.troubles.push(`${older} reads were older than the one before`)
    outcome.troubles.push(...reports.flatMap(({ unhandled }) => unhandled))
    // The last process is the one that is killed: it is never old enough.
    last = reports.slice(0, -1).map(({ heapBytes }) => heapBytes)
    if (warm === undefined && isTime(WARM_MS)) warm = last
  }
  const growth = last.map((bytes, n) => bytes / (warm?.[n] ?? bytes))
  console.log(`heap since the first minute: ${growth.map((ratio) => `× ${ratio.toFixed(2)}`)}`)
  if (growth.some((ratio) => ratio > MAX_GROWTH)) outcome.troubles.push('the heap grew')
  return outcome
}

const stage = await setStage()
const client = await new MongoClient(stage.ground.settings.mongoUri).connect()
const service = new CharacterService({
  storage: mongoStorage(client.db(stage.settings.database)),
  cacheTtlMs: 0,
})
console.log(`${PROCESSES} processes × ${LANES} lanes, bus: ${BUS}, ${SECONDS} s or more`)
const { troubles, calls, failures } = await soak(stage, service)
const marks = [...stage.bequeathed, ...stage.fleet.flatMap((member) => member.marks)]
const losses = await auditWrites(service, FLEET_NAMES, marks)
if (losses.lost + losses.twice + losses.gaps > 0) troubles.push(JSON.stringify(losses))
const reports = await reportsOf(stage)
const revivals = reports.reduce((sum, report) => sum + report.revivals, 0)
console.log(
  `${marks.length} writes acknowledged: ${losses.lost} lost, ${losses.twice} made twice, ${losses.gaps} versions missing`,
)
console.log(`${calls} loads done, ${failures} failed within faults, ${revivals} clients revived`)
for (const trouble of troubles) console.error(`TROUBLE: ${trouble}`)
await endFleet(stage.fleet)
await client.close()
await stage.proxy.stop()
await stage.gate.close()
await stage.ground.end()
process.exitCode = troubles.length > 0 ? 1 : 0
