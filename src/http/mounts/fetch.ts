import type { CharacterOperations } from '../../service/character-operations.ts'
import { announcesBody } from '../body/read-body.ts'
import { HttpCore } from '../core.ts'
import type {
  BodySink,
  Conditions,
  HostBody,
  HttpAnswer,
  HttpRequest,
  RequestBody,
} from '../exchange.ts'
import type { HandlerOptions } from '../handler-options.ts'
import { splitTarget } from '../path/target.ts'
import { mistakenCall } from './mistaken-call.ts'

/**
 * Serves characters wherever requests and responses are those of the Fetch standard: Hono, Next.js
 * route handlers, SvelteKit, Bun, Deno. It sees the whole path, so `basePath` names it from the root;
 * a path that is not its own is 404.
 *
 * @throws {TypeError} when the service or an option is not usable, naming it
 *
 * @example
 * ```ts
 * // app/api/characters/[[...path]]/route.ts of Next.js
 * const handler = createCharacterHandler(service, {
 *   basePath: '/api/characters',
 *   authorize: async ({ operation, request }) => operation === 'get' || isAdmin(request),
 * })
 * export { handler as DELETE, handler as GET, handler as HEAD, handler as POST, handler as PUT }
 * ```
 */
export function createCharacterHandler(
  service: CharacterOperations,
  options: HandlerOptions<Request>,
): (request: Request) => Promise<Response> {
  const core = new HttpCore<Request>('createCharacterHandler', service, options)
  const { logger } = options
  const answer = async (native: Request): Promise<Response> => {
    const request = new FetchRequest(native)
    return toResponse(native, await (core.handle(request) ?? core.notFound(request)))
  }
  return (native: Request, outgoing?: unknown) =>
    typeof native?.headers?.get === 'function'
      ? answer(native)
      : mistakenCall(native, outgoing, logger)
}

function toResponse(native: Request, { status, headers, body, close }: HttpAnswer): Response {
  if (close) native.body?.cancel().catch(ignore)
  // HTTP/2 has no connection header; HTTP/1.1 always has a host (RFC 9112, section 3.2).
  const ends = close && native.headers.has('host')
  const fields = ends ? { ...headers, connection: 'close' } : headers
  // Looked up at every call: servers replace it by a faster one.
  return new globalThis.Response(body as Uint8Array<ArrayBuffer> | null, {
    status,
    headers: fields,
  })
}

/** A request of the Fetch standard. */
class FetchRequest implements HttpRequest<Request>, RequestBody {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly native: Request
  /** Whether we have begun to read, and whether we came to the end. */
  #reading: 'no' | 'begun' | 'done' = 'no'

  constructor(native: Request) {
    const { path, query } = splitTarget(native.url)
    this.method = native.method
    this.path = path
    this.query = query
    this.native = native
  }

  get body(): RequestBody {
    return this
  }

  get announced(): boolean {
    return this.native.body !== null && this.header('content-length') !== '0'
  }

  get signal(): AbortSignal {
    return this.native.signal
  }

  header(name: string): string | undefined {
    return this.native.headers.get(name) ?? undefined
  }

  conditions(): Conditions | null {
    const { headers } = this.native
    const ifMatch = headers.get('if-match') ?? undefined
    const ifNoneMatch = headers.get('if-none-match') ?? undefined
    return ifMatch === undefined && ifNoneMatch === undefined ? null : { ifMatch, ifNoneMatch }
  }

  hasUnreadBody(): boolean {
    if (this.#reading !== 'no') return this.#reading === 'begun'
    if (this.method === 'GET' || this.method === 'HEAD' || this.native.bodyUsed) return false
    // Some servers give a body to every request, also where nothing will come.
    return announcesBody(this)
  }

  takeHostBody(): HostBody | null {
    return this.native.bodyUsed ? { kind: 'gone' } : null
  }

  receive(sink: BodySink): () => void {
    const reader = this.native.body?.getReader()
    this.#reading = 'begun'
    let stopped = false
    const pump = async (): Promise<void> => {
      while (!stopped) {
        const part = await reader?.read()
        if (stopped) return
        if (part?.value !== undefined) sink.chunk(part.value)
        else {
          this.#reading = 'done'
          return sink.end()
        }
      }
    }
    pump().catch(() => {
      if (!stopped) sink.fail()
    })
    return () => {
      if (stopped) return
      stopped = true
      if (this.#reading === 'begun') reader?.cancel().catch(ignore)
    }
  }
}

function ignore(): void {}
