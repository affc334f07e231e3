/** Takes the bytes of a body as they come. */
export interface BodySink {
  chunk(bytes: Uint8Array): void
  end(): void
  /** The body will not come to its end. */
  fail(): void
}

/** What a parser of the host has left of a body: its bytes or its text, or the value it made of it. */
export type HostBody =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'gone' }

/** The body of a request, not read until somebody asks. */
export interface RequestBody {
  /** Whether the request says that it has one. */
  readonly announced: boolean
  /** What is there when a parser of the host came first; `null` when nobody has read it yet. */
  takeHostBody(): HostBody | null
  /** Begins to read. @returns stops it: nothing more is read, and the sink hears nothing more */
  receive(sink: BodySink): () => void
}

/** What a client demands of the present state of a character before anything is done. */
export interface Conditions {
  readonly ifMatch: string | undefined
  readonly ifNoneMatch: string | undefined
}

/** A request as the core sees it, whatever framework it came through. */
export interface HttpRequest<Native> {
  /** In upper case. */
  readonly method: string
  /** The path as the client sent it, not decoded, without the query and the host's own prefix. */
  readonly path: string
  /** What follows the question mark, not decoded; empty when there is none. */
  readonly query: string
  /** The host's own request: what `authorize` sees. */
  readonly native: Native
  readonly body: RequestBody
  /** Aborted when the client goes away. Made when first asked for. */
  readonly signal: AbortSignal | undefined
  /** @param name in lower case */
  header(name: string): string | undefined
  /** What `If-Match` and `If-None-Match` say; `null` when neither is there. */
  conditions(): Conditions | null
  /** Whether the client may still be sending a body that nobody reads. */
  hasUnreadBody(): boolean
}

/** Header fields of an answer. Names are in lower case. */
export type HttpHeaders = { readonly [name: string]: string }

/** What is answered. Shared between requests: never changed by a mount. */
export interface HttpAnswer {
  readonly status: number
  readonly headers: HttpHeaders
  readonly body: Uint8Array | null
  /** Whether the connection must end, as what the client still sends is not read. */
  readonly close?: boolean | undefined
}
