import { expect, test, vi } from 'vitest'
import { CharacterStorageError } from '../../src/errors.ts'
import type { ErrorContext } from '../../src/http/context.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import type { CharacterStorage } from '../../src/storage/character-storage.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { figure } from '../support/sizes.ts'
import { EVERY_ROUTE, type RouteCase } from './every-route.ts'
import { appOf, problemOf } from './kit.ts'
import { SECRET, scannedBodies } from './leaks.ts'

const TEXT = `E11000 duplicate key in mongodb://root:${SECRET}@10.0.0.7 at node_modules/x.js:1:2`

/** An error that looks like one of the driver's, or worse. */
function odd(fields: object): Error {
  return Object.assign(new Error(TEXT), fields)
}

const FAILURES: Readonly<Record<string, () => unknown>> = {
  'a storage error': () => new CharacterStorageError(TEXT),
  'a storage error with a cause': () => new CharacterStorageError(TEXT, { cause: odd({}) }),
  'a plain error': () => new Error(TEXT),
  'a TypeError': () => new TypeError(TEXT),
  'a RangeError': () => new RangeError(TEXT),
  'a duplicate key': () => odd({ code: 11000, keyValue: { name: SECRET } }),
  'a network error': () => odd({ name: 'MongoNetworkError', code: 'ECONNRESET' }),
  'a server selection error': () => odd({ name: 'MongoServerSelectionError' }),
  'an error with a status': () => odd({ status: 404, statusCode: 404, expose: true }),
  'an error with a code of HTTP': () => odd({ code: 'INVALID_REQUEST', name: 'HttpProblem' }),
  'an abort': () => new DOMException(TEXT, 'AbortError'),
  'a timeout': () => new DOMException(TEXT, 'TimeoutError'),
  'an aggregate': () => new AggregateError([odd({})], TEXT),
  'an error without a stack': () => odd({ stack: undefined }),
  'an error that cannot be printed': () => odd({ toString: null, message: { toString: null } }),
  'a frozen error': () => Object.freeze(odd({})),
  'a string': () => TEXT,
  'an object': () => ({ message: TEXT, toJSON: () => TEXT }),
  null: () => null,
  undefined: () => undefined,
}

/** A storage whose every call fails in the same way. */
function failing(failure: unknown): CharacterStorage {
  return new Proxy(memoryStorage(), {
    get: (target, key) =>
      key === 'keepVersions' ? target.keepVersions : () => Promise.reject(failure),
  })
}

async function expectPlain500(title: string, route: RouteCase): Promise<void> {
  const failure = FAILURES[title]?.()
  const log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() }
  const onError = vi.fn<(error: unknown, context: ErrorContext<Request>) => void>()
  const service = new CharacterService({ storage: failing(failure), timeoutMs: 2_000 })
  const call = appOf(service, { logger: log, onError })
  const { method, path, json, operation, name, id } = route
  const answer = await call(method, path, json === undefined ? {} : { json })
  const { instance, ...fixed } = problemOf(answer)
  expect(fixed).toEqual({
    type: 'about:blank',
    title: 'Internal Server Error',
    status: 500,
    detail: 'The server could not answer this request',
    code: 'INTERNAL_ERROR',
  })
  expect(log.error).toHaveBeenCalledOnce()
  expect(log.error.mock.calls[0]?.[0]).toBe(`${operation} failed`)
  expect(log.error.mock.calls[0]?.[1]).toMatchObject({ operation, name, id, instance })
  expect(onError).toHaveBeenCalledOnce()
  const [error, context] = onError.mock.calls[0] ?? []
  expect(error).toBe(log.error.mock.calls[0]?.[1].error)
  expect(error).toMatchObject({ code: 'CHARACTER_STORAGE' })
  const isOwn = failure instanceof CharacterStorageError
  expect(isOwn ? error : (error as Error).cause).toBe(failure)
  expect(context).toMatchObject({ operation, name, id, instance })
}

const ROUTES = EVERY_ROUTE.filter(({ operation }) => !['openapi', 'health'].includes(operation))

// Red when the text of an error goes out, or when a failure is told twice.
test.each(ROUTES)('$operation is a plain 500 for 20 kinds of failure', async (route) => {
  const titles = Object.keys(FAILURES)
  expect(titles).toHaveLength(20)
  await Promise.all(titles.map((title) => expectPlain500(title, route)))
})

test('a logger or an onError that fails costs nobody the answer', async () => {
  const fail = (): never => {
    throw new Error(SECRET)
  }
  const logger = { debug: fail, info: fail, warn: () => {}, error: fail }
  const service = new CharacterService({ storage: failing(new Error(TEXT)) })
  for (const onError of [fail, () => Promise.reject(new Error(SECRET)) as never]) {
    const answer = await appOf(service, { logger, onError })('GET', '/characters/luna')
    expect(answer.status).toBe(500)
  }
  figure('failing storage', `20 kinds × ${ROUTES.length} routes: one plain 500, one log line each`)
  figure('bodies of refusals without a leak', String(scannedBodies()))
})
