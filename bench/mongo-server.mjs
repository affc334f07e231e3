import { createRequire } from 'node:module'
import { tsImport } from 'tsx/esm/api'
import { mongoStorage } from '../dist/mongo.js'

// The driver that the library finds, not the one that mongoose brings along.
const { MongoClient } = createRequire(new URL('../package.json', import.meta.url))('mongodb')
const POOL = 16

/** Starts the server of the tests, and opens it for the library, the bare driver and mongoose. */
export async function openServer() {
  const { startMongo } = await tsImport('../tests/support/mongo-server.ts', import.meta.url)
  const server = await startMongo()
  const client = await new MongoClient(server.uri, {
    monitorCommands: true,
    minPoolSize: POOL,
    maxPoolSize: POOL,
  }).connect()
  return {
    uri: server.uri,
    pool: POOL,
    db: (name) => client.db(name),
    storage: (name) => mongoStorage(client.db(name)),
    /** How many commands a piece of work sends. */
    async commands(work) {
      let sent = 0
      const count = () => {
        sent++
      }
      client.on('commandStarted', count)
      await work()
      client.off('commandStarted', count)
      return sent
    },
    async stop() {
      await client.close()
      await server.stop()
    },
  }
}
