import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { HandlerOptions } from '../../../src/http/handler-options.ts'
import type { View } from '../../../src/http/view.ts'
import type { CharacterOperations } from '../../../src/service/character-operations.ts'
import { expectNoLeak } from '../leaks.ts'

/** How a host is set up for one cell of the matrix. */
export interface HostSetup {
  readonly service: CharacterOperations
  /** Where the host mounts the characters: they are at `<prefix>/characters`. */
  readonly prefix: '' | '/api'
  /** Where the host's own body parser stands. */
  readonly parser: 'none' | 'before' | 'after'
  /** Whether the host brings helmet, CORS and compression. */
  readonly extras: boolean
  /** What the mount is given beside what it cannot do without. */
  readonly more?: Pick<HandlerOptions, 'page'> & { readonly view?: View }
}

/** A request of a test. */
export interface Ask {
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** The answer. */
export interface Got {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** A host that runs. */
export interface Host {
  readonly ask: (ask: Ask) => Promise<Got>
  /** `null` where it is called without a port. */
  readonly port: number | null
  close(): Promise<void>
}

/** A framework with our mount in it. */
export interface Mount {
  readonly name: string
  readonly how: string
  /** Whether a body parser of its own can come first. */
  readonly hasParser: boolean
  /** Whether middleware of the host can stand around it. */
  readonly hasExtras: boolean
  /** Whether a path that is not ours goes on to the host. */
  readonly hasNext: boolean
  start(setup: HostSetup): Promise<Host>
}

/** What the host itself answers at `<prefix>/characters/luna/chat`, and `/other`. */
export const HOST_TEXT = 'the host was here'

/** A host at a port. */
export function atPort(port: number, close: () => Promise<void>): Host {
  return { port, close, ask: (ask) => askPort(port, ask) }
}

/** The port of a listening server. */
export function portOf(server: { address(): AddressInfo | string | null }): number {
  return (server.address() as AddressInfo).port
}

/** Sends a request, with a connection of its own. */
export async function askPort(port: number, ask: Ask): Promise<Got> {
  const got = await send(port, ask)
  expectNoLeak(got.status, got.body.toString())
  return got
}

function send(port: number, { method, path, headers, body }: Ask): Promise<Got> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
    const request = httpRequest(
      { host: '127.0.0.1', port, method, path, agent: false, headers: { ...length, ...headers } },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const got = {
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks),
          }
          resolve(got)
        })
      },
    )
    request.on('error', reject)
    request.end(body)
  })
}
