import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { Random } from '../support/random.ts'
import { listen, type Place } from './world.ts'

/** What the proxy does to a request or its answer. */
export type Trouble =
  | 'none'
  | 'drop request'
  | 'drop answer'
  | 'cut answer'
  | 'delay answer'
  | 'double answer'
  | 'gateway before'
  | 'gateway after'
  | 'page of a proxy'

const TROUBLES: readonly Trouble[] = [
  ...['none', 'none', 'none', 'none', 'drop request', 'drop answer', 'cut answer'],
  ...['delay answer', 'double answer', 'gateway before', 'gateway after', 'page of a proxy'],
] as Trouble[]
/** After these, nobody at the other end knows what became of the request. */
const LOST: readonly Trouble[] = [
  ...['drop request', 'drop answer', 'cut answer', 'gateway before', 'gateway after'],
] as Trouble[]

/** A proxy that can be relied upon for nothing but this: it does not lose one read three times. */
export interface UnreliableProxy extends Place {
  /** How often it did what. */
  readonly done: Map<Trouble, number>
}

/** Starts a proxy before `origin`. */
export async function unreliableProxy(origin: string, random: Random): Promise<UnreliableProxy> {
  const done = new Map<Trouble, number>()
  const lost = new Map<string, number>()
  const choose = ({ method, url, headers }: IncomingMessage): Trouble => {
    const trouble = random.pick(TROUBLES)
    if (method !== 'GET') return trouble
    // A page in the place of an answer is none that is asked for again.
    if (trouble === 'page of a proxy') return 'none'
    const key = `${headers['x-call']} ${url}`
    const count = lost.get(key) ?? 0
    if (!LOST.includes(trouble)) return trouble
    lost.set(key, count + 1)
    return count < 2 ? trouble : 'none'
  }
  const place = await listen((request, response) => {
    const trouble = choose(request)
    done.set(trouble, (done.get(trouble) ?? 0) + 1)
    pass(origin, request, response, trouble, random).catch(() => response.destroy())
  })
  return { ...place, done }
}

async function pass(
  origin: string,
  request: IncomingMessage,
  response: ServerResponse,
  trouble: Trouble,
  random: Random,
): Promise<void> {
  const body = await buffer(request)
  if (trouble === 'drop request') return void response.destroy()
  if (trouble === 'gateway before') return gateway(response)
  const answer = await forward(`${origin}${request.url}`, request, body)
  const bytes = await buffer(answer)
  const { statusCode = 0, headers } = answer
  if (trouble === 'drop answer') return void response.destroy()
  if (trouble === 'gateway after') return gateway(response)
  if (trouble === 'page of a proxy') return void response.writeHead(200).end('<html>Hello</html>')
  if (trouble === 'delay answer')
    await new Promise((resolve) => setTimeout(resolve, random.below(20)))
  response.writeHead(statusCode, headers)
  if (trouble === 'cut answer') {
    response.write(bytes.subarray(0, bytes.length >> 1), () => response.destroy())
    return
  }
  const { socket } = response
  response.end(bytes, () => {
    if (trouble !== 'double answer') return
    const again = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
    socket?.write(
      Buffer.concat([Buffer.from(`HTTP/1.1 ${statusCode} Again\r\n${again.join('')}\r\n`), bytes]),
    )
  })
}

function gateway(response: ServerResponse): void {
  response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad Gateway</h1>')
}

function forward(url: string, request: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
  const { method = 'GET', headers } = request
  return new Promise((resolve, reject) => {
    const sent = httpRequest(url, { method, headers, agent: false }, resolve)
    sent.on('error', reject)
    sent.end(body)
  })
}
