import type { IncomingMessage, ServerResponse } from 'node:http'
import type { CharacterOperations } from '../../service/character-operations.ts'
import { notJson } from '../body/read-body.ts'
import { HttpCore } from '../core.ts'
import type { HttpAnswer } from '../exchange.ts'
import type { HandlerOptions } from '../handler-options.ts'
import { splitTarget } from '../path/target.ts'
import { NodeRequest, type NodeStream } from './node-request.ts'
import { closingFields } from './unread-body.ts'

/** The part of Fastify's request that is used. */
export interface FastifyRequestLike {
  /** Node's request. */
  readonly raw: object
  /** What a parser made of the body. */
  readonly body: unknown
}

/** The part of Fastify's reply that is used. */
export interface FastifyReplyLike {
  /** Node's response. */
  readonly raw: object
  /** Sets the status. */
  code(status: number): unknown
  /** Sets header fields. */
  headers(fields: { [name: string]: string }): unknown
  /** Sends the answer. */
  send(payload?: unknown): unknown
  /** Hands over to the host's not-found handler. */
  callNotFound(): unknown
}

/** The part of a Fastify instance that is used. */
export interface FastifyInstanceLike {
  /** The prefix that the plugin is registered with. */
  readonly prefix: string
  /** Forgets the parsers of the host, in this plugin only. */
  removeAllContentTypeParsers(): unknown
  /** Parses bodies of a content type, in this plugin only. */
  addContentTypeParser(
    contentType: string,
    parser: (
      request: unknown,
      payload: unknown,
      done: (error: Error | null, body?: unknown) => void,
    ) => void,
  ): unknown
  /** Handles errors of this plugin's routes. */
  setErrorHandler(
    handler: (error: unknown, request: FastifyRequestLike, reply: FastifyReplyLike) => unknown,
  ): unknown
  /** Answers a path, whatever the method. */
  all(
    path: string,
    handler: (request: FastifyRequestLike, reply: FastifyReplyLike) => unknown,
  ): unknown
}

/** What Fastify itself reads of the options that a plugin is registered with. */
const OF_FASTIFY = ['prefix', 'logLevel', 'logSerializers']

type Handle = (request: FastifyRequestLike, reply: FastifyReplyLike) => Promise<unknown>

/** Options of {@link charactersPlugin}: the service, and those of every mount. */
export interface CharactersPluginOptions<Request = FastifyRequestLike>
  extends HandlerOptions<Request> {
  /** What serves the characters. */
  readonly service: CharacterOperations
}

/**
 * Serves characters from Fastify 5, under the `prefix` it is registered with. Reads bodies itself, by
 * its own rules, whatever parsers the host has; hooks of the host such as CORS, rate limits and
 * compression apply. Paths that are not its own are those of the host's not-found handler, and so are
 * methods that Fastify does not know. Fastify itself answers a path that cannot be decoded, such as
 * `/characters/%`, with `400 FST_ERR_BAD_URL`: see its option `frameworkErrors`.
 *
 * @throws {TypeError} when the service or an option is not usable, naming it
 *
 * @example
 * ```ts
 * app.register(charactersPlugin<FastifyRequest>, {
 *   prefix: '/api',
 *   service,
 *   authorize: ({ operation, request }) => operation === 'get' || request.headers['x-key'] === key,
 * })
 * ```
 */
export async function charactersPlugin<Request extends FastifyRequestLike = FastifyRequestLike>(
  instance: FastifyInstanceLike,
  options: CharactersPluginOptions<Request>,
): Promise<void> {
  const { service, ...rest } = options
  for (const option of OF_FASTIFY) Reflect.deleteProperty(rest, option)
  const core = new HttpCore<Request>('charactersPlugin', service, rest)
  const depth = instance.prefix.split('/').filter(Boolean).length
  const read = (request: FastifyRequestLike, reply: FastifyReplyLike): NodeRequest<Request> => {
    const { body } = request
    // Structural in public, so that no types of Node are needed to import the plugin.
    const raw = request.raw as IncomingMessage
    const target = withoutPrefix(raw.url ?? '/', depth)
    const stream = isStream(body) ? body : raw
    const response = reply.raw as ServerResponse
    return new NodeRequest(raw, response, target, request as Request, {}, stream)
  }
  const handle: Handle = async (request, reply) =>
    send(request, reply, await core.handle(read(request, reply)))
  // A content-type that is none is told by us, in our form, once it is known who asks. Hooks of the
  // host that come after the body, such as preHandler, have not run: nothing may be done.
  const refuse: Handle = async (request, reply) =>
    send(request, reply, await core.refuse(read(request, reply), notJson()))
  instance.removeAllContentTypeParsers()
  // The stream as it is: hooks of the host may have put another one in the place of the raw one.
  instance.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
  instance.setErrorHandler((error, request, reply) => {
    if (isNoMediaType(error)) return refuse(request, reply)
    return reply.send(error)
  })
  const base = decodeURI(core.base)
  instance.all(base || '/', handle)
  instance.all(`${base}/*`, handle)
}

function send(
  request: FastifyRequestLike,
  reply: FastifyReplyLike,
  answer: HttpAnswer | null,
): FastifyReplyLike {
  if (answer === null) {
    reply.callNotFound()
    return reply
  }
  reply.code(answer.status)
  reply.headers(closingFields(answer, request.raw as IncomingMessage))
  reply.send(answer.body ?? undefined)
  return reply
}

/** Cuts off as many segments as the prefix has: it may hold parameters. */
function withoutPrefix(url: string, depth: number): string {
  const { path, query } = splitTarget(url)
  let at = 0
  for (let i = 0; i < depth && at !== -1; i++) at = path.indexOf('/', at + 1)
  const rest = at === -1 ? '/' : path.slice(at)
  return query === '' ? rest : `${rest}?${query}`
}

function isStream(body: unknown): body is NodeStream {
  return typeof body === 'object' && body !== null && 'readableDidRead' in body && 'on' in body
}

function isNoMediaType(error: unknown): boolean {
  const { code } = Object(error) as { readonly code?: unknown }
  return code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE'
}
