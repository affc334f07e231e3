import { describe, expect, test } from 'vitest'
import type { CacheEntry, CharacterCache } from '../../src/cache/character-cache.ts'
import { lruCache } from '../../src/cache/lru.ts'
import { cacheContract } from '../../src/testing/cache-contract.ts'

describe('a Map', () => {
  cacheContract({ test, createCache: () => new Map<string, CacheEntry>() })
})

describe('lruCache', () => {
  // quick-lru keeps up to twice as many as it promises to keep at least.
  cacheContract({ test, createCache: () => lruCache({ maxEntries: 8 }), maxEntries: 16 })
})

describe('cacheContract', () => {
  const wrong: Record<string, () => CharacterCache> = {
    'gives copies': () => wrapped({ get: (map, name) => copyOf(map.get(name)) }),
    'answers later': () => wrapped({ get: (map, name) => Promise.resolve(map.get(name)) as never }),
    'ignores case': () => wrapped({ get: (map, name) => map.get(name.toLowerCase()) }),
    'does not delete': () => wrapped({ delete: () => false }),
    'does not clear': () => wrapped({ clear: () => {} }),
    'keeps the first entry': () =>
      wrapped({ set: (map, name, entry) => map.has(name) || map.set(name, entry) }),
    'is a plain object': () => objectCache(),
    'reads the expiry': () =>
      wrapped({
        get: (map, name) => ((map.get(name)?.expiresAt ?? 1) > 0 ? map.get(name) : undefined),
      }),
    'knows no bound': () => new Map<string, CacheEntry>(),
  }

  for (const [fault, createCache] of Object.entries(wrong)) {
    test(`finds a container that ${fault}`, async () => {
      expect(await failures(createCache)).not.toEqual([])
    })
  }

  test('registers one test for each rule, with titles of their own', () => {
    const titles: string[] = []
    const register = (title: string): void => void titles.push(title)
    cacheContract({ test: register, createCache: () => new Map(), maxEntries: 8 })
    expect(new Set(titles).size).toBe(titles.length)
    expect(titles.length).toBe(10)
  })
})

/** The titles of the rules that a container breaks. */
async function failures(createCache: () => CharacterCache): Promise<string[]> {
  const proofs: [string, () => Promise<void>][] = []
  const register = (title: string, fn: () => Promise<void>): void => void proofs.push([title, fn])
  cacheContract({ test: register, createCache, maxEntries: 16 })
  const broken: string[] = []
  for (const [title, proof] of proofs) await proof().catch(() => broken.push(title))
  return broken
}

type Entries = Map<string, CacheEntry>

interface Change {
  get?(map: Entries, name: string): CacheEntry | undefined
  set?(map: Entries, name: string, entry: CacheEntry): unknown
  delete?(map: Entries, name: string): unknown
  clear?(map: Entries): void
}

/** A bounded Map in which one method is wrong. */
function wrapped(change: Change): CharacterCache {
  const map: Entries = new Map()
  const bounded = (name: string, entry: CacheEntry): unknown => {
    if (map.size >= 16) map.clear()
    return map.set(name, entry)
  }
  return {
    get: (name) => (change.get ? change.get(map, name) : map.get(name)),
    set: (name, entry) => (change.set ? change.set(map, name, entry) : bounded(name, entry)),
    delete: (name) => (change.delete ? change.delete(map, name) : map.delete(name)),
    clear: () => (change.clear ? change.clear(map) : map.clear()),
  }
}

function copyOf(entry: CacheEntry | undefined): CacheEntry | undefined {
  return entry && { ...entry }
}

function objectCache(): CharacterCache {
  let entries: Record<string, CacheEntry> = {}
  return {
    get: (name) => entries[name],
    set: (name, entry) => {
      entries[name] = entry
    },
    delete: (name) => delete entries[name],
    clear: () => {
      entries = {}
    },
  }
}
