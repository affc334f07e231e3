import { expect, test } from 'vitest'
import type { InvalidationBus, Unsubscribe } from '../../src/invalidation/invalidation-bus.ts'
import { type LocalInvalidation, localInvalidation } from '../../src/invalidation/local.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import type { CharacterServiceOptions } from '../../src/service/service-options.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { type FaultyStorage, faultyStorage } from '../../src/testing/faulty-storage.ts'
import { luna } from '../support/characters.ts'
import { settle } from '../support/turns.ts'

interface Pair {
  readonly storage: FaultyStorage
  readonly bus: LocalInvalidation
  readonly a: CharacterService
  readonly b: CharacterService
}

/** Two services over one storage and one bus, with `luna` in both caches. */
async function pair(): Promise<Pair> {
  const storage = faultyStorage(memoryStorage())
  const bus = localInvalidation()
  const options = { storage, invalidation: bus, cacheTtlMs: 900_000 }
  const [a, b] = [new CharacterService(options), new CharacterService(options)]
  await settle()
  await a.createCharacter(luna())
  await b.getCharacter('luna')
  storage.reset()
  return { storage, bus, a, b }
}

async function shownBy(service: CharacterService, name = 'luna'): Promise<string | undefined> {
  return (await service.findCharacter(name))?.personality
}

test('every kind of write through one service is fresh in the other', async () => {
  const { a, b } = await pair()
  await a.updateCharacter('luna', { personality: 'calm' })
  await settle()
  expect(await shownBy(b)).toBe('calm')
  await a.updateCharacter('luna', { name: 'nova', personality: 'wild' })
  await settle()
  expect([await shownBy(b), await shownBy(b, 'nova')]).toEqual([undefined, 'wild'])
  const { id } = await b.deleteCharacter('nova')
  await settle()
  expect(await shownBy(a, 'nova')).toBeUndefined()
  await b.restoreCharacter(id, { name: 'luna' })
  await settle()
  expect([await shownBy(a), await shownBy(a, 'nova')]).toEqual(['wild', undefined])
  await a.rollbackCharacter('luna', 1)
  await settle()
  expect(await shownBy(b)).toBe('Friendly AI assistant')
  expect(await shownBy(a)).toBe('Friendly AI assistant')
})

test('what a service wrote stays in its own cache when the bus brings the message back', async () => {
  const { storage, a } = await pair()
  await a.updateCharacter('luna', { personality: 'calm' })
  await settle()
  const before = storage.count('find')
  expect(await shownBy(a)).toBe('calm')
  expect(storage.count('find')).toBe(before)
})

// Red when a message leaves open loads alone: the load of before fills after it.
test('a message that comes while its name is being loaded lets the load not fill', async () => {
  const { storage, a, b } = await pair()
  b.clearCache()
  await settle()
  const gate = storage.gate('find', 1, 'after')
  const reading = shownBy(b)
  await gate.reached
  await a.updateCharacter('luna', { personality: 'calm' })
  await settle()
  gate.open()
  await reading
  expect(await shownBy(b)).toBe('calm')
})

// Red when a message leaves open writes alone: the write's own result stays, though it is old.
test('a message that comes while its name is being written lets the write not fill', async () => {
  const { storage, a, b } = await pair()
  const gate = storage.gate('swap', 1, 'after')
  const writing = b.updateCharacter('luna', { personality: 'calm' })
  await gate.reached
  await a.updateCharacter('luna', { personality: 'wild' })
  await settle()
  gate.open()
  await writing
  expect(await shownBy(b)).toBe('wild')
})

// Red when a write leaves its result in the cache though a newer one was shown while it was open.
test('a late reply to a write does not bring back what another service has replaced', async () => {
  const { storage, bus, a, b } = await pair()
  bus.cut()
  const gate = storage.gate('swap', 1, 'after')
  const writing = b.updateCharacter('luna', { personality: 'calm' })
  await gate.reached
  await a.updateCharacter('luna', { personality: 'wild' })
  expect(await shownBy(b)).toBe('wild')
  gate.open()
  await writing
  expect(await shownBy(b)).toBe('wild')
})

test('invalidateCharacter and clearCache reach the other services', async () => {
  const { storage, a, b } = await pair()
  for (const forget of [() => a.invalidateCharacter('LUNA'), () => a.clearCache()]) {
    await b.getCharacter('luna')
    const before = storage.count('find')
    forget()
    await settle()
    await b.getCharacter('luna')
    expect(storage.count('find')).toBe(before + 1)
  }
})

