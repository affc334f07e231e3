import { expect, test } from 'vitest'
import { lruCache } from '../../src/cache/lru.ts'
import { ReadThrough } from '../../src/cache/read-through.ts'
import type { InvalidationMessage } from '../../src/invalidation/invalidation-bus.ts'
import type { Random } from '../support/random.ts'
import { seededRandom } from '../support/random.ts'
import { figure } from '../support/sizes.ts'
import { settle } from '../support/turns.ts'
import { type Head, type Told, World } from '../support/world.ts'

const MESSAGES = 10_000
const NAMES = Array.from({ length: 40 }, (_, n) => `c${n}`)

function cacheOf(origin: string): ReadThrough {
  const container = lruCache({ maxEntries: 1_000 })
  const clock = (): number => performance.now()
  const times = { ttlMs: 3_600_000, degradedTtlMs: 5_000, suspectMs: 10_000 }
  return new ReadThrough({ container, clock, origin, ...times })
}

/** A reader of the world through a cache, and what it may never be shown again. */
class Reader {
  readonly cache: ReadThrough = cacheOf('reader')
  readonly #world: World
  readonly #told = new Map<string, number>()
  served = 0
  deletedServed = 0
  neededEvictions = 0

  constructor(world: World) {
    this.#world = world
  }

  /** Takes a message; what it tells, and a newer entry that must stay, are checked from then on. */
  receive({ message, seq }: Told): void {
    const name = String(message.name)
    const before = this.cache.peek(name)
    this.cache.receive(message)
    this.#told.set(name, Math.max(seq, this.#told.get(name) ?? 0))
    if (before === undefined) return
    const isSame = before.character.id === message.id
    const isNewer = isSame && before.character.version_number > Number(message.version)
    const stays = isNewer || before.writeId === message.write_id
    expect(this.cache.peek(name) === before, JSON.stringify({ before, message })).toBe(stays)
  }

  /** Reads; the storage answers with the present state, but when `held` lets it. */
  async read(name: string, held: Promise<unknown>): Promise<void> {
    const told = this.#told.get(name) ?? 0
    const load = async (): Promise<Head | null> => {
      const head = this.#world.at(name)
      await held
      return head
    }
    const shown = await this.cache.read(name, name, load).catch(() => null)
    if (shown === null) return
    this.served++
    const { seq, isDeleted } = this.#world.stateOf(shown)
    if (isDeleted && seq < told) this.deletedServed++
    expect(seq, `${name} is older than what was told`).toBeGreaterThanOrEqual(told)
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

// Red when a message does not raise the epoch of an open load (a load of before fills after it), and
// when an entry with the same id and the same version stays (a deleted character is served).
test('messages in any order, each twice, end in the same state as in order and once', async () => {
  const random = seededRandom('shuffled messages')
  const world = new World(NAMES)
  const reader = new Reader(world)
  const failures: unknown[] = []
  const onUnhandled = (reason: unknown): void => void failures.push(reason)
  process.on('unhandledRejection', onUnhandled)
  const inOrder = await shuffle(random, world, reader)
  process.off('unhandledRejection', onUnhandled)
  expect(failures).toEqual([])

  const orderly = new Reader(world)
  for (const message of inOrder) orderly.cache.receive(message)
  for (const name of NAMES) {
    const now = world.at(name)
    const kept = reader.cache.peek(name)
    if (kept !== undefined) expect(kept.writeId).toBe(now?.writeId)
    const load = async (): Promise<Head | null> => now
    const shown = [reader, orderly].map(({ cache }) =>
      cache.read(name, name, load).catch(() => null),
    )
    const [a, b] = await Promise.all(shown)
    expect(a).toEqual(now?.character ?? null)
    expect(b).toEqual(now?.character ?? null)
  }
  const { busEvictions, refusedFills } = reader.cache.stats
  expect([reader.deletedServed, reader.served > 1_000, busEvictions > 100]).toEqual([0, true, true])
  figure(
    `${2 * inOrder.length} messages shuffled and doubled`,
    `${reader.served} reads, 0 stale, 0 deleted served, ${busEvictions} evicted, 0 newer evicted, ${refusedFills} fills refused`,
  )
})
