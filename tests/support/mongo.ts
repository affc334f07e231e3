import { randomBytes } from 'node:crypto'
import { type Db, MongoClient, type MongoClientOptions } from 'mongodb'
import { describe, inject } from 'vitest'

/** An open client of the server of the run. */
export interface OpenMongo {
  readonly client: MongoClient
  /** A fresh database under a name of its own; dropped by `close()`. */
  db(): Db
  /** Drops the databases that `db()` gave, and closes the client. */
  close(): Promise<void>
}

/** Where the MongoDB server of the run listens; `null` when there is none. */
export function mongoUri(): string | null {
  return inject('mongo').uri
}

/**
 * Opens a client of the server of the run, or of `uri` (a proxy before it, a server of one's own).
 *
 * ```ts
 * describeWithMongo('MongoStorage', () => {
 *   let mongo: OpenMongo
 *   beforeAll(async () => void (mongo = await openMongo()))
 *   afterAll(() => mongo.close())
 *
 *   test('keeps what it was given', async () => {
 *     const storage = mongoStorage(mongo.db())
 *   })
 * })
 * ```
 */
export async function openMongo(
  options: MongoClientOptions = {},
  uri: string | null = mongoUri(),
): Promise<OpenMongo> {
  if (uri === null) throw new Error('no MongoDB server: use describeWithMongo')
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 5_000, ...options })
  await client.connect()
  const databases: Db[] = []
  return {
    client,
    db() {
      const db = client.db(`dramatis_test_${randomBytes(6).toString('hex')}`)
      databases.push(db)
      return db
    },
    async close() {
      // The server may be gone by now: what a test left behind is worth no failure.
      for (const db of databases) await db.dropDatabase().catch(() => {})
      await client.close()
    },
  }
}

/** A `describe` that is skipped, with the printed reason, where the run has no MongoDB server. */
export function describeWithMongo(title: string, fn: () => void): void {
  const mongo = inject('mongo')
  describeUnless(mongo.uri === null ? mongo.reason : null, title, fn)
}

/** The same for tests that start a server of their own with `startMongo`. */
export function describeWithOwnMongo(title: string, fn: () => void): void {
  describeUnless(inject('noOwnMongo'), title, fn)
}

function describeUnless(reason: string | null, title: string, fn: () => void): void {
  if (reason === null) {
    describe(title, fn)
    return
  }
  console.log(`SKIPPED ${title}: no MongoDB server (${reason})`)
  describe.skip(title, fn)
}
