import { createServer, type Server } from 'node:http'
import { connect, type Socket } from 'node:net'
import type { HandlerOptions } from '../../src/http/handler-options.ts'
import { createNodeHandler } from '../../src/http/mounts/node.ts'
import type { CharacterOperations } from '../../src/service/character-operations.ts'
import { expectNoLeak } from './leaks.ts'
import { portOf } from './mounts/mount.ts'

/** A server of `node:http` with our handler. */
export interface RawServer {
  readonly port: number
  readonly server: Server
  close(): Promise<void>
}

/** Serves at a free port. */
export async function serveRaw(
  service: CharacterOperations,
  options: Partial<HandlerOptions> = {},
): Promise<RawServer> {
  const server = createServer(createNodeHandler(service, { authorize: 'public', ...options }))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { port: portOf(server), server, close }
}

/** An answer as it came over the wire. */
export interface RawAnswer {
  /** 0 when the connection ended without one. */
  readonly status: number
  readonly head: string
  readonly body: string
}

/** Opens a connection whose errors are those of the one who was cut off. */
export function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.removeListener('error', reject)
      socket.on('error', () => {})
      resolve(socket)
    })
  })
}

/** All that comes until the connection ends. */
export function readToEnd(socket: Socket): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    const done = (): void => {
      socket.destroy()
      const text = Buffer.concat(chunks)
        .toString('utf8')
        .replace(/^HTTP\/1\.1 100 .*\r\n\r\n/, '')
      const [head = '', ...rest] = text.split('\r\n\r\n')
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0)
      const body = rest.join('\r\n\r\n')
      expectNoLeak(status, body)
      resolve({ status, head, body })
    }
    socket.on('end', done)
    socket.on('close', done)
  })
}

/** Sends bytes as they are, says that no more will come, and reads what comes back. */
export async function exchange(port: number, bytes: string | Uint8Array): Promise<RawAnswer> {
  const socket = await open(port)
  const answer = readToEnd(socket)
  socket.end(bytes)
  return answer
}
