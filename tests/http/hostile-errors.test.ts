import { describe, expect, test, vi } from 'vitest'
import { CharacterError, CharacterValidationError } from '../../src/errors.ts'
import { HttpCore } from '../../src/http/core.ts'
import type { HttpAnswer, HttpRequest, RequestBody } from '../../src/http/exchange.ts'
import { defineCharacterModel } from '../../src/model/define-character.ts'
import type { CharacterOperations } from '../../src/service/character-operations.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { luna } from '../support/characters.ts'
import { bareRequest } from './bare-request.ts'
import { EVERY_ROUTE, type RouteCase } from './every-route.ts'
import { app, outcome } from './kit.ts'
import { expectNoLeak, SECRET } from './leaks.ts'
import { exchange, serveRaw } from './raw-client.ts'

/** An error of ours, of which one thing is as nothing of ours is. */
function tampered(fields: PropertyDescriptorMap): object {
  const error = new CharacterValidationError([{ path: ['traits'], message: SECRET }])
  return Object.defineProperties(error, fields)
}

const throwing = (key: string): object =>
  tampered({
    [key]: {
      get() {
        throw new Error(SECRET)
      },
    },
  })

function trapping(trap: keyof ProxyHandler<object>): object {
  const fail = (): never => {
    throw new Error(SECRET)
  }
  return new Proxy(tampered({}), { [trap]: fail })
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

/** An error that changes once it has been looked at. */
function changing(): object {
  let reads = 0
  return tampered({ message: { get: () => (reads++ === 0 ? 'as it was' : { toString: null }) } })
}

class Quota extends CharacterError {
  constructor() {
    super('CHARACTER_QUOTA' as 'CHARACTER_STORAGE', `quota of ${SECRET} used up`)
  }
}

const HOSTILE: Readonly<Record<string, () => unknown>> = {
  'a code of nobody': () => new Quota(),
  'a code that is a prefix': () =>
    tampered({ code: { value: 'CHARACTER_' }, name: { value: 'CharacterError' } }),
  'a code that throws': () => throwing('code'),
  'a name that throws': () => throwing('name'),
  'a message that throws': () => throwing('message'),
  'issues that throw': () => throwing('issues'),
  'a message that is no text': () => tampered({ message: { value: 10n } }),
  'a message that is an object': () => tampered({ message: { value: { a: SECRET } } }),
  'issues that are none': () => tampered({ issues: { value: SECRET } }),
  'issues of texts': () => tampered({ issues: { value: [SECRET] } }),
  'issues without a path': () => tampered({ issues: { value: [{ message: SECRET }] } }),
  'issues with odd paths': () => tampered({ issues: { value: [{ path: [{}], message: SECRET }] } }),
  'issues that cannot be read': () => tampered({ issues: { value: [revoked()] } }),
  'a revoked proxy': revoked,
  'a proxy that traps getPrototypeOf': () => trapping('getPrototypeOf'),
  'a proxy that traps get': () => trapping('get'),
}

function serviceThat(fails: () => unknown): CharacterOperations {
  return new Proxy(new CharacterService({ storage: memoryStorage() }), {
    get: (target, key) => (key === 'model' ? target.model : fails),
  })
}

/** A request as mounts make them, of its parts. */
function requestOf({ method, path, json }: RouteCase): HttpRequest<null> {
  const bytes = new TextEncoder().encode(json === undefined ? '' : JSON.stringify(json))
  const body: RequestBody = {
    announced: json !== undefined,
    takeHostBody: () => ({ kind: 'bytes', bytes }),
    receive: () => () => {},
  }
  return bareRequest({ method, path, body })
}

// Red when handle throws or rejects: a fetch handler rejects then, and a server of Node crashes.
describe.each(Object.keys(HOSTILE))('an error with %s', (title) => {
  const make = HOSTILE[title] as () => unknown
  const routes = EVERY_ROUTE.filter(({ operation }) => operation !== 'openapi')

  test.each(routes)('is a plain 500 of $operation, and told once', async (route) => {
    const ways = [
      (error: unknown) => () => {
        throw error
      },
      (error: unknown) => () => Promise.reject(error),
    ]
    for (const way of ways) {
      const error = make()
      const onError = vi.fn()
      const log = vi.fn()
      const logger = { debug: log, info: log, warn: log, error: log }
      const options = { authorize: () => true, onError, logger }
      const core = new HttpCore<null>('test', serviceThat(way(error)), options)
      const answer = (await core.handle(requestOf(route))) as HttpAnswer
      const text = new TextDecoder().decode(answer.body ?? undefined)
      expectNoLeak(answer.status, text)
      expect(JSON.parse(text)).toMatchObject({ status: 500, code: 'INTERNAL_ERROR' })
      expect(answer.status).toBe(500)
      expect(log).toHaveBeenCalledOnce()
      expect(onError).toHaveBeenCalledOnce()
      expect(Object.is(onError.mock.calls[0]?.[0], error)).toBe(true)
    }
  })

  test('is a plain 500 of authorize, and of view', async () => {
    const fails = (): never => {
      throw make()
    }
    for (const options of [{ authorize: fails }, { view: fails }]) {
      const { call } = app(options)
      expect(outcome(await call('GET', '/characters'))).toBe('500 INTERNAL_ERROR')
    }
  })
})

test('an error of which each look gives another thing tells what was checked', async () => {
  const core = new HttpCore<null>(
    'test',
    serviceThat(() => Promise.reject(changing())),
    {
      authorize: () => true,
    },
  )
  const [route] = EVERY_ROUTE as [RouteCase]
  const { status, body } = (await core.handle(requestOf(route))) as HttpAnswer
  expect([status, JSON.parse(new TextDecoder().decode(body ?? undefined)).detail]).toEqual([
    400,
    'as it was',
  ])
})

test('a code of the host, thrown by validate, is a 500 of fetch and of Node alike', async () => {
  const model = defineCharacterModel({
    validate() {
      throw new Quota()
    },
  })
  const onError = vi.fn()
  const { call, service } = app({ onError }, { model })
  expect(outcome(await call('POST', '/characters', { json: luna() }))).toBe('500 INTERNAL_ERROR')
  expect(onError.mock.calls[0]?.[0]).toBeInstanceOf(Quota)
  const { port, close } = await serveRaw(service)
  const body = JSON.stringify(luna())
  const head = 'POST /characters HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n'
  const framing = `connection: close\r\ncontent-length: ${body.length}\r\n\r\n`
  expect((await exchange(port, head + framing + body)).status).toBe(500)
  await close()
})

test('the issues of a refusal tell paths and messages, and nothing beside them', async () => {
  const issue = { path: ['traits', 0], message: 'is too long', received: SECRET, toJSON: undefined }
  const error = new CharacterValidationError([issue])
  const { call } = app(
    {},
    {
      model: defineCharacterModel({
        validate() {
          throw error
        },
      }),
    },
  )
  const answer = await call('POST', '/characters', { json: luna() })
  expect(answer.json).toMatchObject({ status: 400 })
  expect((answer.json as { issues: unknown }).issues).toEqual([
    { path: ['traits', 0], message: 'is too long' },
  ])
})
