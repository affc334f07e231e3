import { request as httpRequest, type Server } from 'node:http'
import { serve } from '@hono/node-server'
import { createCharacterHandler } from '../../../../src/http/mounts/fetch.ts'
import { createNodeHandler } from '../../../../src/http/mounts/node.ts'
import { type Mount, portOf } from '../../../http/mounts/mount.ts'
import { type HostSetup, listen, type Mounted } from './host.ts'

type MountInto = NonNullable<HostSetup['mount']>

/** One of the hosts of the mounts' own tests. */
export function mountedIn(mount: Mount, prefix: '' | '/api', extras: boolean): MountInto {
  return async (service, { page }) => {
    const more = { page, view: 'full' } as const
    const { port, close } = await mount.start({ service, prefix, parser: 'none', extras, more })
    if (port === null) throw new Error(`${mount.name} has no port`)
    return { origin: `http://127.0.0.1:${port}`, base: `${prefix}/characters`, close }
  }
}

/** At the very root of a host: the list is at `/`. */
export const atRoot: MountInto = (service, options) =>
  listen(createNodeHandler(service, { ...options, basePath: '/' }), '')

/** A route of Next.js: functions by method, and no path with a slash at its end. */
export const likeNext: MountInto = async (service, { page }) => {
  const base = '/studio/api/characters'
  const options = { authorize: 'public', view: 'full', basePath: base, page } as const
  const handler = createCharacterHandler(service, options)
  const fetch = (request: Request): Response | Promise<Response> => {
    const url = new URL(request.url)
    const isEndedBySlash = url.pathname.length > 1 && url.pathname.endsWith('/')
    if (!isEndedBySlash) return handler(request)
    url.pathname = url.pathname.slice(0, -1)
    return Response.redirect(url, 308)
  }
  const server = await new Promise<Server>((resolve) => {
    const started = serve({ fetch, port: 0, hostname: '127.0.0.1' }, () =>
      resolve(started as Server),
    )
  })
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { origin: `http://127.0.0.1:${portOf(server)}`, base, close }
}

/** Behind a proxy whose prefix the host never sees. */
export const behindProxy: MountInto = async (service, options) => {
  const behind = await listen(createNodeHandler(service, options), '/characters')
  const prefix = '/tools/cast'
  const proxy = await listen((request, response) => {
    const { url = '', method, headers } = request
    if (!url.startsWith(`${prefix}/`)) return void response.writeHead(404).end()
    const target = `${behind.origin}${url.slice(prefix.length)}`
    const sent = httpRequest(target, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    sent.on('error', () => response.destroy())
    request.pipe(sent)
  }, `${prefix}/characters`)
  const close = async (): Promise<void> => {
    await proxy.close()
    await behind.close()
  }
  return { ...proxy, close } satisfies Mounted
}
