import { expect, test } from 'vitest'
import type { CacheEntry, CharacterCache } from '../../src/cache/character-cache.ts'
import { lruCache } from '../../src/cache/lru.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { luna } from '../support/characters.ts'
import { type Random, randomOf, seededRandom } from '../support/random.ts'
import { randomScheduler, type Scheduler, scheduledStorage } from '../support/scheduler.ts'
import { figure, sized } from '../support/sizes.ts'

/** A map that throws from one of its methods. */
function failing(method: 'get' | 'set' | 'delete' | 'clear', random?: Random): CharacterCache {
  const map = new Map<string, CacheEntry>()
  const broken = (): never => {
    throw new Error(`${method} is broken`)
  }
  const methods: CharacterCache = {
    get: (name) => map.get(name),
    set: (name, entry) => map.set(name, entry),
    delete: (name) => map.delete(name),
    clear: () => map.clear(),
  }
  const sound = methods[method] as (...args: unknown[]) => unknown
  const sometimes = (...args: unknown[]) => (random?.below(2) === 0 ? sound(...args) : broken())
  return { ...methods, [method]: sometimes }
}

/** Forgets nothing that it is told to forget, and something else now and then. */
function unreliable(random: Random): CharacterCache {
  const map = new Map<string, CacheEntry>()
  const forgetsNow = (name: string): boolean => random.below(4) === 0 && map.delete(name)
  return {
    get: (name) => (forgetsNow(name) ? undefined : map.get(name)),
    set: (name, entry) => map.set(name, entry),
    delete: () => false,
    clear: () => {},
  }
}

const CONTAINERS: Readonly<Record<string, (random: Random) => CharacterCache>> = {
  'an LRU of one entry': () => lruCache({ maxEntries: 1 }),
  'a Map': () => new Map(),
  'a container whose delete throws': () => failing('delete'),
  'a container whose delete throws now and then': (random) => failing('delete', random),
  'a container whose get throws now and then': (random) => failing('get', random),
  'a container whose set throws now and then': (random) => failing('set', random),
  'a container that forgets what it likes': unreliable,
}

/** What a character is after each of its writes: where it is found, at which version. */
interface Track {
  readonly names: readonly [string, string]
  readonly states: { readonly name: string | null; readonly version: number }[]
  /** The last state that was acknowledged. */
  acknowledged: number
}

interface Tally {
  reads: number
  stale: number
}

/** Does one write that chance picks. Readers may see what it leads to as soon as it has begun. */
async function write(
  service: CharacterService,
  { track, id }: { readonly track: Track; readonly id: string },
  random: Random,
): Promise<void> {
  const { name, version } = track.states.at(-1) ?? { name: null, version: 0 }
  const other = random.pick(track.names)
  if (name === null) {
    const before = track.states.at(-2)?.name ?? null
    track.states.push({ name: other, version: other === before ? version : version + 1 })
    await service.restoreCharacter(id, { name: other })
  } else if (random.below(4) === 0) {
    track.states.push({ name: null, version })
    await service.deleteCharacter(name)
  } else if (random.below(2) === 0) {
    track.states.push({ name: other, version: version + 1 })
    await service.updateCharacter(name, { name: other })
  } else {
    track.states.push({ name, version: version + 1 })
    await service.updateCharacter(name.toUpperCase(), { personality: 'calm' })
  }
  track.acknowledged = track.states.length - 1
}

async function read(
  service: CharacterService,
  track: Track,
  random: Random,
  tally: Tally,
): Promise<void> {
  const name = random.pick(track.names)
  const from = track.acknowledged
  const found = await service.findCharacter(random.pick([name, name.toUpperCase(), ` ${name} `]))
  const possible = track.states.slice(from).map((s) => (s.name === name ? s.version : null))
  tally.reads++
  if (!possible.includes(found?.version_number ?? null)) tally.stale++
}

/** Three characters of two names each; of each one writer and five readers, in any order. */
async function interleave(
  random: Random,
  scheduler: Scheduler,
  container: CharacterCache,
  tally: Tally,
): Promise<void> {
  const storage = memoryStorage()
  const plain = new CharacterService({ storage })
  const cast: { track: Track; id: string }[] = []
  for (const letter of ['a', 'b', 'c']) {
    const names = [`${letter}1`, `${letter}2`] as const
    const { id } = await plain.createCharacter(luna({ name: names[0] }))
    cast.push({ id, track: { names, states: [{ name: names[0], version: 1 }], acknowledged: 0 } })
  }
  const service = new CharacterService({
    storage: scheduledStorage(storage, scheduler),
    cache: container,
  })
  const writer = async (one: { track: Track; id: string }): Promise<void> => {
    for (let n = 0; n < 4; n++) {
      await scheduler.point()
      await write(service, one, random)
    }
  }
  const reader = async ({ track }: { track: Track }): Promise<void> => {
    for (let n = 0; n < 4; n++) {
      await scheduler.point()
      await read(service, track, random, tally)
    }
  }
  const work = cast.flatMap((one) => [writer(one), ...Array.from({ length: 5 }, () => reader(one))])
  await scheduler.run()
  await Promise.all(work)
}

// Red when an alias leads to an entry instead of a name, when an entry is trusted because the
// container holds it, and when a rename, a delete or a restore opens one name only.
test.each(Object.keys(CONTAINERS))(
  'no read is stale with %s',
  async (title) => {
    const rounds = sized(`interleavings with ${title}`, 10_000, 200)
    const { seed } = seededRandom(title)
    const tally: Tally = { reads: 0, stale: 0 }
    for (let round = 0; round < rounds; round++) {
      const random = randomOf(seed + round)
      const container = CONTAINERS[title]?.(random) ?? new Map()
      await interleave(random, randomScheduler(random), container, tally)
    }
    figure(
      `${rounds} interleavings of 6 names, with ${title}`,
      `${tally.stale} of ${tally.reads} reads stale`,
    )
    expect(tally).toEqual({ reads: rounds * 60, stale: 0 })
  },
  600_000,
)
