import { afterAll, test } from 'vitest'
import { mongoStorage } from '../../../src/storage/mongo/storage.ts'
import { storageContract } from '../../../src/testing/storage-contract.ts'
import { describeWithMongo, mongoUri, openMongo } from '../../support/mongo.ts'
import { sortOrderOf } from '../../support/sort-order.ts'

const mongo = mongoUri() === null ? undefined : await openMongo()
const order = mongo && (await sortOrderOf(mongo.db()))
afterAll(() => mongo?.close())

describeWithMongo('mongoStorage', () => {
  if (!mongo) return
  storageContract({ test, createStorage: () => mongoStorage(mongo.db()), order })
})
