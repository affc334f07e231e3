import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

/** A TCP proxy on a port of its own that can go away for a while. */
export interface GateProxy {
  readonly port: number
  /** Refuses new connections and closes all others, those in use a moment after the idle ones. */
  close(): Promise<void>
  /** Takes connections again, on the same port. */
  open(): Promise<void>
}

const IDLE_MS = 200
const GRACE_MS = 100

/** Starts a proxy before a port of this machine, open. */
export async function startGateProxy(targetPort: number): Promise<GateProxy> {
  /** The open sockets, and when each last sent something. */
  const sockets = new Map<Socket, number>()
  const join = (from: Socket, to: Socket): void => {
    const touch = (): void => void sockets.set(from, performance.now())
    touch()
    from.on('data', touch)
    from.pipe(to)
    // A reset is how many a peer says goodbye: `close` follows, and tells the other side.
    from.on('error', () => {})
    from.on('close', () => {
      sockets.delete(from)
      to.destroy()
    })
  }
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ port: targetPort, host: '127.0.0.1', noDelay: true })
    join(client, upstream)
    join(upstream, client)
  })
  const listen = async (port: number): Promise<void> => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  }
  await listen(0)
  const { port } = server.address() as AddressInfo
  return {
    port,
    open: () => listen(port),
    async close() {
      const closed = once(server, 'close')
      server.close()
      // MongoDB's driver 7 waits for ever for an answer on a connection that it writes to while it
      // dies; where that is its monitor's, an idle one, the client never recovers.
      const busySince = performance.now() - IDLE_MS
      for (const [socket, lastSent] of sockets) if (lastSent < busySince) socket.resetAndDestroy()
      await delay(GRACE_MS)
      for (const socket of sockets.keys()) socket.resetAndDestroy()
      await closed
    },
  }
}
