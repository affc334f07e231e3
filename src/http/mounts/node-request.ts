import { announcesBody } from '../body/read-body.ts'
import { encodeText } from '../bytes.ts'
import type { BodySink, Conditions, HostBody, HttpRequest, RequestBody } from '../exchange.ts'
import { splitTarget } from '../path/target.ts'

/** The part of Node's incoming messages that is used. */
export interface NodeIncoming extends NodeStream {
  readonly method?: string | undefined
  readonly headers: { readonly [name: string]: string | string[] | undefined }
  readonly complete: boolean
  /** There in HTTP/2 only, which announces a body by not ending the stream. */
  readonly stream?: { readonly endAfterHeaders?: boolean | undefined } | undefined
}

/** The part of Node's readable streams that is used. */
export interface NodeStream {
  readonly destroyed: boolean
  readonly readableDidRead: boolean
  readonly readableEnded: boolean
  on(event: string, listener: (...values: never[]) => void): unknown
  removeListener(event: string, listener: (...values: never[]) => void): unknown
  pause(): unknown
}

/** The part of Node's outgoing messages that is used. */
export interface NodeOutgoing {
  readonly destroyed: boolean
  readonly headersSent: boolean
  readonly writableEnded: boolean
  once(event: string, listener: () => void): unknown
}

/** Where parsers of the host leave what they have read. */
export interface HostParsed {
  readonly body?: unknown
  readonly rawBody?: unknown
}

/** A request that came through Node's HTTP server. */
export class NodeRequest<Native> implements HttpRequest<Native>, RequestBody {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly native: Native
  readonly #incoming: NodeIncoming
  readonly #outgoing: NodeOutgoing
  readonly #parsed: HostParsed
  readonly #stream: NodeStream
  #controller: AbortController | undefined

  /**
   * @param target the request target without the host's prefix
   * @param native what `authorize` sees
   * @param parsed where parsers of the host leave the body
   * @param stream where the body comes from
   */
  constructor(
    incoming: NodeIncoming,
    outgoing: NodeOutgoing,
    target: string,
    native: Native,
    parsed: HostParsed,
    stream: NodeStream = incoming,
  ) {
    const { path, query } = splitTarget(target)
    this.method = incoming.method ?? 'GET'
    this.path = path
    this.query = query
    this.native = native
    this.#incoming = incoming
    this.#outgoing = outgoing
    this.#parsed = parsed
    this.#stream = stream
  }

  get body(): RequestBody {
    return this
  }

  get announced(): boolean {
    const { stream } = this.#incoming
    return stream?.endAfterHeaders === false || announcesBody(this)
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      const controller = new AbortController()
      const outgoing = this.#outgoing
      const giveUp = (): void => {
        if (!outgoing.writableEnded) controller.abort()
      }
      if (outgoing.destroyed) giveUp()
      else outgoing.once('close', giveUp)
      this.#controller = controller
    }
    return this.#controller.signal
  }

  header(name: string): string | undefined {
    const value = this.#incoming.headers[name]
    return Array.isArray(value) ? value.join(', ') : value
  }

  conditions(): Conditions | null {
    const ifMatch = this.header('if-match')
    const ifNoneMatch = this.header('if-none-match')
    return ifMatch === undefined && ifNoneMatch === undefined ? null : { ifMatch, ifNoneMatch }
  }

  hasUnreadBody(): boolean {
    const { complete } = this.#incoming
    if (this.#stream.readableEnded) return false
    // Most reads end here: they have no body, and nothing of them is still on its way.
    if (complete && (this.method === 'GET' || this.method === 'HEAD')) return false
    return this.announced
  }

  takeHostBody(): HostBody | null {
    const { readableDidRead, readableEnded } = this.#stream
    // Some parsers leave an empty object where they have read nothing: our own rules hold then.
    if (!readableDidRead && !readableEnded) return null
    const { rawBody, body } = this.#parsed
    const left = rawBody === undefined ? body : rawBody
    if (left instanceof Uint8Array) return { kind: 'bytes', bytes: left }
    if (typeof left === 'string') return { kind: 'text', text: left }
    if (left === undefined) return this.announced ? { kind: 'gone' } : null
    return { kind: 'value', value: left }
  }

  receive(sink: BodySink): () => void {
    const stream = this.#stream
    const onData = (chunk: Uint8Array | string): void => {
      sink.chunk(typeof chunk === 'string' ? encodeText(chunk) : chunk)
    }
    const onEnd = (): void => sink.end()
    const onLost = (): void => sink.fail()
    stream.on('data', onData)
    stream.on('end', onEnd)
    stream.on('error', onLost)
    stream.on('close', onLost)
    if (stream.destroyed) sink.fail()
    return () => {
      stream.removeListener('data', onData)
      stream.removeListener('end', onEnd)
      stream.removeListener('error', onLost)
      stream.removeListener('close', onLost)
      if (!stream.readableEnded) stream.pause()
    }
  }
}
