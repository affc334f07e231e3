import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { describe, expect, test } from 'vitest'
import { CharacterService, memoryStorage } from '../../src/index.ts'
import { createNodeHandler } from '../../src/node.ts'

const LUNA = {
  name: 'luna',
  display_name: 'Luna',
  personality: 'Friendly AI assistant. '.repeat(4_000),
  system_prompt: 'You are Luna. '.repeat(7_000),
  traits: [],
}

interface Answer {
  readonly status: number
  readonly type: string | null
  readonly text: string
}

/** Posts a body to an application whose parts are used in this order. */
async function post(
  body: string,
  order: (mount: express.RequestHandler) => express.RequestHandler[],
): Promise<Answer> {
  const service = new CharacterService({ storage: memoryStorage() })
  const app = express()
  const mount = createNodeHandler(service, { authorize: 'public' })
  for (const part of order(mount)) app.use(part)
  const silent: express.ErrorRequestHandler = (error, _req, res, _next) => {
    res.status(error.status).type('text').send(error.type)
  }
  app.use(silent)
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const { port } = server.address() as AddressInfo
    const headers = { 'content-type': 'application/json' }
    const address = `http://127.0.0.1:${port}/characters`
    const response = await fetch(address, { method: 'POST', headers, body })
    const type = response.headers.get('content-type')
    return { status: response.status, type, text: await response.text() }
  } finally {
    server.close()
    server.closeAllConnections()
  }
}

const PROBLEM = 'application/problem+json'

describe('the first hour: a body parser of the application', () => {
  test('refuses a long character by its own limit when it comes first, and none when it comes after', async () => {
    const body = JSON.stringify(LUNA)
    const after = await post(body, (mount) => [express.json(), mount])
    expect(after).toMatchObject({ status: 413, text: 'entity.too.large' })
    expect((await post(body, (mount) => [mount, express.json()])).status).toBe(200)
    const raised = await post(body, (mount) => [express.json({ limit: '1mb' }), mount])
    expect(raised.status).toBe(200)
  })

  test('tells of broken JSON in its own way when it comes first', async () => {
    const after = await post('{"name":', (mount) => [express.json(), mount])
    expect(after).toMatchObject({ status: 400, text: 'entity.parse.failed' })
    const before = await post('{"name":', (mount) => [mount, express.json()])
    expect(before).toMatchObject({ status: 400, type: PROBLEM })
    expect(JSON.parse(before.text)).toMatchObject({ code: 'INVALID_REQUEST' })
  })

  test('that leaves nothing of the body: the answer says to mount before it', async () => {
    const swallow: express.RequestHandler = (req, _res, next) => {
      req.on('end', () => next()).resume()
    }
    const { status, text } = await post(JSON.stringify(LUNA), (mount) => [swallow, mount])
    expect(status).toBe(400)
    expect(JSON.parse(text).detail).toBe(
      'The body was read before, and nothing is left of it: mount before what reads it',
    )
  })
})
