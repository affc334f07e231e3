import { createServer } from 'node:http'
import { createServer as createHttp2Server, type Http2ServerRequest } from 'node:http2'
import connect from 'connect'
import express from 'express'
import fastify, { type FastifyRequest } from 'fastify'
import Koa from 'koa'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { charactersPlugin } from '../../../src/http/mounts/fastify.ts'
import { createCharacterHandler } from '../../../src/http/mounts/fetch.ts'
import { createKoaMiddleware } from '../../../src/http/mounts/koa.ts'
import { createNodeHandler } from '../../../src/http/mounts/node.ts'
import { defineCharacterModel } from '../../../src/model/define-character.ts'
import type { CharacterOperations } from '../../../src/service/character-operations.ts'
import { CharacterService } from '../../../src/service/character-service.ts'
import { memoryStorage } from '../../../src/storage/memory/storage.ts'
import { wrapService } from '../wrap-service.ts'

interface SignedIn extends express.Request {
  readonly user?: { readonly isAdmin: boolean }
}

const storage = memoryStorage()
const service = new CharacterService({ storage })
const withMood = new CharacterService({
  storage,
  model: defineCharacterModel({
    attributes: { mood: z.enum(['calm', 'wild']).default('calm'), backstory: z.string() },
    private: ['backstory'],
  }),
})

describe('the request of the host is typed', () => {
  test('in node:http, Connect and HTTP/2', () => {
    const handler = createNodeHandler(service, {
      authorize: ({ request }) => request.headers['x-key'] === 'x',
    })
    createServer(handler)
    connect().use(handler).use('/api', handler)
    createHttp2Server(createNodeHandler<Http2ServerRequest>(service, { authorize: 'public' }))
  })

  test('in Express', () => {
    const handler = createNodeHandler<SignedIn>(service, {
      authorize: ({ request }) => request.user?.isAdmin === true && request.get('x') === '',
    })
    express().use(handler).use('/api', handler).all('/characters', handler)
  })

  test('in Fastify', async () => {
    const app = fastify()
    app.register(charactersPlugin, { service, authorize: 'public', prefix: '/a' })
    app.register(charactersPlugin<FastifyRequest>, {
      service: withMood,
      prefix: '/b',
      authorize: ({ request }) => request.ip !== '' && request.headers['x-key'] === 'x',
      onError: (_error, { request }) => request.log.error('failed'),
    })
    // @ts-expect-error authorize is required
    const incomplete = () => app.register(charactersPlugin, { service })
    expect(incomplete).toBeTypeOf('function')
    await app.ready()
  })

  test('in Koa', () => {
    const middleware = createKoaMiddleware<Koa.Context>(service, {
      authorize: ({ request }) => request.state.user !== undefined,
    })
    new Koa().use(middleware).use(createKoaMiddleware(service, { authorize: 'public' }))
  })

  test('in fetch handlers', () => {
    const handler = createCharacterHandler(withMood, {
      authorize: ({ request }) => request.headers.get('x-key') === 'x',
    })
    expectTypeOf(handler).toEqualTypeOf<(request: Request) => Promise<Response>>()
  })
})

test('a service of every model fits, and what a host wraps around one', () => {
  expectTypeOf(service).toExtend<CharacterOperations>()
  expectTypeOf(withMood).toExtend<CharacterOperations>()
  createCharacterHandler(
    wrapService(withMood, () => {}),
    { authorize: 'public' },
  )
  expectTypeOf<CharacterOperations>().not.toBeAny()
})

test('a mount without authorize, or with an unknown option, does not compile', () => {
  // @ts-expect-error authorize is required
  expect(() => createNodeHandler(service, {})).toThrow(TypeError)
  // @ts-expect-error there is no such option
  expect(() => createNodeHandler(service, { authorize: 'public', cors: true })).toThrow(TypeError)
  // @ts-expect-error only 'public'
  expect(() => createNodeHandler(service, { authorize: 'everybody' })).toThrow(TypeError)
})
