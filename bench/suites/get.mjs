import { CACHES, character, NAMES } from '../caches.mjs'
import { alternate, atMost } from '../measure.mjs'

export const title =
  'a cached getCharacter(rawName) of 64 characters, against `await async (n) => map.get(n)`'
export const contenders = ['control', ...Object.keys(CACHES)]

export async function measure(contender) {
  const map = new Map(NAMES.map((name) => [name, character(name)]))
  const baseline = async (name) => map.get(name)
  const get = contender === 'control' ? baseline : await warm(contender)
  const fast = get === baseline || contender === 'dramatis'
  const iterations = Number(process.env.CALLS ?? (fast ? 1_000_000 : 200_000))
  const { baselineNs, ownNs, ratio, min, max } = await alternate(
    (i) => baseline(NAMES[i & 63]),
    (i) => get(NAMES[i & 63]),
    iterations,
  )
  const goal = contender === 'dramatis' ? atMost(ratio, 1.7) : {}
  return { ns: ownNs, baselineNs, ratio, min, max, ...goal }
}

async function warm(contender) {
  const { get } = await CACHES[contender](async (name) => character(name))
  for (const name of NAMES) {
    await get(name)
    await get(name)
  }
  return get
}
