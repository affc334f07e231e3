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

/** The events of a client of either driver. */
export interface HeartbeatEvents {
  on(event: string, listener: (event: { readonly awaited?: boolean }) => void): unknown
  off(event: string, listener: (event: { readonly awaited?: boolean }) => void): unknown
}

/** Settles once the event has come, of a heartbeat that polls, and `act` has been done within it. */
export function onHeartbeat(
  client: HeartbeatEvents,
  event: 'serverHeartbeatStarted' | 'serverHeartbeatSucceeded',
  act: () => void = () => {},
): Promise<void> {
  return new Promise((resolve) => {
    const listener = ({ awaited }: { readonly awaited?: boolean }): void => {
      if (awaited !== false) return
      client.off(event, listener)
      act()
      resolve()
    }
    client.on(event, listener)
  })
}

/** Closes every connection between the beginning of the next heartbeat and its writing. */
export function cutAsHeartbeatBegins(
  client: HeartbeatEvents,
  sockets: ClientSockets,
): Promise<void> {
  return onHeartbeat(client, 'serverHeartbeatStarted', () => sockets.cut())
}
