/** The fetch handler in Deno's own server. */
import { createCharacterHandler } from 'dramatis'
import { FETCH_OPTIONS } from './characters.mjs'
import { open } from './open.mjs'

const { service, close } = await open()
const handler = createCharacterHandler(service, FETCH_OPTIONS)
const server = Deno.serve({
  port: 0,
  hostname: '127.0.0.1',
  onListen: ({ port }) => console.log(`listening at http://127.0.0.1:${port}`),
  handler,
})
async function stop() {
  Deno.removeSignalListener('SIGTERM', stop)
  await server.shutdown()
  await close()
}
Deno.addSignalListener('SIGTERM', stop)
