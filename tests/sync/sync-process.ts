import { MongoClient } from 'mongodb'
import { CharacterService } from '../../src/service/character-service.ts'
import { mongoStorage } from '../../src/storage/mongo/storage.ts'
import { syncCharacters } from '../../src/sync/sync-characters.ts'

// A process that syncs, and writes a dot for the beginning and for each character: to be killed.
const [uri = '', database = '', wanted = ''] = process.argv.slice(2)
const client = await new MongoClient(uri).connect()
const service = new CharacterService({ storage: mongoStorage(client.db(database)) })
process.stdout.write('.')
await syncCharacters(service, JSON.parse(wanted), {
  prune: true,
  concurrency: 2,
  onProgress: () => process.stdout.write('.'),
})
await client.close()
