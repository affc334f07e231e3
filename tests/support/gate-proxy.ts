import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A TCP proxy on a port of its own that can go away for a while. */
export interface GateProxy {
  readonly port: number
  /** Closes every connection and refuses new ones. */
  close(): Promise<void>
  /** Takes connections again, on the same port. */
  open(): Promise<void>
}

/** Starts a proxy before a port of this machine, open. */
export async function startGateProxy(targetPort: number): Promise<GateProxy> {
  const sockets = new Set<Socket>()
  const join = (from: Socket, to: Socket): void => {
    sockets.add(from)
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
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
