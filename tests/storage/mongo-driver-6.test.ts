import { afterAll, expect, test, vi } from 'vitest'
import { mongoStorage } from '../../src/storage/mongo.ts'
import { storageContract } from '../../src/testing/storage-contract.ts'
import { describeWithMongo, mongoUri, openMongo } from '../support/mongo.ts'
import { sortOrderOf } from '../support/sort-order.ts'

// Every import of the driver in this file's module graph, the library's own included.
vi.mock('mongodb', () => import('mongodb6'))

const mongo = mongoUri() === null ? undefined : await openMongo()
const order = mongo && (await sortOrderOf(mongo.db()))
afterAll(() => mongo?.close())

describeWithMongo('mongoStorage on driver 6', () => {
  if (!mongo) return

  test('the driver is of version 6', () => {
    const { driver } = Reflect.get(mongo.client.options, 'metadata') ?? {}
    expect(driver?.version).toMatch(/^6\./)
  })

  storageContract({ test, createStorage: () => mongoStorage(mongo.db()), order })
})