test('an outage is forgotten at both ends, and counted once', async () => {
  const { bus, a, b } = await pair()
  bus.cut()
  await a.updateCharacter('luna', { personality: 'calm' })
  expect(await shownBy(b)).toBe('calm')
  await a.updateCharacter('luna', { personality: 'wild' })
  bus.mend()
  expect([await shownBy(b), b.stats().gaps]).toEqual(['wild', 1])
})

test('during an outage a character is kept for at most degradedTtlMs', async () => {
  let time = 0
  const storage = faultyStorage(memoryStorage())
  const bus = localInvalidation()
  const options: CharacterServiceOptions = { storage, invalidation: bus, now: () => time }
  const service = new CharacterService({ ...options, cacheTtlMs: 900_000, degradedTtlMs: 3_000 })
  await service.createCharacter(luna())
  bus.cut()
  await service.getCharacter('luna')
  const before = storage.count('find')
  time += 2_999
  await service.getCharacter('luna')
  expect(storage.count('find')).toBe(before)
  time += 1
  await service.getCharacter('luna')
  expect(storage.count('find')).toBe(before + 1)
})

// Red when a message for every name passes for the end of an outage.
test('a message for every name empties the cache and leaves an outage an outage', async () => {
  let time = 0
  const storage = faultyStorage(memoryStorage())
  const told: Parameters<InvalidationBus['subscribe']>[] = []
  const invalidation: InvalidationBus = {
    publish() {},
    subscribe: (...callbacks) => {
      told.push(callbacks)
      return () => {}
    },
  }
  const service = new CharacterService({ storage, invalidation, now: () => time })
  await service.createCharacter(luna())
  const [onMessage, onGap] = told[0] ?? []
  onGap?.(false)
  onMessage?.({ name: null, id: null, version: null, write_id: null, origin: 'other' })
  await service.getCharacter('luna')
  const before = storage.count('find')
  time += 5_000
  await service.getCharacter('luna')
  expect([storage.count('find'), service.stats().gaps]).toEqual([before + 1, 2])
})

/** A bus that is joined when a test says so. */
function slowBus(): InvalidationBus & { join(): void; readonly left: number } {
  let join: () => void = () => {}
  let left = 0
  const joined = new Promise<Unsubscribe>((resolve) => {
    join = () => resolve(() => void left++)
  })
  return {
    publish() {},
    subscribe: () => joined,
    join: () => join(),
    get left() {
      return left
    },
  }
}

// Red when only the end of a load is looked at: what it read may have changed before the bus was
// joined, and nobody told.
test('nothing is kept that was read before the bus was joined', async () => {
  const storage = faultyStorage(memoryStorage())
  const invalidation = slowBus()
  const service = new CharacterService({ storage, invalidation })
  await service.createCharacter(luna())
  await service.getCharacter('luna')
  const gate = storage.gate('find', 1, 'after')
  const reading = service.getCharacter('luna')
  await gate.reached
  invalidation.join()
  await settle()
  gate.open()
  await reading
  const before = storage.count('find')
  await service.getCharacter('luna')
  await service.getCharacter('luna')
  expect(storage.count('find')).toBe(before + 1)
})

test('closing a service leaves the bus, also when it was joined later', async () => {
  const invalidation = slowBus()
  const service = new CharacterService({ storage: memoryStorage(), invalidation })
  const closing = service.close()
  invalidation.join()
  await closing
  expect(invalidation.left).toBe(1)
})

test('a bus that throws, rejects or never joins fails no write and no read', async () => {
  const fail = (): never => {
    throw new Error('no bus')
  }
  const reject = (): Promise<never> => Promise.reject(new Error('no bus'))
  const hang = (): Promise<never> => new Promise(() => {})
  for (const behave of [fail, reject, hang]) {
    const lines: string[] = []
    const say = (message: string): void => void lines.push(message)
    const service = new CharacterService({
      storage: memoryStorage(),
      invalidation: { publish: behave, subscribe: behave },
      logger: { debug() {}, info() {}, warn: say, error: say },
    })
    await service.createCharacter(luna())
    await service.updateCharacter('luna', { personality: 'calm' })
    expect(await shownBy(service)).toBe('calm')
    await settle()
    const told = behave === hang ? [] : ['joined', 'published', 'published']
    expect(lines.map((line) => line.split(' ').at(-1))).toEqual(told)
  }
})
