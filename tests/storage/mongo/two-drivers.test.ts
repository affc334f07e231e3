import { MongoClient as MongoClient6 } from 'mongodb6'
import { expect, test } from 'vitest'
import { mongoStorage } from '../../../src/storage/mongo/storage.ts'
import { newId, sampleRecord } from '../../../src/testing/storage-clauses/clause.ts'
import { describeWithMongo, mongoUri } from '../../support/mongo.ts'

describeWithMongo('a Db of another copy of the driver', () => {
  test('fails its first write with a sentence that says so', async () => {
    const client = await new MongoClient6(mongoUri() ?? '').connect()
    try {
      const db = client.db(`two-drivers-${newId()}`)
      const storage = mongoStorage(db as never)
      await expect(storage.insert(sampleRecord(), newId())).rejects.toMatchObject({
        code: 'CHARACTER_STORAGE',
        message: expect.stringMatching(
          /during insert: the Db is of another major version .*: install one$/,
        ),
        cause: { name: 'BSONVersionError' },
      })
    } finally {
      await client.close()
    }
  })
})
