/** The service of a server: on MongoDB where `MONGODB_URI` is set, else in memory. */
import process from 'node:process'
import { CharacterService, memoryStorage } from 'dramatis'
import { mongoStorage } from 'dramatis/mongo'
import { MongoClient } from 'mongodb'

/** Opens it, and tells how to let go of it. */
export async function open() {
  const uri = process.env.MONGODB_URI
  if (!uri) return inMemory()
  const client = await new MongoClient(uri, { serverSelectionTimeoutMS: 5_000 }).connect()
  const service = new CharacterService({ storage: mongoStorage(client.db()) })
  return {
    service,
    async close() {
      await service.close()
      await client.close()
    },
  }
}

/** Needs no permission but that to look for `MONGODB_URI`. */
function inMemory() {
  const service = new CharacterService({ storage: memoryStorage() })
  return { service, close: () => service.close() }
}
