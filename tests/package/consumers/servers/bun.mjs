/** The fetch handler in Bun's own server. */
import { createCharacterHandler } from 'dramatis'
import { FETCH_OPTIONS } from './characters.mjs'
import { open } from './open.mjs'

const { service, close } = await open()
const handler = createCharacterHandler(service, FETCH_OPTIONS)
const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: handler })
console.log(`listening at http://127.0.0.1:${server.port}`)
process.once('SIGTERM', async () => {
  await server.stop()
  await close()
})
