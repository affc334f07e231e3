import { createServer } from 'node:http'
import cors from '@koa/cors'
import Koa from 'koa'
import bodyParser from 'koa-bodyparser'
import compress from 'koa-compress'
import helmet from 'koa-helmet'
import mount from 'koa-mount'
import { createKoaMiddleware } from '../../../src/http/mounts/koa.ts'
import { atPort, HOST_TEXT, type Mount, portOf } from './mount.ts'

/** Koa, with koa-mount for prefixes. */
export const koaMount: Mount = {
  name: 'Koa 3',
  how: '`createKoaMiddleware`',
  hasParser: true,
  hasExtras: true,
  hasNext: true,
  async start({ service, prefix, parser, extras, more }) {
    const app = new Koa()
    app.silent = true
    if (extras) app.use(helmet()).use(cors()).use(compress())
    if (parser === 'before') app.use(bodyParser())
    const characters = createKoaMiddleware<Koa.Context>(service, { authorize: 'public', ...more })
    app.use(prefix === '' ? characters : mount(prefix, characters))
    if (parser === 'after') app.use(bodyParser())
    app.use(async (context, next) => {
      const own = [`${prefix}/characters/luna/chat`, '/other'].includes(context.path)
      if (own) context.body = HOST_TEXT
      else await next()
    })
    const server = createServer(app.callback())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
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
