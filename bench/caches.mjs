import { CharacterService, memoryStorage } from '../dist/index.js'

export const NAMES = Array.from({ length: 64 }, (_, i) => `Character-${i}`)
export const TTL_MS = 15 * 60_000

/** A character of about 3.5 KB. */
export function character(name) {
  return {
    name,
    display_name: name,
    personality: 'p'.repeat(1_500),
    system_prompt: 's'.repeat(1_500),
    traits: ['helpful', 'creative', 'patient'],
    avatar_url: 'https://example.com/avatar.png',
    voice_settings: { pitch: 1.1 },
  }
}

const WRITE_ID = '0123456789abcdef01234567'
const TEMPLATE = {
  ...character('template'),
  id: WRITE_ID,
  created_at: '2026-01-01T00:00:00.000Z',
  updated_at: '2026-01-01T00:00:00.000Z',
  is_active: true,
  version_number: 1,
}

const LEDGER = { change: null, deletion: null, labels: [], moves: [], touches: [] }

/**
 * The caches people use today, each over the same loader, which takes a lower-case name.
 * `takesRawNames`: whether it finds a character by a name in any spelling by itself.
 */
export const CACHES = {
  async dramatis(load) {
    const storage = storageOver(load)
    const service = new CharacterService({ storage, cacheTtlMs: TTL_MS })
    return {
      get: (name) => service.getCharacter(name),
      invalidate: (name) => service.invalidateCharacter(name),
    }
  },
  async 'lru-cache fetch'(load) {
    const { LRUCache } = await import('lru-cache')
    const cache = new LRUCache({ max: 1_000, ttl: TTL_MS, fetchMethod: load })
    return {
      get: (name) => cache.fetch(name.toLowerCase()),
      invalidate: (name) => cache.delete(name.toLowerCase()),
    }
  },
  async 'p-memoize'(load) {
    const { default: pMemoize } = await import('p-memoize')
    const cache = new Map()
    const get = pMemoize(load, { cache })
    return {
      get: (name) => get(name.toLowerCase()),
      invalidate: (name) => cache.delete(name.toLowerCase()),
    }
  },
  async 'cache-manager wrap'(load) {
    const { createCache } = await import('cache-manager')
    const cache = createCache({ ttl: TTL_MS })
    return {
      get: (name) => cache.wrap(name.toLowerCase(), () => load(name.toLowerCase())),
      invalidate: (name) => cache.del(name.toLowerCase()),
    }
  },
  async bentocache(load) {
    const { BentoCache, bentostore } = await import('bentocache')
    const { memoryDriver } = await import('bentocache/drivers/memory')
    const store = bentostore().useL1Layer(memoryDriver({ maxItems: 1_000 }))
    const cache = new BentoCache({ default: 'memory', stores: { memory: store }, ttl: TTL_MS })
    return {
      get: (name) =>
        cache.getOrSet({ key: name.toLowerCase(), factory: () => load(name.toLowerCase()) }),
      invalidate: (name) => cache.delete({ key: name.toLowerCase() }),
    }
  },
  async 'async-cache-dedupe'(load) {
    const { createCache } = await import('async-cache-dedupe')
    const cache = createCache({ ttl: TTL_MS / 1000, storage: { type: 'memory' } })
    cache.define('character', load)
    return {
      get: (name) => cache.character(name.toLowerCase()),
      invalidate: (name) => cache.clear('character', name.toLowerCase()),
    }
  },
  async cacheable(load) {
    const { Cacheable } = await import('cacheable')
    const cache = new Cacheable({ ttl: TTL_MS })
    return {
      get: (name) => cache.getOrSet(name.toLowerCase(), () => load(name.toLowerCase())),
      invalidate: (name) => cache.delete(name.toLowerCase()),
    }
  },
}

/** A storage that finds a character under every name, made of what the loader gives. */
function storageOver(load) {
  const storage = memoryStorage()
  storage.find = async (name) => ({
    // Of one character the cache keeps one entry: each name has an id of its own.
    character: {
      ...TEMPLATE,
      id: Buffer.from(name.padEnd(12, '.')).toString('hex').slice(-24),
      name,
      ...(await load(name)),
    },
    writeId: WRITE_ID,
    ledger: LEDGER,
    state: null,
  })
  return storage
}
