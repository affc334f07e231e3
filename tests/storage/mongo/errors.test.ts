import { type Collection, type Db, MongoServerError } from 'mongodb'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { isCharacterError } from '../../../src/errors.ts'
import { type MongoStorage, mongoStorage } from '../../../src/storage/mongo/storage.ts'
import type { StoredCharacter } from '../../../src/storage/stored-character.ts'
import { newId, sampleRecord } from '../../../src/testing/storage-clauses/clause.ts'
import { describeWithMongo, type OpenMongo, openMongo } from '../../support/mongo.ts'

type Method =
  | 'insertOne'
  | 'updateOne'
  | 'replaceOne'
  | 'deleteOne'
  | 'deleteMany'
  | 'find'
  | 'findOne'

const METHODS: readonly Method[] = [
  'insertOne',
  'updateOne',
  'replaceOne',
  'deleteOne',
  'deleteMany',
  'find',
  'findOne',
]

/** A database whose collections fail as told, and else do what they always do. */
function failingDb(db: Db, failures: Map<Method, unknown[]>): Db {
  const collectionOf = (...args: Parameters<Db['collection']>): Collection => {
    const collection = db.collection(...args)
    return new Proxy(collection, {
      get(target, property: Method) {
        const own = Reflect.get(target, property)
        if (!METHODS.includes(property)) return typeof own === 'function' ? own.bind(target) : own
        return (...given: unknown[]) => {
          const failure = failures.get(property)?.shift()
          if (failure === undefined) return Reflect.apply(own, target, given)
          if (property === 'find') return { toArray: () => Promise.reject(failure) }
          return Promise.reject(failure)
        }
      },
    })
  }
  return new Proxy(db, {
    get: (target, property) =>
      property === 'collection' ? collectionOf : Reflect.get(target, property, target),
  })
}

const serverError = (code: number): Error =>
  new MongoServerError({ message: `SECRET at mongodb://root:hunter2@db E${code}`, code })

describeWithMongo('errors of the driver', () => {
  let mongo: OpenMongo
  let storage: MongoStorage
  let head: StoredCharacter
  const failures = new Map<Method, unknown[]>()
  const fail = (method: Method, ...errors: unknown[]): void => void failures.set(method, errors)

  beforeAll(async () => {
    mongo = await openMongo()
  })
  afterAll(() => mongo.close())
  beforeEach(async () => {
    failures.clear()
    storage = mongoStorage(failingDb(mongo.db(), failures))
    head = (await storage.insert(sampleRecord({ name: 'luna' }), newId())) as StoredCharacter
  })

  const swap = (set: object, content?: StoredCharacter) =>
    storage.swap(head, { writeId: newId(), set, content })

  // Red when code 112 is an error like any other.
  test('a write conflict is a lost race: code 112 is what compatible servers answer', async () => {
    fail('insertOne', serverError(112))
    expect(await storage.insert(sampleRecord(), newId())).toBeNull()
    fail('updateOne', serverError(112))
    expect(await swap({ mood: 'wild' })).toBe('lost')
    fail('updateOne', serverError(112))
    expect(await swap({ name: 'selene' })).toBe('lost')
    fail('replaceOne', serverError(112))
    expect(await swap({}, head)).toBe('lost')
    fail('deleteOne', serverError(112))
    expect(await storage.remove(head)).toBe(false)
    expect((await storage.find('luna'))?.writeId).toBe(head.writeId)
  })

  test('a duplicate key is a taken name only where the write brought a new one', async () => {
    fail('updateOne', serverError(11_000), serverError(11_000), serverError(11_000))
    expect(await swap({ name: 'selene' })).toBe('taken')
    expect(await swap({ mood: 'wild' })).toBe('lost')
    expect(await swap({ name: 'luna' })).toBe('lost')
    fail('replaceOne', serverError(11_000), serverError(11_000))
    expect(await swap({ name: 'selene' }, head)).toBe('taken')
    expect(await swap({}, head)).toBe('lost')
  })

  test('a snapshot that a busy server refused is stored by another try', async () => {
    fail('insertOne', serverError(112), serverError(11_000), serverError(112))
    expect(await storage.insertVersion(head)).toBe('saved')
    fail('insertOne', serverError(112))
    expect(await storage.insertVersion(head)).toBe('present')
    await storage.deleteVersions(head.character.id)
    fail('insertOne', ...Array.from({ length: 5 }, () => serverError(112)))
    await expect(storage.insertVersion(head)).rejects.toThrow('MongoDB storage failed')
  })

  const calls: [string, Method, () => Promise<unknown>][] = [
    ['find', 'findOne', () => storage.find('luna')],
    ['findById', 'findOne', () => storage.findById(head.character.id)],
    ['insert', 'insertOne', () => storage.insert(sampleRecord(), newId())],
    ['swap', 'updateOne', () => swap({ mood: 'wild' })],
    ['swap', 'replaceOne', () => swap({}, head)],
    ['remove', 'deleteOne', () => storage.remove(head)],
    ['list', 'find', () => storage.list()],
    ['listDeleted', 'find', () => storage.listDeleted()],
    ['insertVersion', 'insertOne', () => storage.insertVersion(head)],
    ['findVersion', 'findOne', () => storage.findVersion(head.character.id, 1)],
    ['listVersions', 'find', () => storage.listVersions(head.character.id, { limit: 1 })],
    ['deleteVersions', 'deleteMany', () => storage.deleteVersions(head.character.id)],
  ]
  test('every other error is wrapped once, with the original as its cause, and names the call', async () => {
    for (const [name, method, call] of calls) {
      for (const cause of [serverError(50), new TypeError('driver'), 'text', null]) {
        fail(method, cause)
        const error: unknown = await call().catch((thrown: unknown) => thrown)
        if (!isCharacterError(error, 'CHARACTER_STORAGE')) throw new Error(`${name}: ${error}`)
        expect(error.cause).toBe(cause)
        expect(error.message).toBe(`MongoDB storage failed during ${name}`)
      }
    }
  })

  test('bad arguments stay what they are', async () => {
    await expect(storage.find(5 as never)).rejects.toThrow(TypeError)
    await expect(storage.insert(null as never, newId())).rejects.toThrow('Cannot store')
    const cyclic: Record<string, unknown> = {}
    cyclic.self = cyclic
    const change = { writeId: newId(), set: { voice_settings: cyclic } as never }
    await expect(storage.swap(head, change)).rejects.toThrow('it is no JSON')
  })

  test('a call with no time left asks nothing', async () => {
    for (const timeoutMs of [0, -1, Number.NaN]) {
      await expect(storage.find('luna', { timeoutMs })).rejects.toThrow('No time was left')
    }
  })
})
