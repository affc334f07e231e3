import { createServer } from 'node:http'
import express from 'express'
import { afterEach, expect, test } from 'vitest'
import type { HandlerOptions } from '../../../src/http/handler-options.ts'
import { createNodeHandler } from '../../../src/http/mounts/node.ts'
import { CharacterService } from '../../../src/service/character-service.ts'
import { memoryStorage } from '../../../src/storage/memory/storage.ts'
import { luna } from '../../support/characters.ts'
import { askPort, portOf } from './mount.ts'

interface SignedIn extends express.Request {
  user?: { readonly name: string }
}

let stop: (() => void) | undefined
afterEach(() => stop?.())

async function serve(fill: (app: express.Express, service: CharacterService) => void) {
  const service = new CharacterService({ storage: memoryStorage() })
  await service.createCharacter(luna())
  const app = express()
  fill(app, service)
  const server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stop = () => server.close()
  const ask = async (method: string, path: string, body?: string) => {
    const headers = { 'content-type': 'application/json' }
    const got = await askPort(portOf(server), { method, path, ...(body && { body, headers }) })
    return { ...got, json: JSON.parse(got.body.toString() || 'null') }
  }
  return ask
}

const PUBLIC: HandlerOptions = { authorize: 'public' }

test('stands at the very place where the host mounts it', async () => {
  const ask = await serve((app, service) => {
    app.use('/api/characters', createNodeHandler(service, { ...PUBLIC, basePath: '/' }))
  })
  for (const path of ['/api/characters', '/api/characters/', '/api/characters?limit=1']) {
    expect((await ask('GET', path)).json).toMatchObject([{ name: 'luna' }])
  }
  expect((await ask('GET', '/api/characters/luna')).json).toMatchObject({ name: 'luna' })
  expect((await ask('GET', '/api/characters/-/deleted')).json).toEqual([])
})

test('two mounts of one service show each its own view', async () => {
  const ask = await serve((app, service) => {
    app.use('/admin', createNodeHandler(service, { ...PUBLIC, view: 'full' }))
    app.use(createNodeHandler(service, PUBLIC))
  })
  for (let i = 0; i < 2; i++) {
    expect((await ask('GET', '/admin/characters/luna')).json).toHaveProperty('system_prompt')
    expect((await ask('GET', '/characters/luna')).json).not.toHaveProperty('system_prompt')
  }
})

test('authorize sees what middleware of the host has put on the request', async () => {
  const ask = await serve((app, service) => {
    app.use((req: SignedIn, _res, next) => {
      if (req.query.user) req.user = { name: String(req.query.user) }
      next()
    })
    app.use(
      createNodeHandler<SignedIn>(service, {
        authorize: ({ request }) => request.user !== undefined || { status: 401 },
      }),
    )
  })
  expect((await ask('GET', '/characters')).status).toBe(401)
  expect((await ask('GET', '/characters?user=ann')).status).toBe(200)
})

test('a handler of the host may take over whole paths by calling it itself', async () => {
  const ask = await serve((app, service) => {
    const handler = createNodeHandler(service, PUBLIC)
    app.all('/characters/:name', (req, res) => handler(req, res))
  })
  expect((await ask('PUT', '/characters/luna', '{"traits":["brave"]}')).json).toMatchObject({
    version_number: 2,
  })
  expect((await ask('GET', '/characters/ghost')).status).toBe(404)
})
