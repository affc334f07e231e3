import { performance } from 'node:perf_hooks'

/** Rounds of which the median counts. */
const ROUNDS = Number(process.env.ROUNDS ?? 15)

/**
 * Times two functions in turn, A B B A …, so that a machine whose speed drifts favours neither.
 *
 * @param baseline what the other is measured against, an async function of the iteration's number
 * @param contender likewise
 * @param iterations calls of each in one round
 * @returns nanoseconds per call (medians), and the ratio contender / baseline (median, min, max)
 */
export async function alternate(baseline, contender, iterations) {
  await time(baseline, iterations)
  await time(contender, iterations)
  const pairs = []
  for (let round = 0; round < ROUNDS; round++) {
    const first = round % 2 === 0
    const a = await time(first ? baseline : contender, iterations)
    const b = await time(first ? contender : baseline, iterations)
    pairs.push(first ? { base: a, own: b } : { base: b, own: a })
  }
  const ratios = pairs.map(({ base, own }) => own / base)
  return {
    baselineNs: median(pairs.map(({ base }) => base)),
    ownNs: median(pairs.map(({ own }) => own)),
    ratio: median(ratios),
    min: Math.min(...ratios),
    max: Math.max(...ratios),
  }
}

async function time(run, iterations) {
  const start = performance.now()
  for (let i = 0; i < iterations; i++) await run(i)
  return ((performance.now() - start) / iterations) * 1e6
}

/** The middle one. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}
