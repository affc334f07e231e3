import compress from '@fastify/compress'
import cors from '@fastify/cors'
import helmet from '@fastify/helmet'
import fastify, { type FastifyInstance } from 'fastify'
import { charactersPlugin } from '../../../src/http/mounts/fastify.ts'
import { atPort, HOST_TEXT, type Mount, portOf } from './mount.ts'

/** A parser of the host's own, in the place of Fastify's. */
function addParser(app: FastifyInstance): void {
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, JSON.parse(String(body)))
    } catch (error) {
      done(error as Error)
    }
  })
}

/** Fastify, whose parsers stand beside our plugin and not before it. */
export const fastifyMount: Mount = {
  name: 'Fastify 5',
  how: '`charactersPlugin`',
  hasParser: true,
  hasExtras: true,
  hasNext: true,
  async start({ service, prefix, parser, extras, more }) {
    const app = fastify()
    if (extras) {
      await app.register(helmet)
      await app.register(cors, { methods: ['GET', 'PUT'] })
      await app.register(compress)
    }
    if (parser === 'before') addParser(app)
    await app.register(charactersPlugin, { service, authorize: 'public', prefix, ...more })
    if (parser === 'after') addParser(app)
    app.get(`${prefix}/characters/luna/chat`, async () => HOST_TEXT)
    app.get('/other', async () => HOST_TEXT)
    await app.listen({ port: 0, host: '127.0.0.1' })
    return atPort(portOf(app.server), async () => {
      app.server.closeAllConnections()
      await app.close()
    })
  },
}
