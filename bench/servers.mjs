import { createServer } from 'node:http'
import { serve } from '@hono/node-server'
import express from 'express'
import Fastify from 'fastify'
import { Hono } from 'hono'
import Koa from 'koa'
import { charactersPlugin } from '../dist/fastify.js'
import { createCharacterHandler } from '../dist/index.js'
import { createKoaMiddleware } from '../dist/koa.js'
import { createNodeHandler } from '../dist/node.js'

// Nobody is asked for: a hand-written route does not ask either.
const OPTIONS = { authorize: 'public' }

/** Raw `node:http` that gives the same answer to everything. */
export function rawServer({ status, headers, body }) {
  return listen(
    createServer((_req, res) => {
      res.writeHead(status, headers)
      res.end(body)
    }),
  )
}

/** The mount for `node:http`. */
export function nodeServer(service, options = OPTIONS) {
  return listen(createServer(createNodeHandler(service, options)))
}

/**
 * Each framework with our mount, and with the routes people write: a look into a map by the name in
 * lower case and all of an array, both as they are answered, through the framework's own JSON.
 */
export const FRAMEWORKS = {
  express: {
    mount: (service) => {
      const app = express()
      app.use(createNodeHandler(service, OPTIONS))
      return listen(createServer(app))
    },
    byHand: ({ map, list }) => {
      const app = express()
      app.get('/characters', (_req, res) => res.json(list))
      app.get('/characters/:name', (req, res) => {
        const character = map.get(req.params.name.toLowerCase())
        if (character === undefined) res.status(404).json({ detail: 'not found' })
        else res.json(character)
      })
      return listen(createServer(app))
    },
  },
  fastify: {
    mount: async (service) => {
      const app = Fastify()
      app.register(charactersPlugin, { service, ...OPTIONS })
      return listenFastify(app)
    },
    byHand: ({ map, list }) => {
      const app = Fastify()
      app.get('/characters', async () => list)
      app.get('/characters/:name', async (request, reply) => {
        const character = map.get(request.params.name.toLowerCase())
        return character ?? reply.code(404).send({ detail: 'not found' })
      })
      return listenFastify(app)
    },
  },
  koa: {
    mount: (service) => {
      const app = new Koa()
      app.use(createKoaMiddleware(service, OPTIONS))
      return listen(createServer(app.callback()))
    },
    byHand: ({ map, list }) => {
      const app = new Koa()
      app.use(async (context) => {
        const [, resource, name] = context.path.split('/')
        if (resource !== 'characters') return
        const found = name === undefined ? list : map.get(decodeURIComponent(name).toLowerCase())
        if (found !== undefined) context.body = found
      })
      return listen(createServer(app.callback()))
    },
  },
  hono: {
    mount: (service) => {
      const handler = createCharacterHandler(service, OPTIONS)
      const app = new Hono()
      app.all('/characters', (c) => handler(c.req.raw))
      app.all('/characters/*', (c) => handler(c.req.raw))
      return listenHono(app)
    },
    byHand: ({ map, list }) => {
      const app = new Hono()
      app.get('/characters', (c) => c.json(list))
      app.get('/characters/:name', (c) => {
        const character = map.get(c.req.param('name').toLowerCase())
        return character === undefined ? c.json({ detail: 'not found' }, 404) : c.json(character)
      })
      return listenHono(app)
    },
  },
}

function listen(server) {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}`))
  })
}

function listenFastify(app) {
  return app.listen({ port: 0, host: '127.0.0.1' })
}

function listenHono(app) {
  return new Promise((resolve) => {
    const { fetch } = app
    serve({ fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
      resolve(`http://127.0.0.1:${port}`),
    )
  })
}
