/**
 * Serves the example characters on http://127.0.0.1:3000 (PORT says otherwise), from memory or, with
 * MONGODB_URI set, from MongoDB. Everybody may read; who knows API_KEY may write.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CharacterService, isCharacterError } from 'dramatis'
import { createNodeHandler } from 'dramatis/node'
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
const handler = createNodeHandler(service, {
  authorize: ({ operation, request }) =>
    READS.has(operation) || request.headers['x-api-key'] === API_KEY,
  onError: (error) => console.error(error),
})
const server = createServer((req, res) => handler(req, res))

server.listen(PORT, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  console.log(`dramatis serves ${CAST.length} characters from ${title} at ${url}/characters`)
  console.log(`
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
