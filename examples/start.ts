/**
 * Serves the example characters on http://127.0.0.1:3000 (PORT says otherwise), from memory or, with
 * MONGODB_URI set, from MongoDB. Everybody may read; who knows API_KEY may write, by program or on the
 * page for people.
 */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CharacterService, isCharacterError } from 'dramatis'
import { createNodeHandler } from 'dramatis/node'
import { characterPage } from 'dramatis/page'
import { CAST } from './cast.ts'
import { openStorage } from './open-storage.ts'

const API_KEY = process.env.API_KEY || 'let-me-write'
const PORT = Number(process.env.PORT ?? 3000)

const { storage, title, close } = await openStorage()
const service = new CharacterService({ storage })

for (const character of CAST) {
  await service.createCharacter(character).catch((error: unknown) => {
    if (!isCharacterError(error, 'CHARACTER_ALREADY_EXISTS')) throw error
  })
}

const READS = new Set(['list', 'get', 'listVersions', 'getVersion', 'openapi', 'health'])
const COOKIE = `key=${encodeURIComponent(API_KEY)}`
const SIGN_IN = `/sign-in?${COOKIE}`
const isSignedIn = ({ headers }: IncomingMessage): boolean =>
  (headers.cookie ?? '').split('; ').includes(COOKIE)

const handler = createNodeHandler(service, {
  authorize: ({ operation, request }) =>
    READS.has(operation) || request.headers['x-api-key'] === API_KEY || isSignedIn(request),
  view: ({ request }) => (isSignedIn(request) ? 'full' : 'safe'),
  by: () => 'whoever knows the key',
  page: characterPage({ title: 'Example characters' }),
  onError: (error) => console.error(error),
})
const server = createServer((req, res) => {
  if (req.url !== SIGN_IN) return handler(req, res)
  // Other sites cannot send this cookie along with anything.
  const cookie = `${COOKIE}; HttpOnly; SameSite=Strict; Path=/`
  res.writeHead(303, { 'set-cookie': cookie, location: '/characters/-/page' }).end()
})

server.listen(PORT, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  console.log(`dramatis serves ${CAST.length} characters from ${title} at ${url}/characters`)
  console.log(`
On a page: ${url}${SIGN_IN}

curl ${url}/characters
curl ${url}/characters/Luna
curl -X PUT ${url}/characters/luna -H 'x-api-key: ${API_KEY}' -H 'content-type: application/json' -d '{"traits":["helpful","curious"]}'
curl ${url}/characters/luna/versions
curl -X POST ${url}/characters/luna/rollback -H 'x-api-key: ${API_KEY}' -H 'content-type: application/json' -d '{"version_number":1}'

Stop with Ctrl-C.`)
})

async function stop(): Promise<void> {
  server.close()
  server.closeAllConnections()
  await service.close()
  await close()
}

process.once('SIGINT', stop)
process.once('SIGTERM', stop)
