import { performance } from 'node:perf_hooks'

/** Rounds of which the median counts. */
export const ROUNDS = Number(process.env.ROUNDS ?? 15)

/**
 * Times two functions in turn, A B B A …, so that a machine whose speed drifts favours neither.
 *
 * @param baseline what the other is measured against, an async function of the iteration's number
 * @param contender likewise
 * @param iterations calls of each in one round
 * @param lanes how many calls are under way at once
 * @returns nanoseconds per call and of this process's CPU per call (medians), and the ratio
 *   contender / baseline of the former (median, min, max)
 */
export async function alternate(baseline, contender, iterations, lanes = 1) {
  const cpu = { baseline: [], own: [] }
  const round = (run, used) => async () => {
    const before = process.cpuUsage()
    const ns = await time(run, iterations, lanes)
    const { user, system } = process.cpuUsage(before)
    used.push(((user + system) * 1e3) / iterations)
    return ns
  }
  const { base, own, ...ratio } = await alternateRounds(
    round(baseline, cpu.baseline),
    round(contender, cpu.own),
  )
  const cpuNs = { baselineCpuNs: median(cpu.baseline), ownCpuNs: median(cpu.own) }
  return { baselineNs: base, ownNs: own, ...cpuNs, ...ratio }
}

/**
 * The same for functions that measure by themselves: each call is one round and gives what it cost.
 *
 * @returns the median costs, and the ratio contender / baseline (median, min, max)
 */
export async function alternateRounds(measureBaseline, measureContender, rounds = ROUNDS) {
  await measureBaseline()
  await measureContender()
  const pairs = []
  for (let round = 0; round < rounds; round++) {
    const first = round % 2 === 0
    const a = await (first ? measureBaseline : measureContender)()
    const b = await (first ? measureContender : measureBaseline)()
    pairs.push(first ? { base: a, own: b } : { base: b, own: a })
  }
  const ratios = pairs.map(({ base, own }) => own / base)
  return {
    base: median(pairs.map(({ base }) => base)),
    own: median(pairs.map(({ own }) => own)),
    ratio: median(ratios),
    min: Math.min(...ratios),
    max: Math.max(...ratios),
  }
}

/** Nanoseconds per call of an async function of the iteration's number. */
async function time(run, iterations, lanes) {
  let next = 0
  const lane = async () => {
    while (next < iterations) await run(next++)
  }
  const start = performance.now()
  if (lanes === 1) for (let i = 0; i < iterations; i++) await run(i)
  else await Promise.all(Array.from({ length: lanes }, lane))
  return ((performance.now() - start) / iterations) * 1e6
}

/** The middle one. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}

/** What was to be reached, and whether it was: two columns of a row. */
export function atMost(value, limit) {
  return { goal: `≤ ${limit}`, reached: value <= limit ? 'yes' : 'NO' }
}

/** Likewise. */
export function atLeast(value, limit) {
  return { goal: `≥ ${limit}`, reached: value >= limit ? 'yes' : 'NO' }
}
