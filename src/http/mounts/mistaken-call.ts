import { describeValue } from '../../describe-value.ts'
import { type Logger, tell } from '../../logger.ts'
import type { HttpHeaders } from '../exchange.ts'
import { INTERNAL_ERROR, problemAnswer } from '../problem.ts'
import { newInstance } from '../refusals.ts'

/** The part of a response of `node:http` that is used. */
interface Outgoing {
  writeHead(status: number, headers: HttpHeaders): unknown
  end(body: Uint8Array | null): unknown
}

/**
 * Tells a host that it calls a fetch handler with something else than a `Request`. Where that is a
 * listener of `node:http`, nobody looks at the promise: the response is ended, so that no client
 * waits for ever, and the error is thrown at once, where Express takes it up.
 *
 * @throws {TypeError} where the handler was called with a response of `node:http`
 */
export function mistakenCall(
  given: unknown,
  outgoing: unknown,
  logger: Logger | undefined,
): Promise<never> {
  const isNode = isOutgoing(outgoing)
  const error = new TypeError(
    isNode || Object(given).headers !== undefined
      ? 'createCharacterHandler: got a request of node:http: mount createNodeHandler(service, options) of dramatis/node'
      : `createCharacterHandler: pass a Request, as in (context) => handler(context.req.raw), got ${describeValue(given)}`,
  )
  if (!isNode) return Promise.reject(error)
  tell(logger, 'error', error.message, { error })
  try {
    const { status, headers, body } = problemAnswer(INTERNAL_ERROR, newInstance())
    outgoing.writeHead(status, headers)
    outgoing.end(body)
  } catch {
    // The host has answered already.
  }
  throw error
}

function isOutgoing(outgoing: unknown): outgoing is Outgoing {
  const { writeHead, end } = Object(outgoing) as Partial<Outgoing>
  return typeof writeHead === 'function' && typeof end === 'function'
}
