import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import type { CharacterOperations } from '../../service/character-operations.ts'
import { HttpCore } from '../core.ts'
import type { HttpAnswer } from '../exchange.ts'
import type { HandlerOptions } from '../handler-options.ts'
import { type HostParsed, NodeRequest } from './node-request.ts'
import { closingFields } from './unread-body.ts'

/** What {@link createNodeHandler} makes: a listener of `node:http`, and a middleware of most frameworks. */
export type NodeHandler<Request = IncomingMessage> = (
  req: Request,
  res: ServerResponse | Http2ServerResponse,
  next?: (error?: unknown) => void,
) => void

/**
 * Serves characters from `node:http`, Connect, Express 4 and 5 and NestJS. Paths that are not its own
 * go to `next`, where there is one, and are 404 otherwise. Works before and after a body parser of the
 * host; mounted before it, this handler's own limits and checks of the body hold.
 *
 * @throws {TypeError} when the service or an option is not usable, naming it
 *
 * @example
 * ```ts
 * const app = express()
 * app.use('/api', createNodeHandler<express.Request>(service, {
 *   authorize: ({ operation, request }) => operation === 'get' || request.user?.isAdmin === true,
 * }))
 * ```
 */
export function createNodeHandler<
  Request extends IncomingMessage | Http2ServerRequest = IncomingMessage,
>(service: CharacterOperations, options: HandlerOptions<Request>): NodeHandler<Request> {
  const core = new HttpCore<Request>('createNodeHandler', service, options)
  return (req, res, next) => {
    if (typeof res?.writeHead !== 'function') throw noResponse(req)
    const request = new NodeRequest(req, res, req.url ?? '/', req, req as HostParsed)
    const answer = core.handle(request)
    if (answer === null) {
      if (next !== undefined) next()
      else send(req, res, core.notFound(request))
    } else if ('then' in answer) answer.then((given) => send(req, res, given))
    else send(req, res, answer)
  }
}

function send(
  req: IncomingMessage | Http2ServerRequest,
  res: ServerResponse | Http2ServerResponse,
  answer: HttpAnswer,
): void {
  // The host may have answered meanwhile, or the client may have gone.
  if (res.headersSent || res.destroyed) return
  const { status, body } = answer
  try {
    const response = res as ServerResponse
    response.writeHead(status, closingFields(answer, req))
    if (body === null) response.end()
    else response.end(body)
  } catch {
    res.destroy()
  }
}

function noResponse(first: { readonly headers?: unknown }): TypeError {
  const { get } = Object(first?.headers) as { readonly get?: unknown }
  const got = typeof get === 'function' ? 'a Request without a response' : 'no request and response'
  return new TypeError(
    `createNodeHandler: got ${got} of node:http: where there is a Request, mount createCharacterHandler(service, options) of dramatis`,
  )
}
