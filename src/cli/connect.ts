import type { CharacterModel, CharacterOperations } from '../index.ts'
import { WrongUse } from './io.ts'
import type { Place } from './options.ts'

/** An open service. */
export interface Connection {
  readonly service: CharacterOperations
  close(): Promise<void>
}

/** As long as it may take to find a server: then the driver says why there is none. */
const SELECTION_MS = 5_000

/** Opens the service of a place. */
export function connect(
  place: Place,
  model: CharacterModel | undefined,
  tenant: string | undefined,
): Promise<Connection> {
  return place.kind === 'mongo' ? connectMongo(place, model, tenant) : connectHttp(place, model)
}

async function connectMongo(
  { uri, db, collection }: Extract<Place, { readonly kind: 'mongo' }>,
  model: CharacterModel | undefined,
  tenant: string | undefined,
): Promise<Connection> {
  const [{ CharacterService }, { mongoStorage }, { MongoClient }] = await Promise.all([
    import('../index.ts'),
    import('../mongo.ts'),
    driver(),
  ])
  const isSaid = /[?&]serverSelectionTimeoutMS=/i.test(uri)
  const client = new MongoClient(uri, {
    appName: 'dramatis',
    ...(!isSaid && { serverSelectionTimeoutMS: SELECTION_MS }),
  })
  try {
    await client.connect()
    const storage = mongoStorage(client.db(db), { collection })
    const service: CharacterOperations = new CharacterService({ storage, model })
    return { service: ofTenant(service, tenant), close: () => client.close() }
  } catch (error) {
    await client.close()
    throw error
  }
}

async function driver(): Promise<typeof import('mongodb')> {
  try {
    return await import('mongodb')
  } catch (cause) {
    throw new WrongUse("--uri needs the driver: 'npm install mongodb'", { cause })
  }
}

function ofTenant(service: CharacterOperations, tenant: string | undefined): CharacterOperations {
  if (tenant === undefined) return service
  return service.forTenant?.(tenant) ?? service
}

async function connectHttp(
  { url, headers }: Extract<Place, { readonly kind: 'http' }>,
  model: CharacterModel | undefined,
): Promise<Connection> {
  const { createCharacterClient } = await import('../client.ts')
  const client = createCharacterClient({ url, headers, model })
  // Which view it is shows with the first character: what needs the full one asks it then.
  return { service: client as unknown as CharacterOperations, close: () => client.close() }
}
