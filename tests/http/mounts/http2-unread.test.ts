import {
  type ClientHttp2Session,
  connect,
  createServer,
  type Http2Server,
  type Http2ServerRequest,
  type ServerHttp2Stream,
} from 'node:http2'
import { serve } from '@hono/node-server'
import fastify from 'fastify'
import { Hono } from 'hono'
import Koa from 'koa'
import { expect, test, vi } from 'vitest'
import { charactersPlugin } from '../../../src/http/mounts/fastify.ts'
import { createCharacterHandler } from '../../../src/http/mounts/fetch.ts'
import { createKoaMiddleware } from '../../../src/http/mounts/koa.ts'
import { createNodeHandler } from '../../../src/http/mounts/node.ts'
import { CharacterService } from '../../../src/service/character-service.ts'
import { memoryStorage } from '../../../src/storage/memory/storage.ts'
import { luna } from '../../support/characters.ts'
import { portOf } from './mount.ts'

const LIMITS = { maxBodyBytes: 1_000, bodyTimeoutMs: 500 }
const SETTINGS = { settings: { maxConcurrentStreams: 100 } }
const REQUESTS = 300

type Start = (service: CharacterService) => Promise<Http2Server>

async function listen(server: Http2Server): Promise<Http2Server> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

const MOUNTS: Readonly<Record<string, Start>> = {
  'node:http2': (service) => {
    const options = { ...LIMITS, authorize: 'public' } as const
    return listen(createServer(SETTINGS, createNodeHandler<Http2ServerRequest>(service, options)))
  },
  Koa: (service) => {
    const app = new Koa().use(createKoaMiddleware(service, { ...LIMITS, authorize: 'public' }))
    return listen(createServer(SETTINGS, app.callback()))
  },
  Fastify: async (service) => {
    const app = fastify({ http2: true })
    await app.register(charactersPlugin, { service, ...LIMITS, authorize: 'public' })
    await app.listen({ port: 0, host: '127.0.0.1' })
    app.server.updateSettings(SETTINGS.settings)
    return app.server
  },
  Hono: async (service) => {
    const handler = createCharacterHandler(service, { ...LIMITS, authorize: 'public' })
    const app = new Hono().all('*', (context) => handler(context.req.raw))
    return new Promise<Http2Server>((resolve) => {
      const hosted = { fetch: app.fetch, port: 0, hostname: '127.0.0.1' }
      const server = serve({ ...hosted, createServer, serverOptions: SETTINGS }, () =>
        resolve(server as Http2Server),
      )
    })
  },
}

/** Sends what is larger than allowed, or never comes to its end, and reads the answer. */
function send(session: ClientHttp2Session, start: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    const stream = session.request(
      { ':method': 'PUT', ':path': '/characters/luna', 'content-type': 'application/json' },
      { endStream: false },
    )
    let status = 0
    stream.on('response', (headers) => {
      status = Number(headers[':status'])
      expect(headers.connection).toBeUndefined()
    })
    stream.on('error', reject)
    stream.on('end', () => resolve(status))
    stream.resume()
    stream.write(start)
  })
}

// Red when a stream whose body is not read stays open: the 101st request waits for ever.
test.each(Object.entries(MOUNTS))(
  'a body that is not read to its end ends the stream alone, over HTTP/2: %s',
  async (_, start) => {
    const service = new CharacterService({ storage: memoryStorage() })
    await service.createCharacter(luna())
    const warned = vi.fn()
    process.on('warning', warned)
    const server = await start(service)
    const open = new Set<ServerHttp2Stream>()
    server.on('stream', (stream) => {
      open.add(stream)
      stream.on('close', () => open.delete(stream))
    })
    const session = connect(`http://127.0.0.1:${portOf(server)}`)
    const kinds = [Buffer.alloc(2_000, ' '), Buffer.from('{')]
    const statuses = await Promise.all(
      Array.from({ length: REQUESTS }, (_, i) => send(session, kinds[i % 2] as Buffer)),
    )
    for (const [i, status] of statuses.entries())
      expect([i, status]).toEqual([i, i % 2 ? 408 : 413])
    await vi.waitFor(() => expect(open.size).toBe(0))
    expect(session.destroyed).toBe(false)
    session.destroy()
    await new Promise((resolve) => server.close(resolve))
    process.removeListener('warning', warned)
    expect(warned.mock.calls).toEqual([])
  },
)
