import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { eventually } from '../support/bus-probe.ts'
import { endFleet, type FleetMember, startFleet } from '../support/fleet.ts'
import { type Ground, newestOf, startGround } from '../support/fleet-ground.ts'
import type { Mark } from '../support/fleet-worker.ts'
import { describeWithMongo } from '../support/mongo.ts'
import { describeWithRedis } from '../support/redis-server.ts'
import { FULL, figure, sized } from '../support/sizes.ts'

const PROCESSES = 3
const CUTS = sized('cuts of the channel', 20, 3)
const CUT_MS = FULL ? 5_000 : 2_000

interface Recovery {
  /** From the server's return to the last process that noticed it. */
  readonly backMs: number
  readonly marks: Mark[]
}

/** Cuts the channel under load, until every process says that it is back. */
async function cutOnce(fleet: readonly FleetMember[], ground: Ground): Promise<Recovery> {
  const countBacks = () => Promise.all(fleet.map((member) => member.countBacks()))
  const before = await countBacks()
  await Promise.all(fleet.map((member) => member.load()))
  await delay(300)
  await ground.cut()
  await delay(CUT_MS)
  await ground.mend()
  const mendedAt = performance.now()
  const isBack = async (): Promise<boolean> => {
    await delay(20)
    return (await countBacks()).every((count, n) => count > (before[n] ?? 0))
  }
  await eventually('the channel is back', isBack, 30_000)
  const backMs = performance.now() - mendedAt
  const loads = await Promise.all(fleet.map((member) => member.unload()))
  expect(loads.flatMap(({ failures }) => failures)).toEqual([])
  return { backMs, marks: loads.flatMap(({ marks }) => marks) }
}

/** How many names are shown at an older version than the last one acknowledged. */
async function countStale(fleet: readonly FleetMember[], marks: readonly Mark[]): Promise<number> {
  const newest = newestOf(marks)
  const shown = await Promise.all(fleet.map((member) => member.readAll()))
  return shown.flat().filter((version, n) => version !== newest[n % newest.length]).length
}

async function proveRecovery(title: string, ground: Ground): Promise<void> {
  const fleet = await startFleet(PROCESSES, ground.settings)
  await Promise.all(fleet.map((member) => member.watch()))
  const reportAll = () => Promise.all(fleet.map((member) => member.report()))
  const recoveries: Recovery[] = []
  let stale = 0
  for (let cuts = 1; cuts <= CUTS; cuts++) {
    const before = await reportAll()
    recoveries.push(await cutOnce(fleet, ground))
    await delay(1_000)
    stale += await countStale(
      fleet,
      recoveries.flatMap(({ marks }) => marks),
    )
    const flushes = (await reportAll()).map(
      ({ stats }, n) => stats.gaps - (before[n]?.stats.gaps ?? 0),
    )
    expect(flushes, 'one flush each').toEqual(fleet.map(() => 1))
  }
  const reports = await reportAll()
  await endFleet(fleet)
  const older = reports.reduce((sum, report) => sum + report.older, 0)
  const writes = recoveries.flatMap(({ marks }) => marks).length
  const backMs = recoveries.map((recovery) => Math.round(recovery.backMs)).sort((a, b) => a - b)
  figure(
    `${title} cut ${CUTS} times for ${CUT_MS / 1_000} s under load`,
    `${writes} writes, 0 failed, one flush each in ${PROCESSES} processes, back after ${backMs[0]} to ${backMs.at(-1)} ms, ${stale} stale 1 s later, ${older} reads older`,
  )
  expect([stale, older, reports.flatMap(({ unhandled }) => unhandled)]).toEqual([0, 0, []])
}

const timeout = CUTS * (CUT_MS + 30_000) + 60_000

// Red when a reconnect is not reported as a gap: what was written meanwhile stays unseen.
describeWithRedis('a fleet whose Redis is stopped and started', () => {
  test('forgets once and is fresh within a second', { timeout }, async () => {
    const ground = await startGround('redis')
    await proveRecovery('Redis', ground).finally(ground.end)
  })
})

describeWithMongo('a fleet whose change streams are cut', () => {
  test('forgets once and is fresh within a second', { timeout }, async () => {
    const ground = await startGround('change stream')
    await proveRecovery('change stream', ground).finally(ground.end)
  })
})
