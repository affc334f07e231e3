import { createServer, type RequestListener } from 'node:http'
import compression from 'compression'
import connect from 'connect'
import cors from 'cors'
import express from 'express'
import express4 from 'express4'
import helmet from 'helmet'
import { createNodeHandler } from '../../../src/http/mounts/node.ts'
import { atPort, HOST_TEXT, type Host, type HostSetup, type Mount, portOf } from './mount.ts'

/** What Connect and both Express have in common. */
interface Stack {
  use(handler: object): unknown
  use(path: string, handler: object): unknown
}

async function listen(listener: RequestListener): Promise<Host> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return atPort(
    portOf(server),
    () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  )
}

function fill(stack: Stack, setup: HostSetup, json: object): void {
  const { service, prefix, parser, extras, more } = setup
  if (extras) for (const extra of [helmet(), cors(), compression()]) stack.use(extra)
  if (parser === 'before') stack.use(json)
  const handler = createNodeHandler(service, { authorize: 'public', ...more })
  if (prefix === '') stack.use(handler)
  else stack.use(prefix, handler)
  if (parser === 'after') stack.use(json)
  const own: RequestListener = (_req, res) => res.end(HOST_TEXT)
  stack.use(`${prefix}/characters/luna/chat`, own)
  stack.use('/other', own)
}

/** `node:http` alone. */
export const nodeMount: Mount = {
  name: 'node:http',
  how: '`createNodeHandler`',
  hasParser: false,
  hasExtras: true,
  hasNext: false,
  start({ service, prefix, extras, more }) {
    const basePath = `${prefix}/characters`
    const handler = createNodeHandler(service, { authorize: 'public', basePath, ...more })
    if (!extras) return listen(handler)
    const [secure, allow, compress] = [helmet(), cors(), compression()]
    return listen((req, res) => {
      secure(req, res, () =>
        allow(req, res, () => {
          // compression is typed for Express alone.
          Reflect.apply(compress, undefined, [req, res, () => handler(req, res)])
        }),
      )
    })
  },
}

/** Connect. */
export const connectMount: Mount = {
  name: 'Connect 3',
  how: '`createNodeHandler`',
  hasParser: true,
  hasExtras: true,
  hasNext: true,
  start(setup) {
    const app = connect()
    fill(app as Stack, setup, express.json())
    return listen(app)
  },
}

/** Express 4. */
export const express4Mount: Mount = {
  ...connectMount,
  name: 'Express 4',
  start(setup) {
    const app = express4()
    fill(app as Stack, setup, express4.json())
    return listen(app)
  },
}

/** Express 5. */
export const express5Mount: Mount = {
  ...connectMount,
  name: 'Express 5',
  start(setup) {
    const app = express()
    fill(app as Stack, setup, express.json())
    return listen(app)
  },
}
