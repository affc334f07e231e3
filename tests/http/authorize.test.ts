import { describe, expect, test, vi } from 'vitest'
import type { Denial } from '../../src/http/authorize.ts'
import type { RequestContext } from '../../src/http/context.ts'
import type { HandlerOptions } from '../../src/http/handler-options.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { faultyStorage } from '../../src/testing/faulty-storage.ts'
import { luna } from '../support/characters.ts'
import { EVERY_ROUTE } from './every-route.ts'
import { app, outcome, problemOf } from './kit.ts'
import { SECRET } from './leaks.ts'

type Authorize = HandlerOptions<Request>['authorize']

describe('authorize is told', () => {
  test.each(EVERY_ROUTE)('$operation, with canonical name and id', async (route) => {
    const seen: RequestContext<Request>[] = []
    const { call } = app({ authorize: (context) => seen.push(context) > 0 })
    const { json, method, path, operation, name, id } = route
    await call(method, path, json === undefined ? {} : { json })
    expect(seen).toMatchObject([{ operation, name, id }])
    expect(seen[0]?.request).toBeInstanceOf(Request)
    expect(seen[0]?.request.method).toBe(method)
  })

  test('head as get', async () => {
    const authorize = vi.fn(() => true)
    await app({ authorize }).call('HEAD', '/characters/luna')
    expect(authorize).toHaveBeenCalledWith(expect.objectContaining({ operation: 'get' }))
  })

  test('nothing of an invalid name, another path or another method', async () => {
    const authorize = vi.fn(() => true)
    const { call } = app({ authorize })
    expect((await call('GET', '/characters/a%2Fb')).status).toBe(400)
    expect((await call('PUT', '/characters/%ff', { json: {} })).status).toBe(400)
    expect((await call('DELETE', '/characters/-/deleted/%ff')).status).toBe(400)
    expect((await call('GET', '/nowhere')).status).toBe(404)
    expect((await call('PATCH', '/characters')).status).toBe(405)
    expect((await call('OPTIONS', '/characters')).status).toBe(204)
    expect(authorize).not.toHaveBeenCalled()
  })
})

// Red when the body is read, or the storage asked, before authorize has answered.
describe('a denial', () => {
  test.each(EVERY_ROUTE)('of $operation touches neither storage nor body', async (route) => {
    const storage = faultyStorage(memoryStorage())
    const { call } = app({ authorize: () => false }, { storage })
    let pulls = 0
    const raw = new ReadableStream(
      {
        pull() {
          pulls++
        },
      },
      { highWaterMark: 0 },
    )
    const hasBody = route.method !== 'GET'
    const headers = { 'content-type': 'application/json' }
    const answer = await call(route.method, route.path, hasBody ? { raw, headers } : {})
    expect(outcome(answer)).toBe('403 FORBIDDEN')
    expect(answer.headers.get('connection')).toBe(hasBody ? 'close' : null)
    expect(storage.calls).toEqual([])
    expect(pulls).toBe(0)
  })

  test('may be a 401 with headers and a text', async () => {
    const authorize: Authorize = async () => ({
      status: 401,
      headers: { 'WWW-Authenticate': 'Bearer realm="cast"' },
      detail: 'Who is it?',
    })
    const answer = await app({ authorize }).call('GET', '/characters')
    expect(outcome(answer)).toBe('401 UNAUTHORIZED')
    expect(problemOf(answer).detail).toBe('Who is it?')
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="cast"')
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
  })

  test.each<readonly [string, () => Denial['headers']]>([
    ['an object', () => ({ 'WWW-Authenticate': 'Key', 'x-a': 'b' })],
    ['a Headers', () => new Headers({ 'WWW-Authenticate': 'Key', 'x-a': 'b' })],
    ['pairs', () => [['WWW-Authenticate', 'Key'] as const, ['x-a', 'b'] as const]],
    ['a Map', () => new Map(Object.entries({ 'WWW-Authenticate': 'Key', 'x-a': 'b' }))],
    ['entries', () => new Headers({ 'WWW-Authenticate': 'Key', 'x-a': 'b' }).entries()],
    [
      'what can be gone through in one way alone',
      () => {
        const headers = new Headers({ 'WWW-Authenticate': 'Key', 'x-a': 'b' })
        return { forEach: headers.forEach.bind(headers) } as unknown as Headers
      },
    ],
  ])('may hold its headers in %s', async (_, headers) => {
    const authorize: Authorize = () => ({ status: 401, headers: headers() })
    const answer = await app({ authorize }).call('GET', '/characters')
    expect(outcome(answer)).toBe('401 UNAUTHORIZED')
    expect(answer.headers.get('www-authenticate')).toBe('Key')
    expect(answer.headers.get('x-a')).toBe('b')
  })

  test('tells a header that is given twice in one', async () => {
    const headers = new Headers([['www-authenticate', 'Basic']])
    headers.append('WWW-Authenticate', 'Bearer')
    for (const given of [
      headers,
      ['Basic', 'Bearer'].map((v) => ['www-authenticate', v] as const),
    ]) {
      const answer = await app({ authorize: () => ({ status: 401, headers: given }) }).call(
        'GET',
        '/characters',
      )
      expect(answer.headers.get('www-authenticate')).toBe('Basic, Bearer')
    }
  })

  test('has a text of its own where the host gives none', async () => {
    const denied = await app({ authorize: () => ({ status: 403 }) }).call('GET', '/characters')
    expect(problemOf(denied)).toMatchObject({ title: 'Forbidden', detail: 'This is not allowed' })
    const unknown = await app({ authorize: () => ({ status: 401 }) }).call('GET', '/characters')
    expect(problemOf(unknown).detail).toBe('Authentication is required')
  })

  test.each([1, 'true', {}, [], null, undefined, { status: 200 }, { allowed: true }, Symbol('x')])(
    'is whatever is not true: %s',
    async (decision) => {
      for (const given of [decision, Promise.resolve(decision)]) {
        const authorize = (() => given) as unknown as Authorize
        const answer = await app({ authorize }).call('GET', '/characters')
        expect(outcome(answer)).toBe('403 FORBIDDEN')
      }
    },
  )
})

