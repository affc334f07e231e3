/** The mount of Node: in Node, and in what has its modules. */
import { createServer } from 'node:http'
import process from 'node:process'
import { createNodeHandler } from 'dramatis/node'
import { NODE_OPTIONS } from './characters.mjs'
import { open } from './open.mjs'

const { service, close } = await open()
const handler = createNodeHandler(service, NODE_OPTIONS)
const server = createServer((req, res) => handler(req, res))
server.listen(0, '127.0.0.1', () => {
  console.log(`listening at http://127.0.0.1:${server.address().port}`)
})
process.once('SIGTERM', () => {
  server.close(close)
  server.closeIdleConnections()
})
