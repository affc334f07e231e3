import { type Collection, ObjectId } from 'mongodb'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type MongoStorage, mongoStorage } from '../../../src/storage/mongo/storage.ts'
import { sampleRecord } from '../../../src/testing/storage-clauses/clause.ts'
import { describeWithMongo, type OpenMongo, openMongo } from '../../support/mongo.ts'
import { PYTHON_ID, pythonDocument } from './python-document.ts'

describeWithMongo('names that other programs wrote', () => {
  let mongo: OpenMongo
  let characters: Collection
  let storage: MongoStorage
  beforeAll(async () => {
    mongo = await openMongo()
  })
  afterAll(() => mongo.close())
  beforeEach(() => {
    const db = mongo.db()
    characters = db.collection('characters')
    storage = mongoStorage(db)
  })

  test('a head soft-deleted by another program keeps its name until it is deleted here', async () => {
    await characters.insertOne(pythonDocument({ is_active: false }))
    const head = await storage.find('luna')
    expect(head?.character.is_active).toBe(false)
    expect(await storage.list()).toEqual([])
    expect(await storage.listDeleted()).toEqual([])
    if (!head) return
    await storage.swap(head, { writeId: 'w', set: { is_active: false } })
    expect(await storage.find('luna')).toBeNull()
    const [deleted] = await storage.listDeleted()
    expect(deleted?.character).toEqual(head.character)
  })

  test('a tombstone that another program made active shows its original name, and is not listed', async () => {
    const id = PYTHON_ID
    await characters.insertOne(pythonDocument({ name: `deleted/${id}`, deleted_name: 'luna' }))
    const head = await storage.findById(id)
    expect(head?.character).toMatchObject({ name: 'luna', is_active: true })
    expect(await storage.list()).toEqual([])
    expect(await storage.listDeleted()).toEqual([])
    if (!head) return
    const back = await storage.swap(head, { writeId: 'w', set: { name: 'luna' } })
    expect(back).toMatchObject({ character: { name: 'luna', is_active: true } })
    expect(await storage.list()).toHaveLength(1)
    expect(await characters.findOne({})).not.toHaveProperty('deleted_name')
  })

  test('names like those of tombstones, and names that are no text, break no page', async () => {
    const name = (text: unknown, is_active: boolean) => ({
      ...pythonDocument({ _id: new ObjectId(), name: text, is_active }),
    })
    await characters.insertMany([
      name('deleted/', false),
      name('deleted/a', false),
      name('deleted/zzz', false),
      name('deleted/b', true),
      name(5, true),
      { _id: new ObjectId() },
    ])
    const gone = await storage.insert(sampleRecord({ name: 'mine' }), 'w')
    if (!gone) throw new Error('stored')
    await storage.swap(gone, { writeId: 'x', set: { is_active: false } })
    expect(
      (await storage.listDeleted({ limit: 1 })).map(({ character }) => character.name),
    ).toEqual(['mine'])
    expect(await storage.listDeleted()).toHaveLength(1)
    expect(await storage.list()).toEqual([])
  })

  test('a document whose id is no ObjectId is found by the text of its id', async () => {
    await characters.insertOne(pythonDocument({ _id: 'my-own-id', created_at: undefined }))
    const head = await storage.findById('my-own-id')
    expect(head?.character).toMatchObject({
      id: 'my-own-id',
      created_at: '1970-01-01T00:00:00.000Z',
    })
    if (head) expect(await storage.remove(head)).toBe(true)
  })
})
