import { CharacterService, memoryStorage } from '../../dist/index.js'
import { localInvalidation } from '../../dist/testing.js'
import { character, NAMES, TTL_MS } from '../caches.mjs'
import { alternate, atMost } from '../measure.mjs'

export const title = 'a cached getCharacter(rawName) of a service on a bus, against one without'
export const contenders = ['control', 'localInvalidation']

export async function measure(contender) {
  const storage = memoryStorage()
  const without = new CharacterService({ storage, cacheTtlMs: TTL_MS })
  for (const name of NAMES) await without.createCharacter(character(name))
  const invalidation = contender === 'control' ? undefined : localInvalidation()
  const own = new CharacterService({ storage, cacheTtlMs: TTL_MS, invalidation })
  for (const name of [...NAMES, ...NAMES]) {
    await without.getCharacter(name)
    await own.getCharacter(name)
  }
  const { baselineNs, ownNs, ratio, min, max } = await alternate(
    (i) => without.getCharacter(NAMES[i & 63]),
    (i) => own.getCharacter(NAMES[i & 63]),
    Number(process.env.CALLS ?? 1_000_000),
  )
  const goal = contender === 'control' ? {} : atMost(ratio, 1.05)
  return { ns: ownNs, baselineNs, ratio, min, max, ...goal }
}
