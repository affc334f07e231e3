import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import type { BSON } from 'mongodb'
import { commandOf, messageSplitter, type WireMessage } from './mongo-wire.ts'

/** A command that went through the proxy to the server. */
export interface ProxiedRequest {
  /** Counted from 1 since the proxy started, over all connections. */
  readonly n: number
  /** `insert`, `update`, `find`, … */
  readonly command: string
  /** The whole command: `{ update: 'characters', updates: [{ q, u }], … }`. */
  readonly body: BSON.Document
}

/** A TCP proxy between a driver and its MongoDB server. */
export interface TcpProxy {
  /** What the driver connects to. */
  readonly uri: string
  /** Every command so far, without the driver's own (`hello`, `ping`, `endSessions`, …). */
  readonly requests: readonly ProxiedRequest[]
  /**
   * Lets one request reach the server, waits for the reply, and closes the connection instead of
   * passing it on: the server has applied what the driver reports as a network error. Works once.
   *
   * @param which the n-th request from now on (1 is the next), or the first that a predicate takes
   * @returns settles with the request once its reply has been dropped
   */
  dropReply(which: number | ((request: ProxiedRequest) => boolean)): Promise<ProxiedRequest>
  /**
   * Keeps everything back without closing anything, `replies` only what the server says. New
   * connections are taken and hang as well.
   */
  hang(what?: 'both' | 'replies'): void
  /** Passes on what was kept back, and all that follows. */
  resume(): void
  /** Closes every connection. New ones work. */
  cut(): void
  /** Closes every connection and stops listening. */
  stop(): Promise<void>
}

const DRIVERS_OWN = new Set([
  'hello',
  'ismaster',
  'ping',
  'endsessions',
  'buildinfo',
  'killcursors',
])

interface Drop {
  readonly matches: (request: ProxiedRequest) => boolean
  readonly done: (request: ProxiedRequest) => void
}

/**
 * Starts a proxy on a free port before the server of `targetUri` (one host, no TLS).
 *
 * ```ts
 * const proxy = await startProxy(mongoUri())
 * const mongo = await openMongo({ retryWrites: false }, proxy.uri)
 * const dropped = proxy.dropReply(({ command }) => command === 'update')
 * ```
 */
export async function startProxy(targetUri: string): Promise<TcpProxy> {
  const target = new URL(targetUri)
  const state = new ProxyState()
  const server = createServer((client) => {
    state.add(client, connect(Number(target.port || 27017), target.hostname))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    uri: proxyUri(target, (server.address() as AddressInfo).port),
    requests: state.requests,
    dropReply: (which) => state.drop(which),
    hang: (what = 'both') => state.hang(what),
    resume: () => state.hang('nothing'),
    cut: () => state.cut(),
    stop: () => stop(server, state),
  }
}

function proxyUri(target: URL, port: number): string {
  const uri = new URL(target)
  uri.hostname = '127.0.0.1'
  uri.port = String(port)
  if (uri.pathname === '') uri.pathname = '/'
  // Else a driver that finds a replica set goes round the proxy.
  uri.searchParams.set('directConnection', 'true')
  return uri.toString()
}

async function stop(server: Server, state: ProxyState): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  state.cut()
  await closed
}

class ProxyState {
  readonly requests: ProxiedRequest[] = []
  #pairs = new Set<{ readonly client: Socket; readonly upstream: Socket }>()
  #drops: Drop[] = []
  #held: 'nothing' | 'both' | 'replies' = 'nothing'

  add(client: Socket, upstream: Socket): void {
    const pair = { client, upstream }
    this.#pairs.add(pair)
    const close = (): void => {
      this.#pairs.delete(pair)
      client.destroy()
      upstream.destroy()
    }
    for (const socket of [client, upstream]) {
      socket.setNoDelay(true)
      // A reset is how many a peer says goodbye: `close` follows, and tells the other side.
      socket.on('error', () => {})
      socket.on('close', close)
    }
    this.#forward(pair, close)
    this.#apply(pair)
  }

  #forward(pair: { readonly client: Socket; readonly upstream: Socket }, close: () => void): void {
    const doomed = new Map<number, () => void>()
    const fromClient = messageSplitter()
    pair.client.on('data', (chunk: Buffer) => {
      for (const message of fromClient(chunk)) {
        const dropped = this.#register(message)
        if (dropped !== null) doomed.set(message.requestId, dropped)
        pair.upstream.write(message.bytes)
      }
    })
    const fromServer = messageSplitter()
    pair.upstream.on('data', (chunk: Buffer) => {
      for (const message of fromServer(chunk)) {
        const dropped = doomed.get(message.responseTo)
        if (dropped !== undefined) {
          close()
          dropped()
          return
        }
        pair.client.write(message.bytes)
      }
    })
  }

  /** Counts a request; gives what to call when its reply is dropped, `null` when it is not to be. */
  #register(message: WireMessage): (() => void) | null {
    const body = commandOf(message)
    const command = body === null ? undefined : Object.keys(body)[0]
    if (body === null || command === undefined || DRIVERS_OWN.has(command.toLowerCase()))
      return null
    const request = { n: this.requests.length + 1, command, body }
    this.requests.push(request)
    const index = this.#drops.findIndex((drop) => drop.matches(request))
    const [drop] = index === -1 ? [] : this.#drops.splice(index, 1)
    return drop === undefined ? null : () => drop.done(request)
  }

  drop(which: number | ((request: ProxiedRequest) => boolean)): Promise<ProxiedRequest> {
    const last = this.requests.length
    const matches =
      typeof which === 'function' ? which : ({ n }: ProxiedRequest) => n === last + which
    return new Promise((done) => this.#drops.push({ matches, done }))
  }

  hang(what: 'nothing' | 'both' | 'replies'): void {
    this.#held = what
    for (const pair of this.#pairs) this.#apply(pair)
  }

  #apply({ client, upstream }: { readonly client: Socket; readonly upstream: Socket }): void {
    if (this.#held === 'both') client.pause()
    else client.resume()
    if (this.#held === 'nothing') upstream.resume()
    else upstream.pause()
  }

  cut(): void {
    for (const { client, upstream } of this.#pairs) {
      client.destroy()
      upstream.destroy()
    }
  }
}
