import { expect, test, vi } from 'vitest'
import { CharacterStorageError } from '../../src/errors.ts'
import { HealthCheck } from '../../src/http/health.ts'
import type { CharacterOperations } from '../../src/service/character-operations.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { faultyStorage } from '../../src/testing/faulty-storage.ts'
import { manualClock } from '../support/clock.ts'
import { withoutPing } from '../support/override-storage.ts'
import { figure } from '../support/sizes.ts'
import { app, appOf, outcome, problemOf } from './kit.ts'

const PATH = '/characters/-/health'

function setup() {
  const storage = faultyStorage(memoryStorage())
  const service = new CharacterService({ storage, timeoutMs: 100 })
  return { storage, service, call: appOf(service, { cacheControl: 'private, max-age=60' }) }
}

test('who is well says so, and nobody keeps it', async () => {
  const { call } = setup()
  const { status, headers, json } = await call('GET', PATH)
  expect([status, json]).toEqual([200, { status: 'ok' }])
  expect(headers.get('content-type')).toBe('application/json')
  expect(headers.get('cache-control')).toBe('no-store')
})

test('it is a question for authorize like any other', async () => {
  const storage = faultyStorage(memoryStorage())
  const authorize = vi.fn(() => false)
  const { call } = app({ authorize }, { storage })
  expect(outcome(await call('GET', PATH))).toBe('403 FORBIDDEN')
  expect(authorize.mock.calls).toMatchObject([[{ operation: 'health', name: null, id: null }]])
  expect(storage.calls).toEqual([])
})

// Red when a failing storage is a 500: a load balancer may then take the process for broken.
test.each(['fails', 'does not answer'])('when the storage %s, it is 503', async (how) => {
  const { storage, service } = setup()
  const onError = vi.fn()
  const call = appOf(service, { onError })
  if (how === 'fails') storage.failAlways('any', new Error('mongodb://root:hunter2@db'))
  else storage.hangAlways()
  const answer = await call('GET', PATH)
  expect(outcome(answer)).toBe('503 SERVICE_UNAVAILABLE')
  expect(problemOf(answer).title).toBe('Service Unavailable')
  expect(answer.headers.get('retry-after')).toBe('1')
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(onError).not.toHaveBeenCalled()
  storage.reset()
})

// Red when each probe asks: the storage is then asked 1,000 times.
test('1,000 probes at once are one question, whatever the answer', async () => {
  const { storage, call } = setup()
  const probe = () => Promise.all(Array.from({ length: 1_000 }, () => call('GET', PATH)))
  expect(new Set((await probe()).map(({ status }) => status))).toEqual(new Set([200]))
  expect(storage.calls).toEqual(['ping'])

  const other = setup()
  other.storage.hangAlways()
  const probes = Array.from({ length: 1_000 }, () => other.call('GET', PATH))
  expect(new Set((await Promise.all(probes)).map(({ status }) => status))).toEqual(new Set([503]))
  expect(other.storage.calls).toEqual(['ping'])
  other.storage.reset()
  figure('1,000 probes of health at once', 'one question to the storage, well or ill')
})

function checked(): {
  readonly ping: ReturnType<typeof vi.fn>
  readonly clock: ReturnType<typeof manualClock>
  readonly health: HealthCheck
} {
  const ping = vi.fn(async () => {})
  const clock = manualClock()
  const service = { ping } as Partial<CharacterOperations> as CharacterOperations
  return { ping, clock, health: new HealthCheck(service, clock.now) }
}

// Red when the second begins with the question: an answer that took long would serve nobody.
test('an answer serves for a second after it came, however long it took', async () => {
  const { ping, clock, health } = checked()
  let answer = (): void => {}
  const answered = new Promise<void>((resolve) => {
    answer = resolve
  })
  ping.mockReturnValueOnce(answered)
  const first = health.ask()
  clock.advance(5_000)
  const second = health.ask()
  answer()
  await Promise.all([first, second])
  clock.advance(999)
  await health.ask()
  expect(ping).toHaveBeenCalledOnce()
  clock.advance(1)
  await health.ask()
  expect(ping).toHaveBeenCalledTimes(2)
})

test('who is ill is asked again after a second, and is well at once', async () => {
  const { ping, clock, health } = checked()
  ping.mockRejectedValueOnce(new CharacterStorageError('away'))
  await expect(health.ask()).rejects.toThrow('does not answer')
  await expect(health.ask()).rejects.toThrow('does not answer')
  clock.advance(1_000)
  await health.ask()
  expect(ping).toHaveBeenCalledTimes(2)
})

test('a storage without ping, and a service without it, are asked for one character', async () => {
  const storage = memoryStorage()
  const list = vi.spyOn(storage, 'list')
  const service = new CharacterService({ storage: withoutPing(storage) })
  expect((await appOf(service)('GET', PATH)).status).toBe(200)
  const wrapped = new Proxy(service, {
    get(target, key) {
      const member: unknown = key === 'ping' ? undefined : Reflect.get(target, key)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
  expect((await appOf(wrapped)('GET', PATH)).status).toBe(200)
  expect(list.mock.calls).toHaveLength(2)
  for (const [options] of list.mock.calls) expect(options).toMatchObject({ limit: 1 })
})

test('a service that fails in a way of its own is a 500, told to the host', async () => {
  const service = new CharacterService({ storage: memoryStorage() })
  const onError = vi.fn()
  vi.spyOn(service, 'ping').mockRejectedValue(new Error('a bug'))
  expect(outcome(await appOf(service, { onError })('GET', PATH))).toBe('500 INTERNAL_ERROR')
  expect(onError).toHaveBeenCalledOnce()
})
