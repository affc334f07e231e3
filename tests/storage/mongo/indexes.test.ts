import { type CommandStartedEvent, type Db, type Document, MongoServerError } from 'mongodb'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { isCharacterError } from '../../../src/errors.ts'
import { mongoStorage } from '../../../src/storage/mongo/storage.ts'
import { newId, sampleRecord } from '../../../src/testing/storage-clauses/clause.ts'
import { describeWithMongo, type OpenMongo, openMongo } from '../../support/mongo.ts'

describeWithMongo('the index on name', () => {
  let mongo: OpenMongo
  let db: Db
  let commands: string[] = []

  beforeAll(async () => {
    mongo = await openMongo({ monitorCommands: true })
    mongo.client.on('commandStarted', ({ commandName, command }: CommandStartedEvent) => {
      const [index] = command.indexes ?? []
      if (index === undefined || index.name === 'name_1') commands.push(commandName)
    })
  })
  afterAll(() => mongo.close())
  beforeEach(() => {
    db = mongo.db()
    commands = []
  })

  const nameIndexes = async (collection = 'characters'): Promise<Document[]> => {
    const indexes = await db.collection(collection).indexes()
    return indexes.filter(({ key }) => 'name' in key)
  }
  const count = (command: string): number => commands.filter((name) => name === command).length

  async function refusal(promise: Promise<unknown>): Promise<Error> {
    const error = await promise.then(
      () => new Error('it was not refused'),
      (thrown: unknown) => thrown,
    )
    if (!isCharacterError(error, 'CHARACTER_STORAGE')) throw error
    return error
  }

  // Red when each write ensures the index by itself.
  test('is made once before the first writes, though they come all at once', async () => {
    const storage = mongoStorage(db)
    const inserts = Array.from({ length: 50 }, () => storage.insert(sampleRecord(), newId()))
    expect((await Promise.all(inserts)).every((head) => head !== null)).toBe(true)
    await storage.insert(sampleRecord(), newId())
    expect(count('createIndexes')).toBe(1)
    expect(commands.indexOf('createIndexes')).toBeLessThan(commands.indexOf('insert'))
    expect(await nameIndexes()).toMatchObject([{ name: 'name_1', key: { name: 1 }, unique: true }])
  })

  test('is not made by reading', async () => {
    const storage = mongoStorage(db)
    await storage.find('luna')
    await storage.list()
    expect(count('createIndexes') + count('listIndexes')).toBe(0)
  })

  test('is left to the host when it says so', async () => {
    const storage = mongoStorage(db, { ensureIndexes: false })
    await storage.insert(sampleRecord(), newId())
    expect(commands).toEqual(['insert'])
    await storage.ensureIndexes()
    expect(await nameIndexes()).toHaveLength(1)
  })

  test('can be ensured again and again, and by several storages at once', async () => {
    const storages = Array.from({ length: 8 }, () => mongoStorage(db))
    await Promise.all(storages.map((storage) => storage.ensureIndexes()))
    await Promise.all(storages.map((storage) => storage.ensureIndexes()))
    expect(await nameIndexes()).toHaveLength(1)
  })

  test('belongs to the collection of the options', async () => {
    const storage = mongoStorage(db, { collection: 'personas' })
    const head = await storage.insert(sampleRecord({ name: 'luna' }), newId())
    if (head) await storage.insertVersion(head)
    expect(await nameIndexes('personas')).toHaveLength(1)
    const collections = (await db.listCollections().toArray()).map(({ name }) => name)
    expect(collections.sort()).toEqual(['personas', 'personas_versions'])
  })

  test('of another name serves as well, if it keeps names unique', async () => {
    await db.collection('characters').createIndex({ name: 1 }, { unique: true, name: 'mine' })
    const storage = mongoStorage(db)
    await storage.insert(sampleRecord(), newId())
    expect(await nameIndexes()).toMatchObject([{ name: 'mine' }])
  })

  test('that is not unique is reported, and nothing is changed', async () => {
    await db.collection('characters').createIndex({ name: 1 })
    const storage = mongoStorage(db)
    const error = await refusal(storage.ensureIndexes())
    expect(error.message).toBe(
      'characters has index name_1 on {"name":1} (not unique), which does not keep names unique: ' +
        'drop it, so that the unique index name_1 on { name: 1 } can take its place',
    )
    expect(await refusal(storage.insert(sampleRecord(), newId()))).toMatchObject({
      message: error.message,
    })
    expect(await nameIndexes()).toHaveLength(1)
    expect(await db.collection('characters').countDocuments()).toBe(0)
  })

  test('that cannot be built because of duplicates is reported with the first of them', async () => {
    const twice = ['a', 'b', 'c', 'd', 'e', 'f'].flatMap((name) => [{ name }, { name }])
    const long = 'x'.repeat(10_000)
    await db
      .collection('characters')
      .insertMany([{ name: long }, { name: long }, {}, {}, {}, { name: 'single' }, ...twice])
    const error = await refusal(mongoStorage(db).ensureIndexes())
    expect(error.message).toBe(
      "characters holds names more than once: no name (3 times), 'a' (2 times), 'b' (2 times), " +
        "'c' (2 times), 'd' (2 times), and more. " +
        'Rename or remove the duplicates; the unique index name_1 was not created',
    )
    expect(error.cause).toMatchObject({ code: 11_000 })
    expect(await nameIndexes()).toEqual([])
    expect(await db.collection('characters').countDocuments()).toBe(18)
  })

  test('is tried again by the write after one that failed for it', async () => {
    const characters = db.collection('characters')
    await characters.insertMany([{ name: 'luna' }, { name: 'luna' }])
    const storage = mongoStorage(db)
    const writes = [
      storage.insert(sampleRecord(), newId()),
      storage.insert(sampleRecord(), newId()),
    ]
    for (const result of await Promise.allSettled(writes)) expect(result.status).toBe('rejected')
    expect(count('createIndexes')).toBe(1)
    await characters.deleteOne({ name: 'luna' })
    expect(await storage.insert(sampleRecord(), newId())).not.toBeNull()
    expect(await nameIndexes()).toHaveLength(1)
  })

  test('that does not keep every name unique is reported, whatever it is', async () => {
    const others: [Document, RegExp][] = [
      [{ key: { name: 1 }, name: 'name_1', unique: true, partialFilterExpression: {} }, /partial/],
      [
        { key: { name: 1 }, name: 'name_1', unique: true, collation: { locale: 'en' } },
        /collation/,
      ],
      [
        { key: { name: 1, x: 1 }, name: 'name_1', unique: true },
        /on \{"name":1,"x":1\} \(unique\)/,
      ],
      [{ key: { name: 'text' }, name: 'name_1' }, /not unique/],
    ]
    for (const [index, message] of others) {
      const storage = mongoStorage(withIndexes(db, async () => [index]))
      expect((await refusal(storage.ensureIndexes())).message).toMatch(message)
    }
    expect(commands).toEqual([])
  })

  test('that the user may not create is reported with what to do', async () => {
    const unauthorized = new MongoServerError({ message: 'not authorized on app', code: 13 })
    const storage = mongoStorage(withIndexes(db, () => Promise.reject(unauthorized)))
    const error = await refusal(storage.insert(sampleRecord(), newId()))
    expect(error.message).toBe(
      'This user may not create the unique index name_1 of characters: grant createIndex and ' +
        'listIndexes, or create it yourself and pass ensureIndexes: false',
    )
    expect(error.cause).toBe(unauthorized)
  })

  test('that another index stands in the way of is reported', async () => {
    const conflict = new MongoServerError({ message: 'Index already exists', code: 85 })
    const storage = mongoStorage(withIndexes(db, () => Promise.reject(conflict)))
    expect((await refusal(storage.ensureIndexes())).message).toMatch(
      /^characters has another index on name, which does not keep names unique: drop it/,
    )
  })

  test('whose build fails otherwise is wrapped', async () => {
    const cause = new Error('connection reset')
    const storage = mongoStorage(withIndexes(db, () => Promise.reject(cause)))
    const error = await refusal(storage.ensureIndexes())
    expect(error).toMatchObject({ message: 'MongoDB storage failed during ensureIndexes', cause })
  })
})

/** A database whose collections say of their indexes what they are told. */
function withIndexes(db: Db, indexes: () => Promise<Document[]>): Db {
  const collectionOf = (...args: Parameters<Db['collection']>) =>
    new Proxy(db.collection(...args), {
      get(target, property) {
        if (property === 'indexes') return indexes
        const own = Reflect.get(target, property)
        return typeof own === 'function' ? own.bind(target) : own
      },
    })
  return new Proxy(db, {
    get: (target, property) =>
      property === 'collection' ? collectionOf : Reflect.get(target, property, target),
  })
}
