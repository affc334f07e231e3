import { afterEach, describe, expect, test, vi } from 'vitest'
import { lruCache } from '../../src/cache/lru.ts'
import { CharacterStorageError } from '../../src/errors.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { faultyStorage } from '../../src/testing/faulty-storage.ts'
import { luna } from '../support/characters.ts'
import { manualClock } from '../support/clock.ts'
import { describe as tell } from '../support/describe-value.ts'
import { overrideStorage } from '../support/override-storage.ts'

const TTL = 'CHARACTER_CACHE_TTL_MINUTES'
afterEach(() => {
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
})

function make(options: object): CharacterService {
  return new CharacterService({ storage: memoryStorage(), ...options })
}

/** How long a character stays in the cache, in milliseconds; `null` when it is never kept. */
async function lifeOf(options: object, probes: readonly number[]): Promise<number | null> {
  const clock = manualClock()
  const service = make({ ...options, now: clock.now })
  await service.createCharacter(luna())
  let lived: number | null = null
  for (const at of probes) {
    const { misses } = service.stats()
    clock.advance(at - (lived ?? 0))
    await service.getCharacter('luna')
    if (service.stats().misses > misses) return lived === null ? null : at
    lived = at
  }
  return Number.POSITIVE_INFINITY
}

describe('what is not usable is refused at construction, by name', () => {
  const storage = memoryStorage()
  const { swap: _swap, ...withoutSwap } = { ...shapeOf(storage) }
  const WRONG: [option: string, values: unknown[]][] = [
    ['storage', [undefined, null, 1, 'memory', {}, withoutSwap, Promise.resolve(storage)]],
    ['model', [null, {}, { attributes: {} }, 'luna', () => {}]],
    ['cache', [null, {}, new Set(), Promise.resolve(new Map()), 5]],
    ['cacheTtlMs', [null, -1, Number.NaN, Number.POSITIVE_INFINITY, '1000', 1n, {}]],
    ['invalidation', [null, {}, { publish() {} }, 'redis']],
    ['logger', [null, {}, { info() {} }, () => {}]],
    ['now', [null, 5, 'now', {}]],
    ['generateId', [null, 5, 'id', () => '', () => 'X'.repeat(24), () => 'f'.repeat(23), () => 7]],
    ['timeoutMs', [null, 0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, '10']],
    ['degradedTtlMs', [null, -1, Number.NaN, Number.POSITIVE_INFINITY, '10']],
  ]
  const cases = WRONG.flatMap(([option, values]) =>
    values.map((value) => ({ option, value, told: tell(value) })),
  )
  test.each(cases)('$option: $told', ({ option, value }) => {
    const attempt = (): unknown => make({ [option]: value })
    expect(attempt).toThrow(TypeError)
    expect(attempt).toThrow(new RegExp(`^CharacterService: .*\\b${option}\\b`))
  })

  test.each([undefined, null, 'options', 5])('options: %s', (options) => {
    expect(() => new CharacterService(options as never)).toThrow(TypeError)
  })

  test('a bare pino logger, whose arguments are the other way round', () => {
    const log = (): void => {}
    const pino = { debug: log, info: log, warn: log, error: log, bindings: () => ({}) }
    expect(() => make({ logger: pino })).toThrow(/fromPino/)
  })
})

test('an explicit undefined means the default, for every option', async () => {
  const options = ['model', 'cache', 'cacheTtlMs', 'invalidation', 'logger', 'now', 'generateId']
  const none = [...options, 'timeoutMs', 'degradedTtlMs'].map((option) => [option, undefined])
  const service = make(Object.fromEntries(none))
  const made = await service.createCharacter(luna())
  expect(made.id).toMatch(/^[0-9a-f]{24}$/)
  expect(Math.abs(Date.parse(made.created_at) - Date.now())).toBeLessThan(60_000)
  expect(await service.getCharacter('luna')).toBe(made)
})

