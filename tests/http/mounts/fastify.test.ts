import fastify, { type FastifyRequest } from 'fastify'
import { expect, test } from 'vitest'
import { type CharactersPluginOptions, charactersPlugin } from '../../../src/http/mounts/fastify.ts'
import { CharacterService } from '../../../src/service/character-service.ts'
import { memoryStorage } from '../../../src/storage/memory/storage.ts'
import { luna } from '../../support/characters.ts'

type Options = Partial<CharactersPluginOptions<FastifyRequest>> & { readonly prefix?: string }

async function appWith(options: Options) {
  const service = new CharacterService({ storage: memoryStorage() })
  await service.createCharacter(luna())
  const app = fastify()
  const plugin = charactersPlugin<FastifyRequest>
  await app.register(plugin, { service, authorize: 'public', ...options })
  return app
}

test('answers injected requests', async () => {
  const app = await appWith({})
  const created = await app.inject({
    method: 'POST',
    url: '/characters',
    payload: luna({ name: 'nova' }),
  })
  expect([created.statusCode, created.json().name]).toEqual([200, 'nova'])
  const got = await app.inject('/characters/nova')
  expect([got.statusCode, got.headers.connection]).toEqual([200, 'keep-alive'])
  const head = await app.inject({ method: 'HEAD', url: '/characters/nova' })
  expect([head.statusCode, head.body]).toEqual([200, ''])
})

test('stands under a prefix with parameters, and at the very place of a prefix', async () => {
  const tenants = await appWith({
    prefix: '/:tenant/v1',
    authorize: ({ request }) => (request.params as { tenant: string }).tenant === 'acme',
  })
  expect((await tenants.inject('/acme/v1/characters/luna')).json()).toMatchObject({ name: 'luna' })
  expect((await tenants.inject('/evil/v1/characters/luna')).statusCode).toBe(403)
  const place = await appWith({ prefix: '/cast', basePath: '/' })
  for (const url of ['/cast', '/cast/', '/cast?limit=1']) {
    expect((await place.inject(url)).json()).toMatchObject([{ name: 'luna' }])
  }
  expect((await place.inject('/cast/luna')).json()).toMatchObject({ name: 'luna' })
})

test('a prefix that the host gives with a slash at its end means the same', async () => {
  const app = await appWith({ prefix: '/api/' })
  expect((await app.inject('/api/characters/luna')).json()).toMatchObject({ name: 'luna' })
})

test('authorize comes before a content-type that Fastify refuses', async () => {
  const sent = {
    method: 'PUT',
    url: '/characters/luna',
    headers: { 'content-type': 'nonsense' },
    payload: '{}',
  } as const
  const denied = await (await appWith({ authorize: () => false })).inject(sent)
  expect(denied.json()).toMatchObject({ status: 403, code: 'FORBIDDEN' })
  const refused = await (await appWith({})).inject(sent)
  expect(refused.json()).toMatchObject({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' })
})

test('errors of the host go to the error handler of the host', async () => {
  const service = new CharacterService({ storage: memoryStorage() })
  const app = fastify()
  app.setErrorHandler((_error, _request, reply) => reply.code(418).send('the host was here'))
  app.addHook('preHandler', async () => {
    throw new Error('refused by the host')
  })
  await app.register(charactersPlugin, { service, authorize: 'public' })
  expect(await app.inject('/characters')).toMatchObject({ statusCode: 418 })
})

test('bodies follow our limits, not those of Fastify', async () => {
  const service = new CharacterService({ storage: memoryStorage() })
  await service.createCharacter(luna())
  const app = fastify({ bodyLimit: 10 })
  await app.register(charactersPlugin, { service, authorize: 'public', maxBodyBytes: 100 })
  const put = (personality: string) =>
    app.inject({ method: 'PUT', url: '/characters/luna', payload: { personality } })
  expect((await put('kind and warm')).statusCode).toBe(200)
  expect((await put('x'.repeat(100))).json()).toMatchObject({ code: 'PAYLOAD_TOO_LARGE' })
})

test('a plugin without authorize fails at registration', async () => {
  const service = new CharacterService({ storage: memoryStorage() })
  const app = fastify()
  // @ts-expect-error authorize is required
  const registering = app.register(charactersPlugin, { service })
  await expect(registering).rejects.toThrow(/^charactersPlugin: authorize is required/)
})
