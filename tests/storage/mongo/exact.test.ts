import {
  Binary,
  BSON,
  BSONRegExp,
  type Collection,
  type Db,
  Decimal128,
  type Document,
  Double,
  Int32,
  Long,
  ObjectId,
  Timestamp,
  UUID,
} from 'mongodb'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { EXACT } from '../../../src/storage/mongo/document.ts'
import { type MongoStorage, mongoStorage } from '../../../src/storage/mongo/storage.ts'
import { withSafeKeys } from '../../../src/storage/mongo/value.ts'
import type { StoredCharacter } from '../../../src/storage/stored-character.ts'
import { describeWithMongo, type OpenMongo, openMongo } from '../../support/mongo.ts'

const ID = '65c000000000000000000001'

/** A document with a value of every type that JSON would lose, and none of our own fields. */
function oddDocument(): Document {
  return {
    _id: ObjectId.createFromHexString(ID),
    revision_id: new UUID('11111111-2222-4333-8444-555555555555'),
    name: 'luna',
    display_name: 'Luna',
    personality: 'Friendly AI assistant',
    system_prompt: 'You are Luna...',
    traits: ['helpful'],
    voice_settings: {
      since: new Date('2024-02-05T10:11:12.345Z'),
      big: Long.fromString('9007199254740993'),
      small: Long.fromNumber(5),
      whole: new Double(3),
      zero: new Double(-0),
      nan: new Double(Number.NaN),
      price: Decimal128.fromString('1.10'),
      bytes: new Binary(new Uint8Array([1, 2, 3])),
      stamp: new Timestamp({ t: 7, i: 9 }),
      pattern: new BSONRegExp('^a', 'im'),
      list: [new Int32(1), new Double(1), Long.fromNumber(1)],
      '': 'empty key',
      'a.b': 'dotted key',
    },
    created_at: '2024-02-05T10:11:12.345678',
    updated_at: new Date('2024-02-06T10:11:12.345Z'),
    version_number: Long.fromNumber(3),
    owner: { id: ObjectId.createFromHexString('65c000000000000000000002') },
  }
}

