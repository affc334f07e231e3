/**
 * A route module of Next.js: put it into app/api/characters/[[...path]]/route.ts. Next.js calls the
 * export that bears the method's name. It needs host.ts and next-service.ts of this folder, and that
 * one cast.ts and open-storage.ts. Imports end in `.ts` here: set `allowImportingTsExtensions` in
 * tsconfig.json, or leave the endings out.
 */
import { createCharacterHandler } from 'dramatis'
import { decide, EXPOSED, isTooMany, ORIGIN, TOO_MANY, userOf } from './host.ts'
import { service } from './next-service.ts'

const characters = createCharacterHandler(service, {
  basePath: '/api/characters',
  authorize: ({ operation, request: { headers } }) =>
    decide(operation, userOf(headers.get('x-api-key'), headers.get('cookie'))),
  onError: (error, { operation, instance }) => console.error(operation, instance, error),
})

const CORS = {
  'access-control-allow-origin': ORIGIN,
  'access-control-allow-credentials': 'true',
  'access-control-expose-headers': EXPOSED.join(', '),
  vary: 'origin',
}

async function handle(request: Request): Promise<Response> {
  // Set by the proxy in front, which must not let a client's own value through.
  const client = request.headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() ?? ''
  const response = isTooMany(client)
    ? Response.json(TOO_MANY.body, TOO_MANY)
    : await characters(request)
  for (const [name, value] of Object.entries(CORS)) response.headers.set(name, value)
  return response
}

/** Answers preflights of the browser, and leaves other OPTIONS requests to the library. */
async function options(request: Request): Promise<Response> {
  const response = await handle(request)
  if (request.headers.has('access-control-request-method')) {
    response.headers.set('access-control-allow-methods', response.headers.get('allow') ?? 'GET')
    response.headers.set('access-control-allow-headers', 'content-type, if-match, x-api-key')
  }
  return response
}

// On Node, and never rendered in advance: what is answered depends on who asks, and changes.
export const dynamic = 'force-dynamic'
export const runtime = 'nodejs'
export {
  handle as DELETE,
  handle as GET,
  handle as HEAD,
  handle as PATCH,
  handle as POST,
  handle as PUT,
  options as OPTIONS,
}
