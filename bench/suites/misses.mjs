import { CACHES, NAMES } from '../caches.mjs'

export const title = '1,000 concurrent misses of one name, without and with an invalidation midway'
export const contenders = Object.keys(CACHES)

export async function measure(contender) {
  const calm = await round(contender, false)
  const torn = await round(contender, true)
  return {
    loads: calm.loads,
    'loads with invalidation': torn.loads,
    'stale after it': torn.stale,
    errors: calm.errors + torn.errors,
    ...(contender === 'dramatis' && { goal: '1, 2, 0, 0', reached: isReached(calm, torn) }),
  }
}

function isReached(calm, torn) {
  const errors = calm.errors + torn.errors
  return calm.loads === 1 && torn.loads === 2 && torn.stale + errors === 0 ? 'yes' : 'NO'
}

/** Half of the readers come before the invalidation, half after it, while the first load is open. */
async function round(contender, invalidates) {
  let loads = 0
  let version = 1
  const gates = []
  const cache = await CACHES[contender](async () => {
    loads++
    const seen = version
    await new Promise((resolve) => gates.push(resolve))
    return { version: seen, load: loads }
  })
  const [name] = NAMES
  let errors = 0
  const ask = () =>
    Array.from({ length: 500 }, () =>
      Promise.resolve(cache.get(name)).catch(() => {
        errors++
      }),
    )
  const early = ask()
  await quiet()
  const loadsBefore = loads
  if (invalidates) {
    version = 2
    await cache.invalidate(name)
  }
  const late = ask()
  await quiet()
  // The readers after the invalidation must not be given the load from before it.
  const stale = invalidates && loads === loadsBefore ? late.length : 0
  while (gates.length > 0) {
    for (const open of gates.splice(0)) open()
    await quiet()
  }
  await Promise.all([...early, ...late])
  return { loads, stale, errors }
}

function quiet() {
  return new Promise((resolve) => setTimeout(resolve, 20))
}
