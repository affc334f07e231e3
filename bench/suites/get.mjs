import { CACHES, character, NAMES } from '../caches.mjs'
import { alternate, atMost } from '../measure.mjs'

export const title =
  'a cached getCharacter(rawName) of 64 characters, against `await async (n) => map.get(n)`'
export const contenders = ['control', ...Object.keys(CACHES), 'dramatis by label']

export async function measure(contender) {
  const map = new Map(NAMES.map((name) => [name, character(name)]))
  const baseline = async (name) => map.get(name)
  const get = contender === 'control' ? baseline : await warm(contender)
  const fast = get === baseline || contender.startsWith('dramatis')
  const iterations = Number(process.env.CALLS ?? (fast ? 1_000_000 : 200_000))
  const { baselineNs, ownNs, ratio, min, max } = await alternate(
    (i) => baseline(NAMES[i & 63]),
    (i) => get(NAMES[i & 63]),
    iterations,
  )
  const goals = { dramatis: 1.7, 'dramatis by label': 3.4 }
  const goal = contender in goals ? atMost(ratio, goals[contender]) : {}
  return { ns: ownNs, baselineNs, ratio, min, max, ...goal }
}

async function warm(contender) {
  if (contender === 'dramatis by label') return warmLabelled()
  const { get } = await CACHES[contender](async (name) => character(name))
  for (const name of NAMES) {
    await get(name)
    await get(name)
  }
  return get
}

/** An older version of each, by a label: twice what a plain hit may cost. */
async function warmLabelled() {
  const { CharacterService, memoryStorage } = await import('../../dist/index.js')
  const service = new CharacterService({ storage: memoryStorage(), cacheTtlMs: 3_600_000 })
  const options = { label: 'production' }
  for (const name of NAMES) {
    const { id, created_at, updated_at, is_active, version_number, ...input } = character(name)
    await service.createCharacter(input)
    await service.setLabel(name, 'production', 1)
    await service.updateCharacter(name, { display_name: 'Draft' })
    await service.getCharacter(name)
    await service.getCharacter(name)
    await service.getCharacter(name, options)
  }
  return (name) => service.getCharacter(name, options)
}
