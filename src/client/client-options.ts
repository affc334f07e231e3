import { notWanted } from '../describe-value.ts'
import type { View } from '../http/view.ts'
import { checkOptions, type KnownOptions } from '../known-options.ts'
import type { CharacterModel } from '../model/character-model.ts'
import { checkTimeout } from '../service/arguments.ts'

/** Header fields by name. */
export type ClientHeaders = Headers | { readonly [name: string]: string }

/** What the client asks `fetch` for. */
export interface ClientRequest {
  /** `GET`, `POST`, `PUT` or `DELETE`. */
  readonly method: string
  /** Those of the host and our own, names in lower case. */
  readonly headers: { readonly [name: string]: string }
  /** JSON, or nothing. */
  readonly body: string | null
  /** Aborted when the call is given up, and at its end in time. */
  readonly signal: AbortSignal
  /** Where the server sends elsewhere, the caller's headers must not go along. */
  readonly redirect: 'manual'
}

/** A function like the `fetch` of the platform. */
export type ClientFetch = (url: string, request: ClientRequest) => Promise<Response>

/** Options of `createCharacterClient`. */
export interface CharacterClientOptions<
  Attributes extends object = {},
  Defaulted extends keyof Attributes = never,
  Private extends keyof Attributes = never,
  Shows extends View = 'safe',
> {
  /**
   * Where the characters are: `https://host/api/characters`, the place of the mount and its `basePath`.
   * In a page it may be relative, `/api/characters`. Without query and credentials.
   */
  readonly url: string | URL
  /**
   * What each request carries, such as `authorization`. A function is asked for each request, each
   * time that it is sent; what it throws comes out of the call.
   *
   * @default none
   */
  readonly headers?: ClientHeaders | (() => ClientHeaders | Promise<ClientHeaders>) | undefined
  /**
   * Sends the requests: with `credentials: 'include'`, through an agent of yours, or into a handler of
   * the same process. It must not follow redirects.
   *
   * @default the `fetch` of the platform
   */
  readonly fetch?: ClientFetch | undefined
  /** The model of the service: gives characters the types of its attributes. */
  readonly model?: CharacterModel<Attributes, Defaulted, Private> | undefined
  /**
   * What the mount shows this client: with `full`, characters have `system_prompt` and private
   * attributes.
   *
   * @default 'safe'
   */
  readonly view?: Shows | undefined
  /**
   * How long a call may take with all its requests, in milliseconds, at least 1.
   *
   * @default 30000
   */
  readonly timeoutMs?: number | undefined
  /**
   * How many times a request is sent again where that is harmless, 0 to 10.
   *
   * @default 2
   */
  readonly retries?: number | undefined
  /**
   * Keeps the last 500 characters and versions that were read, and asks whether they still hold: what
   * has not changed is not sent again.
   *
   * @default false
   */
  readonly cache?: boolean | undefined
}

type SentHeaders = ClientRequest['headers']

/** Options after their defaults. */
export interface ResolvedClientOptions {
  /** Without a slash at its end. */
  readonly url: string
  /** Names in lower case. */
  readonly headers: () => SentHeaders | Promise<SentHeaders>
  readonly fetch: ClientFetch
  readonly view: View
  readonly timeoutMs: number
  readonly retries: number
  readonly cache: boolean
}

const OWNER = 'createCharacterClient'
const OPTIONS: KnownOptions<CharacterClientOptions> = {
  url: true,
  headers: true,
  fetch: true,
  model: true,
  view: true,
  timeoutMs: true,
  retries: true,
  cache: true,
}
const MAX_TIMER_MS = 2 ** 31 - 1

/** @throws {TypeError} when an option is not usable, naming it */
export function resolveClientOptions(options: CharacterClientOptions): ResolvedClientOptions {
  checkOptions(OWNER, options, OPTIONS)
  const { headers = {}, timeoutMs = 30_000, retries = 2, view = 'safe', cache = false } = options
  const { fetch = (...request) => globalThis.fetch(...request) } = options
  if (typeof fetch !== 'function') refuse('fetch', 'a function', fetch)
  if (view !== 'safe' && view !== 'full') refuse('view', "'safe' or 'full'", view)
  if (typeof cache !== 'boolean') refuse('cache', 'true or false', cache)
  if (!Number.isInteger(retries) || retries < 0 || retries > 10) {
    refuse('retries', 'an integer from 0 to 10', retries)
  }
  return {
    url: resolveUrl(options.url),
    headers: headersOf(headers),
    fetch,
    view,
    timeoutMs: checkTimeout(timeoutMs, MAX_TIMER_MS),
    retries,
    cache,
  }
}

/** Says nothing of a text that may hold a password. */
function resolveUrl(given: string | URL): string {
  try {
    const page = (globalThis as { location?: { readonly href?: string } }).location?.href
    const { href } = new URL(given, page)
    // Nothing but a scheme, a host and a path.
    if (/^https?:\/\/[^/?#@]+\/[^?#]*$/.test(href)) return href.replace(/\/+$/, '')
  } catch {
    // It is no URL.
  }
  throw new TypeError(`${OWNER}: url must be http(s), without query, fragment and credentials`)
}

type GivenHeaders = NonNullable<CharacterClientOptions['headers']>

function headersOf(given: GivenHeaders): ResolvedClientOptions['headers'] {
  if (typeof given === 'function') return async () => readHeaders(await given())
  const kept = readHeaders(given)
  return () => kept
}

/** A wrong value may be a secret: nothing is said of it. */
function readHeaders(given: ClientHeaders): SentHeaders {
  try {
    if (typeof given === 'object') return Object.fromEntries(new Headers(given))
  } catch {
    // What the platform says of it may hold it.
  }
  throw new TypeError(`${OWNER}: headers must be, or give, an object that HTTP can send`)
}

function refuse(option: string, wanted: string, got: unknown): never {
  throw notWanted(`${OWNER}: ${option}`, wanted, got)
}
