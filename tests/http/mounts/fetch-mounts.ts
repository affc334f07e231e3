import type { Server } from 'node:http'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { compress } from 'hono/compress'
import { cors } from 'hono/cors'
import { secureHeaders } from 'hono/secure-headers'
import { createCharacterHandler } from '../../../src/http/mounts/fetch.ts'
import { expectNoLeak } from '../leaks.ts'
import { type Ask, atPort, type Got, HOST_TEXT, type Mount, portOf } from './mount.ts'

/** Hono on its Node server. */
export const honoMount: Mount = {
  name: 'Hono 4',
  how: '`createCharacterHandler`',
  hasParser: false,
  hasExtras: true,
  hasNext: true,
  async start({ service, prefix, extras, more }) {
    const basePath = `${prefix}/characters`
    const handler = createCharacterHandler(service, { authorize: 'public', basePath, ...more })
    const app = new Hono()
    if (extras) app.use(secureHeaders(), cors(), compress())
    app.get(`${basePath}/luna/chat`, (context) => context.text(HOST_TEXT))
    app.get('/other', (context) => context.text(HOST_TEXT))
    const characters = new Hono()
    characters.all('/characters', (context) => handler(context.req.raw))
    characters.all('/characters/*', (context) => handler(context.req.raw))
    app.route(prefix || '/', characters)
    const server = await new Promise<Server>((resolve) => {
      const started = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () =>
        resolve(started as Server),
      )
    })
    return atPort(
      portOf(server),
      () =>
        new Promise((resolve) => {
          server.close(() => resolve())
          server.closeAllConnections()
        }),
    )
  },
}

/** A Next.js route module: an export for each method, called as Next.js does, which is not here. */
export const nextMount: Mount = {
  name: 'Next.js route handler ¹',
  how: '`createCharacterHandler`',
  hasParser: false,
  hasExtras: false,
  hasNext: false,
  async start({ service, prefix, more }) {
    const basePath = `${prefix}/characters`
    const handler = createCharacterHandler(service, { authorize: 'public', basePath, ...more })
    const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const
    const route = Object.fromEntries(methods.map((method) => [method, handler]))
    const ask = async ({ method, path, headers, body }: Ask): Promise<Got> => {
      const { host, ...rest } = headers ?? {}
      const request = new Request(new URL(path, 'http://host.test'), {
        method,
        headers: rest,
        body: body ?? null,
      })
      const response = await (route[method] ?? handler)(request)
      const got = {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: Buffer.from(await response.arrayBuffer()),
      }
      expectNoLeak(got.status, got.body.toString())
      return got
    }
    return { ask, port: null, close: async () => {} }
  },
}
