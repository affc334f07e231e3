/** Fastify 5: the hooks of the instance apply to the characters, too. */
import cors from '@fastify/cors'
import { charactersPlugin } from 'dramatis/fastify'
import Fastify, { type FastifyRequest } from 'fastify'
import { decide, EXPOSED, isTooMany, ORIGIN, TOO_MANY, type User, userOf } from './host.ts'
import { announce, HOSTNAME, PORT, service } from './serve.ts'

/** What this application knows of each request: set in a hook, read in `authorize`. */
const users = new WeakMap<FastifyRequest, User | null>()

const app = Fastify()

await app.register(cors, {
  origin: ORIGIN,
  credentials: true,
  exposedHeaders: EXPOSED,
  // Of this plugin alone the default leaves PUT and DELETE out.
  methods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
})

app.addHook('onRequest', async (request, reply) => {
  if (isTooMany(request.ip)) {
    return reply.code(TOO_MANY.status).headers(TOO_MANY.headers).send(TOO_MANY.body)
  }
  users.set(request, userOf(request.headers['x-api-key'], request.headers.cookie))
})

await app.register(charactersPlugin<FastifyRequest>, {
  prefix: '/api',
  service,
  authorize: ({ operation, request }) => decide(operation, users.get(request) ?? null),
  onError: (error, { operation, instance }) => console.error(operation, instance, error),
})

app.get('/api/me', (request) => ({ user: users.get(request) }))

await app.listen({ port: PORT, host: HOSTNAME })
announce(app.server, () => app.close())
