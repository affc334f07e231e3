import { type CharacterStorage, memoryStorage } from 'dramatis'
import { mongoStorage } from 'dramatis/mongo'
import { MongoClient } from 'mongodb'

/** A storage for an example, and how to let go of it. */
export interface OpenStorage {
  readonly storage: CharacterStorage
  readonly title: string
  close(): Promise<void>
}

/** MongoDB where MONGODB_URI is set, else the memory of this process. */
export async function openStorage(): Promise<OpenStorage> {
  const uri = process.env.MONGODB_URI
  if (!uri) return { storage: memoryStorage(), title: 'memory', close: async () => {} }
  const client = await new MongoClient(uri).connect()
  return {
    storage: mongoStorage(client.db()),
    title: 'MongoDB',
    close: () => client.close(),
  }
}
