import fastify, { type FastifyInstance, type LightMyRequestResponse } from 'fastify'
import { describe, expect, test, vi } from 'vitest'
import type { Authorize } from '../../../src/http/authorize.ts'
import { charactersPlugin } from '../../../src/http/mounts/fastify.ts'
import { CharacterService } from '../../../src/service/character-service.ts'
import { memoryStorage } from '../../../src/storage/memory/storage.ts'
import { luna } from '../../support/characters.ts'

const WRITES = ['PUT', 'DELETE', 'purge', 'restore', 'rollback', 'POST'] as const
/** What Fastify takes for no content-type at all, so that it never comes to the hooks of the host. */
const NONSENSE = ['foo', 'a/b/c', '', ';', 'application/', 'application /json']

interface Scene {
  readonly app: FastifyInstance
  /** All that can be read of what is stored. */
  state(): Promise<unknown>
  send(write: (typeof WRITES)[number], type: string): Promise<LightMyRequestResponse>
}

/** A host whose own hooks let nobody in. */
async function guarded(
  hook: 'preHandler' | 'preValidation',
  authorize: Authorize | 'public' = 'public',
): Promise<Scene> {
  const service = new CharacterService({ storage: memoryStorage() })
  await service.createCharacter(luna())
  await service.updateCharacter('luna', { traits: ['brave'] })
  const { id } = await service.createCharacter(luna({ name: 'nova' }))
  await service.deleteCharacter('nova')
  const app = fastify()
  app.addHook(hook, async (_request, reply) => reply.code(401).send('the host lets nobody in'))
  await app.register(charactersPlugin, { service, authorize })
  const send: Scene['send'] = (write, type) => {
    const targets = {
      PUT: ['PUT', '/luna', '{"traits":["wild"]}'],
      DELETE: ['DELETE', '/luna', ''],
      purge: ['DELETE', `/-/deleted/${id}`, ''],
      restore: ['POST', `/-/deleted/${id}/restore`, ''],
      rollback: ['POST', '/luna/rollback', '{"version_number":1}'],
      POST: ['POST', '', JSON.stringify(luna({ name: 'vega' }))],
    } as const
    const [method, path, payload] = targets[write]
    const headers = { 'content-type': type }
    return app.inject({ method, url: `/characters${path}`, headers, payload })
  }
  const state = async () => [await service.listCharacters(), await service.listDeletedCharacters()]
  return { app, state, send }
}

// Red when an endpoint is reached from the error handler, which runs before the hooks of the host.
describe.each(['preHandler', 'preValidation'] as const)('with a %s hook of the host', (hook) => {
  test.each(WRITES)('a content-type that is none is 415 and does nothing: %s', async (write) => {
    const { state, send } = await guarded(hook)
    const before = await state()
    for (const type of NONSENSE) {
      const { statusCode, json } = await send(write, type)
      expect([type, statusCode]).toEqual([type, 415])
      expect(json()).toMatchObject({ code: 'UNSUPPORTED_MEDIA_TYPE' })
    }
    expect(await state()).toEqual(before)
  })

  test('every other content-type comes to it', async () => {
    const { state, send } = await guarded(hook)
    const before = await state()
    for (const write of WRITES) {
      for (const type of ['application/json', 'text/plain', 'x/y; z', 'multipart/form-data']) {
        expect((await send(write, type)).body).toBe('the host lets nobody in')
      }
    }
    expect(await state()).toEqual(before)
  })
})

test('authorize is asked before a content-type is refused', async () => {
  const authorize = vi.fn(() => ({ status: 401 as const, headers: { 'www-authenticate': 'Key' } }))
  const { send } = await guarded('preHandler', authorize)
  for (const write of WRITES) {
    const answer = await send(write, 'foo')
    expect([answer.statusCode, answer.headers['www-authenticate']]).toEqual([401, 'Key'])
  }
  expect(authorize).toHaveBeenCalledTimes(WRITES.length)
})

test('an error of a hook that looks like one of a content-type reaches nothing either', async () => {
  const service = new CharacterService({ storage: memoryStorage() })
  await service.createCharacter(luna())
  const app = fastify()
  app.addHook('onRequest', async () => {
    throw Object.assign(new Error('no'), { code: 'FST_ERR_CTP_INVALID_MEDIA_TYPE' })
  })
  await app.register(charactersPlugin, { service, authorize: 'public' })
  const answer = await app.inject({ method: 'DELETE', url: '/characters/luna' })
  expect(answer.statusCode).toBe(415)
  expect(await service.findCharacter('luna')).not.toBeNull()
})

async function unguarded(): Promise<FastifyInstance> {
  const service = new CharacterService({ storage: memoryStorage() })
  const app = fastify()
  app.setNotFoundHandler((_request, reply) => reply.code(404).send('the host has nothing'))
  await app.register(charactersPlugin, { service, authorize: 'public' })
  return app
}

test('a path that is not ours stays one of the host, whatever the content-type', async () => {
  const headers = { 'content-type': 'foo' }
  const url = '/characters/luna/chat'
  const answer = await (await unguarded()).inject({ method: 'PUT', url, headers })
  expect([answer.statusCode, answer.body]).toEqual([404, 'the host has nothing'])
})

test('Fastify itself answers what cannot be decoded, and methods that it does not know', async () => {
  const app = await unguarded()
  for (const segment of ['%', '%zz', '%C0%AF']) {
    const answer = await app.inject({ method: 'DELETE', url: `/characters/${segment}` })
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'FST_ERR_BAD_URL'])
  }
  const answer = await app.inject({ method: 'PROPFIND' as 'GET', url: '/characters/luna' })
  expect([answer.statusCode, answer.body]).toEqual([404, 'the host has nothing'])
})