describeWithMongo('what a write does not touch', () => {
  let mongo: OpenMongo
  let db: Db
  let storage: MongoStorage
  let head: StoredCharacter
  beforeAll(async () => {
    mongo = await openMongo()
  })
  afterAll(() => mongo.close())
  beforeEach(async () => {
    db = mongo.db()
    storage = mongoStorage(db)
    await characters().insertOne(oddDocument())
    head = present(await storage.find('luna'))
  })

  const characters = (): Collection => db.collection('characters')

  /** The stored bytes of each field. */
  async function bytesOf(collection: string, _id: unknown): Promise<Record<string, string>> {
    const filter = { _id } as Document
    const raw = await db.collection(collection).findOne(filter, EXACT)
    return fieldBytes(raw ?? {})
  }

  async function swap(
    from: StoredCharacter,
    set: Record<string, unknown>,
    content?: StoredCharacter,
  ): Promise<StoredCharacter> {
    const writeId = new ObjectId().toHexString()
    const result = await storage.swap(from, { writeId, set: set as never, content })
    if (typeof result === 'string') throw new Error(`the swap was ${result}`)
    return result
  }

  // Red when documents are read with promoted values, or written back whole.
  test('an update of one field leaves the bytes of all others', async () => {
    const before = await bytesOf('characters', oddDocument()._id)
    expect(before).toEqual(fieldBytes(oddDocument()))
    const next = await swap(head, { display_name: 'Luna II', version_number: 4 })
    const after = await bytesOf('characters', oddDocument()._id)
    const { write_id, ...fields } = after
    expect(write_id).toBeDefined()
    expect(fields).toEqual({
      ...before,
      ...fieldBytes({ display_name: 'Luna II', version_number: 4 }),
    })
    expect(next.character).toEqual((await storage.find('luna'))?.character)
  })

  test('a value that is set to what it shows already keeps its type', async () => {
    const before = await bytesOf('characters', oddDocument()._id)
    const { voice_settings, created_at, traits, owner } = head.character
    await swap(head, { voice_settings, created_at, traits, owner, version_number: 4 })
    const { write_id, version_number, ...fields } = await bytesOf('characters', oddDocument()._id)
    const { version_number: old, ...others } = before
    expect(fields).toEqual(others)
    expect(version_number).not.toBe(old)
    expect(write_id).toBeDefined()
  })

  test('a snapshot holds the bytes of every field', async () => {
    const before = await bytesOf('characters', oddDocument()._id)
    expect(await storage.insertVersion(head)).toBe('saved')
    const snapshot = await bytesOf('character_versions', `${ID}:0000000000000003`)
    const { _id, character_id, ...fields } = snapshot
    const { _id: id, ...others } = before
    expect(fields).toEqual(others)
    expect([_id, character_id]).toEqual([fieldBytes({ x: `${ID}:0000000000000003` }).x, id])
  })

  test('the content of a snapshot comes back with the bytes of every field', async () => {
    const before = await bytesOf('characters', oddDocument()._id)
    await storage.insertVersion(head)
    const set = { name: 'selene', voice_settings: null, owner: null, traits: [], extra: 1 }
    const changed = await swap(head, { ...set, version_number: 4 })
    const content = present(await storage.findVersion(ID, 3))
    const back = await swap(changed, { version_number: 5 }, content)
    const { write_id, ...fields } = await bytesOf('characters', oddDocument()._id)
    expect(fields).toEqual({ ...before, ...fieldBytes({ name: 'selene', version_number: 5 }) })
    expect(write_id).toBeDefined()
    expect(back.character).toEqual((await storage.find('selene'))?.character)
    expect(back.character).not.toHaveProperty('extra')
  })

  test('deleting and restoring leave the bytes of the content, and nothing of themselves', async () => {
    const before = await bytesOf('characters', oddDocument()._id)
    const writeId = 'a'.repeat(24)
    const at = '2026-02-01T00:00:00.000Z'
    const ledger = { deletion: { at, by: 'ana', note: 'why' } }
    const change = { writeId, set: { is_active: false }, ledger }
    const gone = present((await storage.swap(head, change)) as StoredCharacter)
    expect(await characters().findOne({})).toMatchObject({
      name: `deleted/${ID}`,
      deleted_name: 'luna',
      deleted_at: new Date(at),
      deleted_by: 'ana',
      deletion_note: 'why',
      is_active: false,
      write_id: writeId,
    })
    await storage.insertVersion(gone)
    const snapshot = await db.collection('character_versions').findOne({})
    expect(snapshot).toMatchObject({ name: 'luna', is_active: true })
    for (const field of ['deleted_name', 'deleted_at', 'deleted_by', 'renamed_from']) {
      expect(snapshot).not.toHaveProperty(field)
    }
    const back = { is_active: true, name: 'luna' }
    await storage.swap(gone, { writeId, set: back, ledger: { deletion: null } })
    const { write_id, is_active, ...fields } = await bytesOf('characters', oddDocument()._id)
    expect(fields).toEqual(before)
  })

  // Red when a write does not take the trace of the one before away.
  test('a rename leaves a trace of the old name, which the next write takes away', async () => {
    const renamed = await swap(head, { name: 'selene' })
    expect(await characters().findOne({})).toMatchObject({ name: 'selene', renamed_from: 'luna' })
    const again = await swap(renamed, { name: 'diana' })
    expect(await characters().findOne({})).toMatchObject({ name: 'diana', renamed_from: 'selene' })
    expect(again.character).not.toHaveProperty('renamed_from')
    await storage.insertVersion(again)
    expect(await db.collection('character_versions').findOne({})).not.toHaveProperty('renamed_from')
    await swap(again, { display_name: 'Diana' })
    expect(await characters().findOne({})).not.toHaveProperty('renamed_from')
  })

  test('a key that the driver takes for a type of its own is kept like any other', async () => {
    const settings = new Map<string, unknown>([
      ['_bsontype', 'ObjectId'],
      ['deep', [new Map([['_bsontype', new Double(1)]])]],
    ])
    await characters().updateOne({}, { $set: { voice_settings: settings } })
    const before = await bytesOf('characters', oddDocument()._id)
    const odd = present(await storage.find('luna'))
    expect(await storage.insertVersion(odd)).toBe('saved')
    const changed = await swap(odd, { voice_settings: { pitch: 1 } })
    await swap(changed, {}, present(await storage.findVersion(ID, 3)))
    const { write_id, ...fields } = await bytesOf('characters', oddDocument()._id)
    expect(fields).toEqual(before)
    expect(JSON.stringify(odd.character.voice_settings)).toBe(
      '{"_bsontype":"ObjectId","deep":[{"_bsontype":1}]}',
    )
    const again = present(await storage.find('luna'))
    await swap(again, { display_name: 'Luna II' })
  })

  test('times are stored as dates', async () => {
    await swap(head, { updated_at: '2026-01-31T12:00:00.123Z' })
    const stored = await characters().findOne({})
    expect(stored?.updated_at).toEqual(new Date('2026-01-31T12:00:00.123Z'))
    expect(stored?.created_at).toBe('2024-02-05T10:11:12.345678')
  })

  test('a field that another program changed meanwhile, without a version, is not undone', async () => {
    await characters().updateOne({}, { $set: { owner: 'someone else' } })
    await swap(head, { display_name: 'Luna II' })
    expect(await characters().findOne({})).toMatchObject({ owner: 'someone else' })
  })

  // Red when is_active or write_id is left out of the guard, or absent matches anything.
  test('absent fields of the guard are matched as absent', async () => {
    await characters().updateOne({}, { $set: { is_active: false } })
    const change = { writeId: 'w', set: { display_name: 'x' } }
    expect(await storage.swap(head, change)).toBe('lost')
    await characters().updateOne({}, { $unset: { is_active: '' }, $set: { write_id: 'w' } })
    expect(await storage.swap(head, change)).toBe('lost')
    await characters().updateOne({}, { $unset: { write_id: '' } })
    expect(await storage.swap(head, change)).toMatchObject({ writeId: 'w' })
  })
})

function fieldBytes(document: Document): Record<string, string> {
  return Object.fromEntries(
    Object.entries(document).map(([field, value]) => [
      field,
      Buffer.from(BSON.serialize(withSafeKeys({ value }))).toString('hex'),
    ]),
  )
}

function present<T>(value: T | null): T {
  if (value === null) throw new Error('it is there')
  return value
}
