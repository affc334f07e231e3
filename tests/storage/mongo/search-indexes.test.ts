import { type Collection, type Db, type Document, MongoServerError } from 'mongodb'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Logger } from '../../../src/logger.ts'
import { mongoStorage } from '../../../src/storage/mongo/storage.ts'
import { newId, sampleRecord } from '../../../src/testing/storage-clauses/clause.ts'
import { describeWithMongo, type OpenMongo, openMongo } from '../../support/mongo.ts'

const KEYS = [
  { search_words: 1 },
  { updated_at: 1, _id: 1 },
  { created_at: 1, _id: 1 },
  { display_name: 1, _id: 1 },
  { 'labels.label': 1 },
]

describeWithMongo('the indexes of finding', () => {
  let mongo: OpenMongo
  let db: Db

  beforeAll(async () => {
    mongo = await openMongo()
  })
  afterAll(() => mongo.close())
  beforeEach(() => {
    db = mongo.db()
  })

  const keys = async (): Promise<Document[]> => {
    const indexes = await db.collection('characters').indexes()
    return indexes
      .map(({ key }) => key)
      .filter((key) => !('name' in key) && Object.keys(key)[0] !== '_id')
  }

  test('are made beside the one on name, and again changes nothing', async () => {
    const storage = mongoStorage(db)
    await storage.ensureIndexes()
    await mongoStorage(db).ensureIndexes()
    expect(await keys()).toEqual(KEYS)
  })

  // Red when a write waits for them.
  test('of a collection in use keep no write waiting', async () => {
    await db.collection('characters').createIndex({ name: 1 }, { unique: true })
    const held = holdingIndexes(db, () => new Promise(() => {}))
    expect(await mongoStorage(held).insert(sampleRecord(), newId())).not.toBeNull()
  })

  test('are told of once when they cannot be made, and pages come all the same', async () => {
    const warnings: string[] = []
    const logger: Logger = { ...console, warn: (message) => warnings.push(message) }
    const error = new MongoServerError({ message: 'too many indexes', code: 67 })
    const storage = mongoStorage(
      holdingIndexes(db, () => Promise.reject(error)),
      { logger },
    )
    await storage.ensureIndexes()
    await storage.insert(sampleRecord({ name: 'luna' }), newId(), { searchWords: ['luna'] })
    expect(warnings).toEqual([
      'indexes could not be made, without which finding is slow: search_words_1, ' +
        'updated_at_1__id_1, created_at_1__id_1, display_name_1__id_1, labels.label_1',
    ])
    const sort = { field: 'updated_at', isDescending: true } as const
    expect(await storage.list({ words: ['lu'], sort })).toHaveLength(1)
  })

  test('serve as well under other names', async () => {
    const warnings: string[] = []
    const logger: Logger = { ...console, warn: (message) => warnings.push(message) }
    const error = new MongoServerError({ message: 'exists with another name', code: 85 })
    await mongoStorage(
      holdingIndexes(db, () => Promise.reject(error)),
      { logger },
    ).ensureIndexes()
    expect(warnings).toEqual([])
  })
})

/** A database in which only the index on name is made, and the others become what they are told. */
function holdingIndexes(db: Db, other: () => Promise<string>): Db {
  const collectionOf = (...args: Parameters<Db['collection']>): Collection =>
    new Proxy(db.collection(...args), {
      get(target, property) {
        if (property !== 'createIndex') {
          const own = Reflect.get(target, property)
          return typeof own === 'function' ? own.bind(target) : own
        }
        return (key: Document, options: Document) =>
          'name' in key ? target.createIndex({ name: 1 }, options) : other()
      },
    })
  return new Proxy(db, {
    get: (target, property) =>
      property === 'collection' ? collectionOf : Reflect.get(target, property, target),
  })
}
