import { expect, test } from 'vitest'
import { lruCache } from '../../src/cache/lru.ts'
import { ReadThrough } from '../../src/cache/read-through.ts'
import type { InvalidationMessage } from '../../src/invalidation/invalidation-bus.ts'
import { type Random, seededRandom } from '../support/random.ts'
import { figure } from '../support/sizes.ts'
import { settle } from '../support/turns.ts'
import { type Head, type Told, World } from '../support/world.ts'

const MESSAGES = 10_000
const NAMES = Array.from({ length: 40 }, (_, n) => `c${n}`)

function newCache(): ReadThrough {
  const container = lruCache({ maxEntries: 1_000 })
  const clock = (): number => performance.now()
  const times = { cacheTtlMs: 3_600_000, degradedTtlMs: 5_000, timeoutMs: 10_000 }
  return new ReadThrough({ cache: container, clock, ...times })
}

/** A reader of the world through a cache, who writes down what should not have happened. */
class Reader {
  readonly cache: ReadThrough = newCache()
  readonly violations: string[] = []
  readonly #world: World
  readonly #told = new Map<string, number>()
  reads = 0

  constructor(world: World) {
    this.#world = world
  }

  receive({ message, seq }: Told): void {
    const name = String(message.name)
    const before = this.cache.peek(name)
    this.cache.receive(message)
    this.#told.set(name, Math.max(seq, this.#told.get(name) ?? 0))
    if (before === undefined || this.cache.peek(name) !== undefined) return
    const { id, version_number: version } = before.character
    const isNewer = id === message.id && version > Number(message.version)
    if (isNewer) this.violations.push(`${name} ${version} was evicted by ${message.version}`)
    if (before.writeId === message.write_id) this.violations.push(`${name} evicted by itself`)
  }

  /** Reads; the storage is asked at once, and its answer arrives when `held` lets it. */
  async read(name: string, held: Promise<void>): Promise<void> {
    const told = this.#told.get(name) ?? 0
    const load = async (): Promise<Head | null> => {
      const head = this.#world.at(name)
      await held
      return head
    }
    const shown = await this.cache.read(name, load).catch(() => null)
    this.reads++
    if (shown === null) return
    const { seq, isDeleted } = this.#world.stateOf(shown)
    if (seq < told) this.violations.push(`${name} is stale${isDeleted ? ', and deleted' : ''}`)
  }
}

/** Lets a world change, tells a reader in any order, some things twice, and reads all the while. */
async function shuffle(
  random: Random,
  world: World,
  reader: Reader,
): Promise<InvalidationMessage[]> {
  const pending: Told[] = []
  const inOrder: InvalidationMessage[] = []
  let released: () => void = () => {}
  let held: Promise<void> = Promise.resolve()
  while (inOrder.length < MESSAGES / 2 || pending.length > 0) {
    const dice = random.next()
    if (dice < 0.2 && inOrder.length < MESSAGES / 2) {
      for (const told of world.change(random)) {
        inOrder.push(told.message)
        pending.push(told, told)
      }
    } else if (dice < 0.6 && pending.length > 0) {
      const [told] = pending.splice(random.below(pending.length), 1)
      if (told !== undefined) reader.receive(told)
    } else if (dice < 0.62) {
      released()
      held = new Promise((resolve) => {
        released = resolve
      })
    } else {
      reader.read(random.pick(NAMES), random.next() < 0.5 ? Promise.resolve() : held)
      if (random.next() < 0.3) await settle()
    }
  }
  released()
  await settle()
  return inOrder
}

// Red when a message does not raise the epoch of an open load (the load of before fills after it),
// when an entry of the same version stays (a deleted character is served), and when one of a higher
// version goes.
test('messages in any order, each twice, end in the same state as in order and once', async () => {
  const world = new World(NAMES)
  const [shuffled, orderly] = [new Reader(world), new Reader(world)]
  const inOrder = await shuffle(seededRandom('shuffled messages'), world, shuffled)
  for (const message of inOrder) orderly.cache.receive(message)

  const { busEvictions, refusedFills } = shuffled.cache.stats
  expect(shuffled.violations).toEqual([])
  expect([shuffled.reads > 1_000, busEvictions > 100, refusedFills > 100]).toEqual([
    true,
    true,
    true,
  ])
  for (const name of NAMES) {
    const now = world.at(name)
    const kept = shuffled.cache.peek(name)
    expect(kept === undefined || kept.writeId === now?.writeId, name).toBe(true)
    const load = async (): Promise<Head | null> => now
    for (const { cache } of [shuffled, orderly]) {
      const shown = await cache.read(name, load).catch(() => null)
      expect(shown).toEqual(now?.character ?? null)
    }
  }
  figure(
    `${2 * inOrder.length} messages shuffled and doubled`,
    `${shuffled.reads} reads, 0 stale, 0 deleted served, ${busEvictions} evicted, 0 newer evicted, ${refusedFills} fills refused`,
  )
})