describe('the time that a character is kept', () => {
  const MINUTE = 60_000
  const around = (ms: number) => [ms - 1, ms, ms + 1]

  test.each([
    ['a quarter of an hour without being told', {}, undefined, 15 * MINUTE],
    ['cacheTtlMs', { cacheTtlMs: 1_234 }, undefined, 1_234],
    ['cacheTtlMs before the environment', { cacheTtlMs: 1_234 }, '5', 1_234],
    ['the minutes of the environment', {}, '5', 5 * MINUTE],
    ['a fraction of a minute', {}, '0.5', MINUTE / 2],
    ['minutes with blanks around', {}, ' 2\n', 2 * MINUTE],
    ['the default where the variable is empty', {}, '', 15 * MINUTE],
    ['the default where the variable is blank', {}, '  ', 15 * MINUTE],
  ])('is %s', async (_title, options, minutes, ms) => {
    vi.stubEnv(TTL, minutes)
    expect(await lifeOf(options, around(ms))).toBe(ms)
  })

  test.each([
    ['cacheTtlMs 0', { cacheTtlMs: 0 }, undefined],
    ['0 minutes', {}, '0'],
  ])('is none with %s: every read asks the storage', async (_title, options, minutes) => {
    vi.stubEnv(TTL, minutes)
    expect(await lifeOf(options, [0])).toBeNull()
  })

  test.each(['abc', '-1', 'Infinity', 'NaN', '5m', '1,5', 'x'.repeat(10_000)])(
    'is no mistake in the environment: %s',
    (minutes) => {
      vi.stubEnv(TTL, minutes)
      expect(() => make({})).toThrow(TypeError)
      expect(() => make({})).toThrow(new RegExp(`${TTL} .*minutes`))
      const message = messageOf(() => make({}))
      expect(message.length).toBeLessThan(300)
      // Who says it in code is not held to the environment.
      expect(() => make({ cacheTtlMs: 5 })).not.toThrow()
    },
  )

  test('is the default where the environment may not be read, as in Deno', async () => {
    const env = new Proxy({}, { get: () => expect.fail('Requires env access') })
    vi.stubGlobal('process', { env })
    expect(await lifeOf({}, around(15 * MINUTE))).toBe(15 * MINUTE)
  })

  test('is read from the environment when the service is made, not before', async () => {
    vi.stubEnv(TTL, '1')
    const service = make({})
    vi.stubEnv(TTL, 'abc')
    await service.createCharacter(luna())
    expect((await service.getCharacter('luna')).name).toBe('luna')
  })
})

