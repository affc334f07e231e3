import { randomBytes } from 'node:crypto'
import { CACHES } from '../caches.mjs'
import { median } from '../measure.mjs'

export const title =
  'memory of 1,000 cached characters of 3.5 KB, the characters themselves included'
const COUNT = 1_000
const ROUNDS = Number(process.env.ROUNDS ?? 5)
export const contenders = ['Map', ...Object.keys(CACHES)]

export async function measure(contender) {
  const kept = []
  const perCharacter = []
  for (let round = 0; round <= ROUNDS; round++) {
    const cache = contender === 'Map' ? mapCache() : await CACHES[contender](load)
    await cache.get('nobody')
    const before = heapUsed()
    for (let i = 0; i < COUNT; i++) await cache.get(`${round}-${i}`)
    const bytes = (heapUsed() - before) / COUNT
    // The first round also pays for what is compiled and opened once.
    if (round > 0) perCharacter.push(bytes)
    kept.push(cache)
  }
  return {
    'KB per character': median(perCharacter) / 1_000,
    min: Math.min(...perCharacter) / 1_000,
    max: Math.max(...perCharacter) / 1_000,
  }
}

/** Texts of their own, each in one piece: repeated ones would share their memory. */
function load(name) {
  return {
    name,
    display_name: name,
    personality: text(1_500),
    system_prompt: text(1_500),
    traits: ['helpful', 'creative', 'patient'],
    avatar_url: `https://example.com/${name}.png`,
    voice_settings: { pitch: 1.1 },
  }
}

function text(length) {
  return randomBytes(length / 2).toString('hex')
}

function mapCache() {
  const map = new Map()
  return {
    async get(name) {
      if (!map.has(name)) map.set(name, load(name))
      return map.get(name)
    },
  }
}

function heapUsed() {
  globalThis.gc()
  globalThis.gc()
  const { heapUsed: heap, arrayBuffers } = process.memoryUsage()
  return heap + arrayBuffers
}
