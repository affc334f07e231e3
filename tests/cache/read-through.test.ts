import { expect, test } from 'vitest'
import type { CharacterCache } from '../../src/cache/character-cache.ts'
import type { CachedCharacter } from '../../src/cache/kept-entry.ts'
import { lruCache } from '../../src/cache/lru.ts'
import { ReadThrough } from '../../src/cache/read-through.ts'
import type { Character } from '../../src/model/character.ts'
import { manualClock } from '../support/clock.ts'

function cached(version: number, name = 'luna'): CachedCharacter {
  const character = { id: name.padEnd(24, '0'), name, version_number: version } as Character
  return { name, character, writeId: `write-${name}-${version}` }
}

function setup(container: CharacterCache = new Map(), ttlMs = 1_000) {
  const clock = manualClock(0)
  const cache = new ReadThrough({
    cache: container,
    cacheTtlMs: ttlMs,
    degradedTtlMs: 100,
    timeoutMs: 500,
    clock: clock.now,
  })
  const loads: string[] = []
  const load = (version: number, name = 'luna') => {
    return cache.read(name, async () => {
      loads.push(`${name}:${version}`)
      return cached(version, name)
    })
  }
  return { cache, clock, loads, load }
}

/** A load that ends when told to. */
function gatedLoad(version: number) {
  let open = (_fails?: Error): void => {}
  const load = () =>
    new Promise<CachedCharacter>((resolve, reject) => {
      open = (fails) => (fails ? reject(fails) : resolve(cached(version)))
    })
  return { load, open: (fails?: Error) => open(fails) }
}

test('a kept character is answered by the very promise of its load', async () => {
  const { cache, loads, load } = setup()
  const first = load(1)
  await first
  await load(2)
  expect(cache.hit('luna')?.promise).toBe(first)
  expect(loads).toEqual(['luna:1'])
})

test('an entry lives exactly as long as the TTL, counted from before the load', async () => {
  const { clock, cache } = setup()
  const gate = gatedLoad(1)
  const reading = cache.read('luna', gate.load)
  clock.advance(400)
  gate.open()
  await reading
  clock.advance(599)
  expect(cache.peek('luna')?.character.version_number).toBe(1)
  clock.advance(1)
  expect(cache.peek('luna')).toBeUndefined()
})

test('a TTL of 0 keeps nothing and shares nothing', async () => {
  const { load, loads } = setup(new Map(), 0)
  await Promise.all([load(1), load(2)])
  await load(3)
  expect(loads).toEqual(['luna:1', 'luna:2', 'luna:3'])
})

test('a load that began before a write does not fill the cache', async () => {
  const { cache, load } = setup()
  const gate = gatedLoad(1)
  const reading = cache.read('luna', gate.load)
  const write = cache.beginWrite()
  write.touch('luna')
  write.end()
  gate.open()
  expect((await reading).version_number).toBe(1)
  expect((await load(2)).version_number).toBe(2)
  expect(cache.stats.refusedFills).toBe(1)
})

test('nobody joins a load that a write has overtaken', async () => {
  const { cache, load } = setup()
  const gate = gatedLoad(1)
  const early = cache.read('luna', gate.load)
  const write = cache.beginWrite()
  write.touch('luna')
  write.end()
  const late = load(2)
  gate.open()
  expect((await late).version_number).toBe(2)
  await early
  expect((await load(3)).version_number).toBe(2)
})

test('a load during a write does not fill the cache', async () => {
  const { cache, load, loads } = setup()
  const write = cache.beginWrite()
  write.touch('luna')
  await load(1)
  write.end()
  await load(2)
  expect(loads).toEqual(['luna:1', 'luna:2'])
})

test('a write that was alone leaves its own result', async () => {
  const { cache, load, loads } = setup()
  const write = cache.beginWrite()
  write.touch('luna')
  write.end(cached(7))
  expect((await load(1)).version_number).toBe(7)
  expect(loads).toEqual([])
})