describe('injected time and ids', () => {
  test('an injected clock gives timestamps and expiry', async () => {
    const clock = manualClock(Date.UTC(2030, 0, 2, 3, 4, 5, 678))
    const service = make({ now: clock.now, cacheTtlMs: 1_000 })
    const made = await service.createCharacter(luna())
    expect(made).toMatchObject({
      created_at: '2030-01-02T03:04:05.678Z',
      updated_at: '2030-01-02T03:04:05.678Z',
    })
    clock.advance(999)
    expect(await service.getCharacter('luna')).toBe(made)
    clock.advance(1)
    expect(await service.getCharacter('luna')).not.toBe(made)
    const updated = await service.updateCharacter('luna', { personality: 'calm' })
    expect([updated.created_at, updated.updated_at]).toEqual([
      '2030-01-02T03:04:05.678Z',
      '2030-01-02T03:04:06.678Z',
    ])
  })

  // Red when the clock is read outside a promise: `catch` never sees the error.
  test('a clock that breaks under a cached read rejects, and throws nothing', async () => {
    let now: () => number = () => 1_000
    const service = make({ now: () => now() })
    await service.createCharacter(luna())
    await service.getCharacter('luna')
    await service.getCharacter('luna')
    now = () => {
      throw new Error('no time')
    }
    const reading = service.getCharacter('luna')
    await expect(reading).rejects.toThrow('no time')
  })

  // Red when the end of a write reads the clock without care: it rejects although it was applied.
  test('a clock that breaks while a write ends does not fail the write', async () => {
    let reads = 0
    let breaksAt = Number.POSITIVE_INFINITY
    const service = make({
      now: () => {
        if (++reads > breaksAt) throw new Error('no time')
        return 1_000
      },
    })
    await service.createCharacter(luna())
    for (let last = 1; last < 10; last++) {
      ;[reads, breaksAt] = [0, last]
      const version = (await service.listCharacters())[0]?.version_number ?? 0
      reads = 0
      const update = await service.updateCharacter('luna', {}).catch(() => null)
      breaksAt = Number.POSITIVE_INFINITY
      const after = (await service.listCharacters())[0]?.version_number
      expect(after).toBe(update === null ? version : version + 1)
    }
  })

  // Red when the clock is looked up at construction, or is one that stands still in a machine that
  // sleeps.
  test('by default expiry follows the wall clock, mocked after construction too', async () => {
    const service = make({})
    vi.useFakeTimers({ toFake: ['Date'] })
    try {
      await service.createCharacter(luna())
      const kept = await service.getCharacter('luna')
      vi.setSystemTime(Date.now() + 15 * 60_000 - 1)
      expect(await service.getCharacter('luna')).toBe(kept)
      vi.setSystemTime(Date.now() + 5 * 60_000)
      expect(await service.getCharacter('luna')).not.toBe(kept)
      expect(service.stats().misses).toBe(1)
    } finally {
      vi.useRealTimers()
    }
  })

  // Red when only `expiresAt` is asked, or when what was dead can live again.
  test('a clock that is set back shows nothing read after it, then or later', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    try {
      const storage = faultyStorage(memoryStorage())
      const service = make({ storage })
      await service.createCharacter(luna())
      vi.setSystemTime(Date.now() - 7_200_000)
      storage.failAlways('find')
      await expect(service.getCharacter('luna')).rejects.toThrow(CharacterStorageError)
      vi.setSystemTime(Date.now() + 7_200_000)
      await expect(service.getCharacter('luna')).rejects.toThrow(CharacterStorageError)
    } finally {
      vi.useRealTimers()
    }
  })

  test.each([Number.NaN, Number.POSITIVE_INFINITY, '1', undefined, 9e15])(
    'a clock that gives %s is refused by name, and caches nothing for ever',
    async (broken) => {
      let now: unknown = Date.now()
      const service = make({ now: () => now, cacheTtlMs: 1_000 })
      await service.createCharacter(luna())
      now = broken
      const write = service.updateCharacter('luna', { personality: 'calm' })
      await expect(write).rejects.toThrow(TypeError)
      await expect(write).rejects.toThrow(/^CharacterService: now /)
    },
  )

  test('injected ids are those of characters and of writes', async () => {
    let n = 0
    const storage = memoryStorage()
    const generateId = (): string => (++n).toString(16).padStart(24, '0')
    const service = new CharacterService({ storage, generateId })
    const made = await service.createCharacter(luna())
    const first = await storage.find('luna')
    await service.updateCharacter('luna', { personality: 'calm' })
    const second = await storage.find('luna')
    const ids = [made.id, first?.writeId, second?.writeId]
    expect(new Set(ids).size).toBe(3)
    for (const id of ids) expect(Number.parseInt(id ?? '', 16)).toBeLessThanOrEqual(n)
  })

  test('an id that is none is a TypeError that names generateId, and stores nothing', async () => {
    let id = 'a'.repeat(24)
    const storage = memoryStorage()
    const service = new CharacterService({ storage, generateId: () => id })
    id = 'LUNA'
    await expect(service.createCharacter(luna())).rejects.toThrow(/generateId .*hexadecimal/)
    await expect(service.createCharacter(luna())).rejects.toThrow(TypeError)
    expect(await storage.list()).toEqual([])
  })
})

test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, null, '5'])(
  'lruCache refuses maxEntries %s by name',
  (maxEntries) => {
    const attempt = (): unknown => lruCache({ maxEntries: maxEntries as number })
    expect(attempt).toThrow(TypeError)
    expect(attempt).toThrow(/maxEntries/)
  },
)

function shapeOf(storage: object): Record<string, unknown> {
  const methods = Object.getOwnPropertyNames(Object.getPrototypeOf(storage))
  return Object.fromEntries(methods.map((method) => [method, Reflect.get(storage, method)]))
}

function messageOf(attempt: () => unknown): string {
  try {
    attempt()
    return ''
  } catch (error) {
    return String(error)
  }
}

test.each([[null], [0], [1.5], [Number.NaN], ['3']])(
  'a storage that keeps %s versions is refused by name',
  (keepVersions: unknown) => {
    const storage = overrideStorage(memoryStorage(), { keepVersions: keepVersions as number })
    const attempt = (): unknown => new CharacterService({ storage })
    expect(messageOf(attempt)).toMatch(/CharacterService: storage\.keepVersions must be an integer/)
  },
)
