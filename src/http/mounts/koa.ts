import type { IncomingMessage, ServerResponse } from 'node:http'
import type { CharacterOperations } from '../../service/character-operations.ts'
import { HttpCore } from '../core.ts'
import type { HttpAnswer } from '../exchange.ts'
import type { HandlerOptions } from '../handler-options.ts'
import { NodeRequest } from './node-request.ts'
import { closingFields } from './unread-body.ts'

/** The part of Koa's context that is used. */
export interface KoaContext {
  /** Node's request. */
  readonly req: IncomingMessage
  /** Node's response. */
  readonly res: ServerResponse
  /** Koa's request; a parsed `body` on it is used. */
  readonly request: object
  /** Path and query, as routers left them. */
  readonly url: string
  /** The status of the answer. */
  status: number
  /** The body of the answer. */
  body: unknown
  /** Sets header fields of the answer. */
  set(fields: { [name: string]: string }): void
}

/**
 * Serves characters from Koa 3. Paths that are not its own go on to the next middleware. Works before
 * and after `koa-bodyparser`; mounted before it, this middleware's own limits and checks of the body
 * hold.
 *
 * @throws {TypeError} when the service or an option is not usable, naming it
 *
 * @example
 * ```ts
 * const app = new Koa()
 * app.use(createKoaMiddleware<Koa.Context>(service, {
 *   authorize: ({ operation, request }) => operation === 'get' || request.state.user !== undefined,
 * }))
 * ```
 */
export function createKoaMiddleware<Context extends KoaContext = KoaContext>(
  service: CharacterOperations,
  options: HandlerOptions<Context>,
): (context: Context, next: () => Promise<unknown>) => Promise<void> {
  const core = new HttpCore<Context>('createKoaMiddleware', service, options)
  return async (context, next) => {
    const { req, res, url, request } = context
    const answer = await core.handle(new NodeRequest(req, res, url, context, request))
    if (answer === null) await next()
    else answerWith(context, answer)
  }
}

function answerWith(context: KoaContext, answer: HttpAnswer): void {
  // The body comes first: Koa derives headers from it, which ours then replace.
  context.body = answer.body
  context.status = answer.status
  context.set(closingFields(answer, context.req))
}