test('of two writes at once neither leaves its result', async () => {
  const { cache, load } = setup()
  const [a, b] = [cache.beginWrite(), cache.beginWrite()]
  a.touch('luna')
  b.touch('luna')
  a.end(cached(2))
  b.end(cached(3))
  expect((await load(4)).version_number).toBe(4)
})

test('a rename opens both names', async () => {
  const { cache, load } = setup()
  await load(1, 'luna')
  await load(1, 'nova')
  const write = cache.beginWrite()
  write.touch('luna')
  write.touch('nova')
  expect(cache.peek('luna')).toBeUndefined()
  expect(cache.peek('nova')).toBeUndefined()
  write.end(cached(2, 'nova'))
  expect(cache.peek('luna')).toBeUndefined()
  expect(cache.peek('nova')?.character.version_number).toBe(2)
})

test('clearing lets no load that is under way fill', async () => {
  const { cache, load } = setup()
  const gate = gatedLoad(1)
  const reading = cache.read('luna', gate.load)
  cache.clear()
  gate.open()
  await reading
  expect((await load(2)).version_number).toBe(2)
})

test('a failed load rejects all that joined it and leaves nothing behind', async () => {
  const { cache, load, loads } = setup()
  const gate = gatedLoad(1)
  const readings = [1, 2, 3].map(() => cache.read('luna', gate.load))
  gate.open(new Error('down'))
  for (const reading of readings) await expect(reading).rejects.toThrow('down')
  await load(5)
  expect(loads).toEqual(['luna:5'])
  expect(cache.stats).toMatchObject({ misses: 2, sharedLoads: 2 })
})

test('after an unknown outcome a name is not kept for a while', async () => {
  const { cache, clock, load, loads } = setup()
  const write = cache.beginWrite()
  write.touch('luna')
  write.endUnknown()
  await load(1)
  await load(1)
  expect(loads).toHaveLength(2)
  clock.advance(500)
  await load(1)
  await load(2)
  expect(loads).toHaveLength(3)
})

test.each([
  ['a Map', (): CharacterCache => new Map()],
  ['quick-lru', (): CharacterCache => lruCache({ maxEntries: 1 })],
])('an alias never outlives its entry: three names in %s', async (_title, container) => {
  const { cache, load } = setup(container())
  for (let round = 1; round <= 20; round++) {
    for (const name of ['luna', 'nova', 'vega']) {
      const write = cache.beginWrite()
      write.touch(name)
      write.end()
      expect((await load(round, name)).version_number).toBe(round)
      expect((await (cache.hit(name)?.promise ?? load(round, name))).version_number).toBe(round)
    }
  }
})

test.each(['get', 'set', 'delete', 'clear'] as const)(
  'a container whose %s throws is treated as empty and never serves an old entry',
  async (method) => {
    // Red when a throw is swallowed without giving up the generation, or the entry is not buried.
    const container = new Map()
    const breakIt = () => {
      throw new Error('broken')
    }
    const { cache, load } = setup(container)
    for (let version = 1; version <= 20; version++) {
      if (version % 2 === 0) Reflect.set(container, method, breakIt)
      if (version % 5 === 0) cache.clear()
      const write = cache.beginWrite()
      write.touch('luna')
      write.end()
      expect((await load(version)).version_number).toBe(version)
      Reflect.deleteProperty(container, method)
      expect((await load(version)).version_number).toBe(version)
    }
  },
)

test('a container that forgets to delete does not bring an entry back', async () => {
  const container = new Map()
  const { cache, load } = setup(container)
  await load(1)
  container.delete = () => false
  const write = cache.beginWrite()
  write.touch('luna')
  write.end()
  expect((await load(2)).version_number).toBe(2)
})

test('two caches over one container do not read each other’s entries', async () => {
  const container = new Map()
  const [a, b] = [setup(container), setup(container)]
  await a.load(1)
  expect((await b.load(2)).version_number).toBe(2)
})

test('state is kept for names under way only', async () => {
  const { cache, load } = setup()
  for (let i = 0; i < 100; i++) {
    await cache.read(`ghost-${i}`, () => Promise.reject(new Error('absent'))).catch(() => {})
  }
  await load(1)
  expect(cache.openNames).toBe(0)
})
