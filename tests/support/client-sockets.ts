import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'

/** The connections that this process has opened to one port. */
export interface ClientSockets {
  /** Closes them all, at once. */
  cut(): void
  /** Looks at new ones no longer. */
  end(): void
}

/** Watches the connections that are opened to a port from now on. */
export function clientSockets(port: number): ClientSockets {
  const sockets = new Set<Socket>()
  const onSocket = (message: unknown): void => {
    const { socket } = message as { readonly socket: Socket }
    socket.once('connect', () => {
      if (socket.remotePort === port) sockets.add(socket)
    })
    socket.once('close', () => sockets.delete(socket))
  }
  subscribe('net.client.socket', onSocket)
  return {
    cut() {
      for (const socket of sockets) socket.destroy()
    },
    end: () => unsubscribe('net.client.socket', onSocket),
  }
}