describe('a failing authorize', () => {
  const failures: readonly (readonly [string, () => never | Promise<never>])[] = [
    [
      'throws',
      () => {
        throw new Error(SECRET)
      },
    ],
    ['rejects', () => Promise.reject(new Error(SECRET))],
    [
      'throws nothing',
      () => {
        throw undefined
      },
    ],
    [
      'throws what looks like a fault of the client',
      () => {
        throw Object.assign(new Error(SECRET), {
          code: 'CHARACTER_NOT_FOUND',
          name: 'CharacterNotFoundError',
        })
      },
    ],
  ]

  test.each(failures)('is a 500 when it %s', async (_, authorize) => {
    const storage = faultyStorage(memoryStorage())
    const onError = vi.fn()
    const { call } = app({ authorize, onError }, { storage })
    expect(outcome(await call('GET', '/characters'))).toBe('500 INTERNAL_ERROR')
    expect(onError).toHaveBeenCalledOnce()
    expect(storage.calls).toEqual([])
  })

  // Red when headers of an odd make are dropped: a denial without its challenge.
  test.each<readonly [unknown, string]>([
    [{ 'x-a': 'b\r\nset-cookie: c' }, 'the header "x-a" cannot be sent'],
    [[['x-a', 'b\r\nc']], 'the header "x-a" cannot be sent'],
    [{ 'a b': 'c' }, 'the header "a b" cannot be sent'],
    [{ 'x-a': 7 }, 'the header "x-a" cannot be sent'],
    [[['x-a']], 'the header "x-a" cannot be sent'],
    [[7], 'the header 7 cannot be sent'],
    [['x-a: b'], 'the header "x-a: b" cannot be sent'],
    [
      new Headers([
        ['set-cookie', 'a'],
        ['set-cookie', 'b'],
      ]),
      '"set-cookie" cannot be sent',
    ],
    ['x-a: b', "headers must be an object, a Headers or pairs, got 'x-a: b'"],
    [true, 'headers must be an object, a Headers or pairs, got true'],
  ])('is a 500 when its headers cannot be sent: %j', async (headers, message) => {
    const onError = vi.fn()
    const authorize = (() => ({ status: 401, headers })) as unknown as Authorize
    const answer = await app({ authorize, onError }).call('GET', '/characters')
    expect(outcome(answer)).toBe('500 INTERNAL_ERROR')
    expect(String(onError.mock.calls[0]?.[0])).toContain(`TypeError: authorize: `)
    expect(String(onError.mock.calls[0]?.[0])).toContain(message)
  })
})

test('what is allowed by a promise goes on', async () => {
  const { call, service } = app({ authorize: async () => true })
  await service.createCharacter(luna())
  expect((await call('GET', '/characters/luna')).status).toBe(200)
})

test("'public' warns once, at construction", async () => {
  const logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() }
  const { call } = app({ authorize: 'public', logger })
  await call('GET', '/characters')
  await call('GET', '/characters')
  expect(logger.warn).toHaveBeenCalledOnce()
  expect(logger.warn.mock.calls[0]?.[0]).toContain('everybody may read, write and purge')
  app({ authorize: () => true, logger })
  expect(logger.warn).toHaveBeenCalledOnce()
})
