import { strict as assert } from 'node:assert'
import type { CacheEntry, CharacterCache } from '../cache/character-cache.ts'
import { checkOptions, type KnownOptions } from '../known-options.ts'

/** Options of {@link cacheContract}. */
export interface CacheContractOptions {
  /** Registers a test: `test` of vitest, Jest or `node:test`. */
  readonly test: (title: string, fn: () => Promise<void>) => unknown
  /** Makes a container that is empty and has room for 8 entries or more. Called once for each test. */
  readonly createCache: () => CharacterCache | Promise<CharacterCache>
  /**
   * The most entries the container ever holds. Given, a test fills it and counts; without it nothing
   * is asked of its bound.
   */
  readonly maxEntries?: number | undefined
}

const OPTIONS: KnownOptions<CacheContractOptions> = {
  test: true,
  createCache: true,
  maxEntries: true,
}

/**
 * Registers the tests that every container passes which is given to the service as its cache: one
 * test for each rule of {@link CharacterCache}.
 *
 * @throws {TypeError} when an option is not known
 *
 * @example
 * ```ts
 * import { cacheContract } from 'dramatis/testing'
 * import { LRUCache } from 'lru-cache'
 * import { describe, test } from 'vitest'
 *
 * describe('lru-cache', () => {
 *   cacheContract({ test, createCache: () => new LRUCache({ max: 500 }), maxEntries: 500 })
 * })
 * ```
 */
export function cacheContract(options: CacheContractOptions): void {
  checkOptions('cacheContract', options, OPTIONS)
  const { test, createCache, maxEntries } = options
  for (const [title, proof] of clauses) {
    test(title, async () => proof(await createCache()))
  }
  if (maxEntries === undefined) return
  test(`never holds more than ${maxEntries} entries`, async () =>
    proveBound(await createCache(), maxEntries))
}

type Clause = readonly [title: string, proof: (cache: CharacterCache) => void]

/** Names that a container built on a plain object mixes up, and names that only look alike. */
const NAMES = ['luna', 'Luna', 'luna ', '', '__proto__', 'constructor', 'caf\u00e9', 'cafe\u0301']

const clauses: readonly Clause[] = [
  [
    'a name that was never set has no entry',
    (cache) => {
      for (const name of [...NAMES, 'toString', 'size']) {
        assert.equal(cache.get(name), undefined, `nothing was set under '${name}'`)
      }
    },
  ],
  [
    'an entry is there at once, and is the very object that was set',
    (cache) => {
      const entry = newEntry()
      cache.set('luna', entry)
      assert.equal(
        cache.get('luna'),
        entry,
        'get gives the entry itself: no copy, no promise of it',
      )
      assert.equal(cache.get('luna'), entry, 'reading does not use an entry up')
    },
  ],
  [
    'each name has an entry of its own',
    (cache) => {
      const entries = NAMES.map((name) => [name, newEntry()] as const)
      for (const [name, entry] of entries) cache.set(name, entry)
      for (const [name, entry] of entries) {
        assert.equal(cache.get(name), entry, `the entry of '${name}'`)
      }
    },
  ],
  [
    'an entry takes the place of the one before, which never comes back',
    (cache) => {
      const newer = newEntry()
      cache.set('luna', newEntry())
      cache.set('luna', newer)
      assert.equal(cache.get('luna'), newer)
      cache.delete('luna')
      assert.equal(cache.get('luna'), undefined)
    },
  ],
  [
    'a deleted entry is gone at once, and the others stay',
    (cache) => {
      const other = newEntry()
      cache.set('luna', newEntry())
      cache.set('selene', other)
      cache.delete('luna')
      assert.equal(cache.get('luna'), undefined)
      assert.equal(cache.get('selene'), other)
    },
  ],
  [
    'a name without an entry is deleted without an error',
    (cache) => {
      cache.delete('luna')
      cache.set('luna', newEntry())
      cache.delete('luna')
      cache.delete('luna')
      assert.equal(cache.get('luna'), undefined)
    },
  ],
  [
    'a cleared container has no entries, and can be filled again',
    (cache) => {
      cache.clear()
      for (const name of NAMES) cache.set(name, newEntry())
      cache.clear()
      for (const name of NAMES) assert.equal(cache.get(name), undefined, `cleared: '${name}'`)
      const entry = newEntry()
      cache.set('luna', entry)
      assert.equal(cache.get('luna'), entry)
    },
  ],
  [
    'an entry means nothing to the container: it is frozen, and past its expiry',
    (cache) => {
      const entry = Object.freeze({ expiresAt: Number.NEGATIVE_INFINITY })
      cache.set('luna', entry)
      assert.equal(cache.get('luna'), entry)
    },
  ],
  [
    'the size, where there is one, is the number of entries',
    (cache) => {
      if (cache.size === undefined) return
      assert.equal(cache.size, 0)
      cache.set('luna', newEntry())
      cache.set('selene', newEntry())
      cache.set('luna', newEntry())
      assert.equal(cache.size, 2)
      cache.delete('luna')
      assert.equal(cache.size, 1)
      cache.clear()
      assert.equal(cache.size, 0)
    },
  ],
]

function newEntry(): CacheEntry {
  return { expiresAt: 1 }
}

function proveBound(cache: CharacterCache, maxEntries: number): void {
  const names = Array.from({ length: maxEntries * 4 }, (_, index) => `name ${index}`)
  for (const name of names) {
    cache.set(name, newEntry())
    assert.ok(cache.get(name), 'the newest entry is kept')
  }
  const kept = names.filter((name) => cache.get(name) !== undefined).length
  assert.ok(kept <= maxEntries, `${kept} entries of ${maxEntries * 4} are kept`)
}
