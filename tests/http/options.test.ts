import fastify from 'fastify'
import { describe, expect, test } from 'vitest'
import { charactersPlugin } from '../../src/http/mounts/fastify.ts'
import { createCharacterHandler } from '../../src/http/mounts/fetch.ts'
import { createKoaMiddleware } from '../../src/http/mounts/koa.ts'
import { createNodeHandler } from '../../src/http/mounts/node.ts'
import { openApiDocument } from '../../src/http/openapi/document.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { appOf } from './kit.ts'

const service = new CharacterService({ storage: memoryStorage() })

// Options as JavaScript may give them.
function make(options: unknown): () => unknown {
  return () => Reflect.apply(createCharacterHandler, undefined, [service, options])
}

test('a mount without authorize says what to write, under its own name', () => {
  expect(make({})).toThrow(
    "createCharacterHandler: authorize is required: write ({ operation, name, request }) => boolean, or 'public'",
  )
  expect(make(undefined)).toThrow(/authorize is required/)
  expect(() => Reflect.apply(createNodeHandler, undefined, [service, {}])).toThrow(
    /^createNodeHandler: authorize is required/,
  )
  expect(() => Reflect.apply(createKoaMiddleware, undefined, [service, {}])).toThrow(
    /^createKoaMiddleware: authorize is required/,
  )
})

describe('a TypeError names the option, what belongs there and what it got', () => {
  test.each([
    ['authorize', true],
    ['authorize', 'Public'],
    ['view', 'all'],
    ['basePath', 'characters'],
    ['basePath', ''],
    ['basePath', '//'],
    ['basePath', '/a//b'],
    ['basePath', '/a?b'],
    ['basePath', '/a#b'],
    ['basePath', '/ä'],
    ['basePath', '/%zz'],
    ['basePath', '/:name'],
    ['basePath', '/*'],
    ['basePath', '/.'],
    ['basePath', '/a/../b'],
    ['basePath', '/a/%2E%2e'],
    ['basePath', '/a%2Fb'],
    ['basePath', '/a%2f'],
    ['basePath', '/%2A'],
    ['basePath', '/%3Aname'],
    ['basePath', '/a%3Fb'],
    ['basePath', '/a%23'],
    ['basePath', '/%FF'],
    ['basePath', '/%C0%AF'],
    ['basePath', '/%ED%A0%80'],
    ['basePath', 7],
    ['maxBodyBytes', 0],
    ['maxBodyBytes', '1mb'],
    ['maxBodyBytes', Number.NaN],
    ['maxBodyBytes', Number.POSITIVE_INFINITY],
    ['bodyTimeoutMs', -1],
    ['bodyTimeoutMs', '10s'],
    ['cacheControl', ''],
    ['cacheControl', 'a\r\nb'],
    ['cacheControl', 7],
    ['onError', 'log'],
    ['logger', {}],
    ['logger', null],
  ])('%s: %j', (option, value) => {
    const options = { authorize: 'public', [option]: value }
    expect(make(options)).toThrow(TypeError)
    expect(make(options)).toThrow(new RegExp(`^createCharacterHandler: ${option} `))
  })

  test('a pino logger, which takes its arguments the other way round', () => {
    const log = () => {}
    const logger = { debug: log, info: log, warn: log, error: log, bindings: () => ({}) }
    expect(make({ authorize: 'public', logger })).toThrow('pass fromPino(logger)')
  })

  test.each([undefined, null, {}, 'service', { getCharacter: true }])('a service: %j', (given) => {
    const options = { authorize: 'public' }
    expect(() => Reflect.apply(createCharacterHandler, undefined, [given, options])).toThrow(
      /^createCharacterHandler: service must be a CharacterService/,
    )
  })
})

test('the OpenAPI document is made of the same service and basePath as a mount', () => {
  const make =
    (...values: unknown[]) =>
    () =>
      Reflect.apply(openApiDocument, undefined, values)
  for (const given of [undefined, null, {}, 'service']) {
    expect(make(given)).toThrow(/^openApiDocument: service must be a CharacterService/)
  }
  expect(make()).toThrow(TypeError)
  for (const basePath of ['characters', '', '/a//b', '/..', '/a%2Fb', '/%FF', 7]) {
    expect(make(service, { basePath })).toThrow(TypeError)
    expect(make(service, { basePath })).toThrow(
      /^openApiDocument: basePath must be a percent-encoded/,
    )
  }
  expect(make(service, null)).not.toThrow()
})

test('a basePath that Fastify could not decode is refused at registration', async () => {
  const app = fastify()
  const options = { service, authorize: 'public' as const, basePath: '/%FF' }
  await expect(app.register(charactersPlugin, options)).rejects.toThrow(
    /^charactersPlugin: basePath must be a percent-encoded path/,
  )
})

test('an explicit undefined means the default', async () => {
  const call = appOf(service, {
    basePath: undefined,
    view: undefined,
    maxBodyBytes: undefined,
    bodyTimeoutMs: undefined,
    cacheControl: undefined,
    onError: undefined,
    logger: undefined,
  })
  expect((await call('GET', '/characters')).headers.get('cache-control')).toBe('no-store')
})

test.each([
  ['/', '/', '/luna'],
  ['/cast', '/cast', '/cast/luna'],
  ['/cast/', '/cast', '/cast/luna'],
  ['/api/v1/characters', '/api/v1/characters/', '/api/v1/characters/luna/'],
  ['/caf%C3%A9', '/caf%C3%A9', '/caf%C3%A9/luna'],
])('basePath %s serves %s and %s', async (basePath, list, item) => {
  const call = appOf(service, { basePath })
  expect((await call('GET', list)).status).toBe(200)
  expect((await call('GET', item)).json).toMatchObject({ code: 'CHARACTER_NOT_FOUND' })
  const elsewhere = await call('GET', '/nowhere/at/all/here')
  expect(elsewhere.json).toMatchObject({
    code: 'ROUTE_NOT_FOUND',
    detail: `There is nothing at this path: the basePath is ${basePath.replace(/(.)\/$/, '$1')}`,
  })
})
