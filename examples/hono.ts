/** Hono 4 on Node; the same application runs on Bun, Deno and elsewhere without its last lines. */
import type { Server } from 'node:http'
import { serve } from '@hono/node-server'
import { getConnInfo } from '@hono/node-server/conninfo'
import { createCharacterHandler } from 'dramatis'
import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { decide, EXPOSED, isTooMany, ORIGIN, TOO_MANY, userOf } from './host.ts'
import { announce, closeAll, HOSTNAME, PORT, service } from './serve.ts'

const app = new Hono()

app.use(cors({ origin: ORIGIN, credentials: true, exposeHeaders: EXPOSED }))

app.use(async (context, next) => {
  if (!isTooMany(getConnInfo(context).remote.address ?? '')) return next()
  return context.json(TOO_MANY.body, TOO_MANY.status, TOO_MANY.headers)
})

// The handler sees the whole path: basePath names it from the root.
const characters = createCharacterHandler(service, {
  basePath: '/api/characters',
  authorize: ({ operation, request: { headers } }) =>
    decide(operation, userOf(headers.get('x-api-key'), headers.get('cookie'))),
  onError: (error, { operation, instance }) => console.error(operation, instance, error),
})
app.all('/api/characters', (context) => characters(context.req.raw))
app.all('/api/characters/*', (context) => characters(context.req.raw))

app.get('/api/me', ({ req, json }) => {
  return json({ user: userOf(req.header('x-api-key'), req.header('cookie')) })
})

const server = serve({ fetch: app.fetch, port: PORT, hostname: HOSTNAME }, () =>
  announce(server, () => closeAll(server as Server)),
)
