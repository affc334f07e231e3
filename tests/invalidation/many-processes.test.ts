import { expect, test } from 'vitest'
import { endFleet, startFleet } from '../support/fleet.ts'
import { FLEET_NAMES, newestOf, startGround } from '../support/fleet-ground.ts'
import type { FleetSettings, Mark } from '../support/fleet-worker.ts'
import { describeWithMongo } from '../support/mongo.ts'
import { describeWithRedis } from '../support/redis-server.ts'
import { figure, sized } from '../support/sizes.ts'

const PROCESSES = 4
const WRITES = sized('writes of a fleet', 2_000, 400)

// Red when the bus delivers nothing (writes of others are never seen), and when a message is taken
// for old that is not (stale 1 s after the last write).
async function proveFreshness(title: string, settings: FleetSettings): Promise<void> {
  const fleet = await startFleet(PROCESSES, settings)
  await Promise.all(fleet.map((member) => member.watch()))
  const marks = await Promise.all(fleet.map((member) => member.write(WRITES / PROCESSES)))
  await new Promise((resolve) => setTimeout(resolve, 1_000))

  const newest = newestOf(marks.flat())
  const shown = await Promise.all(fleet.map((member) => member.readAll()))
  const stale = shown
    .flat()
    .filter((version, n) => version !== newest[n % FLEET_NAMES.length]).length
  const reports = await Promise.all(fleet.map((member) => member.report()))
  const delays = fleet.flatMap((_, writer) =>
    reports.flatMap(({ seen }, reader) =>
      writer === reader ? [] : delaysOf(marks[writer] ?? [], seen),
    ),
  )
  await endFleet(fleet)
  const [p50, p99] = [0.5, 0.99].map((share) => delays[Math.floor(share * delays.length)])
  const older = reports.reduce((sum, report) => sum + report.older, 0)
  const reads = reports.reduce((sum, report) => sum + report.reads, 0)
  figure(
    `${title}, ${PROCESSES} processes, ${WRITES} writes`,
    `${delays.length} sightings, p50 ${p50} ms, p99 ${p99} ms, ${older} of ${reads} reads older, ${stale} stale after 1 s, gaps ${reports.map(({ stats }) => stats.gaps)}, hits ${reports.map(({ stats }) => stats.hits)}`,
  )
  expect(newest.reduce((sum, version) => sum + version - 1, 0)).toBe(WRITES)
  expect(delays).toHaveLength(WRITES * (PROCESSES - 1))
  expect(delays.every(Number.isFinite)).toBe(true)
  expect([older, stale, reports.flatMap(({ unhandled }) => unhandled)]).toEqual([0, 0, []])
  expect(reports.map(({ stats }) => stats.gaps)).toEqual(fleet.map(() => 0))
  expect(reports.every(({ stats }) => stats.hits > stats.misses && stats.misses > 0)).toBe(true)
}

/** After how many ms each write was seen, in order; `Infinity` when it never was. */
function delaysOf(written: readonly Mark[], seen: readonly Mark[]): number[] {
  return written
    .map(({ name, version, at }) => {
      const first = seen.find((mark) => mark.name === name && mark.version >= version)
      return first === undefined ? Number.POSITIVE_INFINITY : Math.max(0, Math.round(first.at - at))
    })
    .sort((a, b) => a - b)
}

describeWithMongo('a fleet on change streams', () => {
  test('sees every write everywhere', { timeout: 600_000 }, async () => {
    const ground = await startGround('change stream')
    await proveFreshness('change stream', ground.settings).finally(ground.end)
  })
})

describeWithRedis('a fleet on Redis', () => {
  test('sees every write everywhere', { timeout: 600_000 }, async () => {
    const ground = await startGround('redis')
    await proveFreshness('redis', ground.settings).finally(ground.end)
  })
})
