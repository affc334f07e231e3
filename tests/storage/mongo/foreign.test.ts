import {
  Binary,
  BSONRegExp,
  Code,
  type Collection,
  DBRef,
  type Db,
  Decimal128,
  type Document,
  Double,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
  UUID,
} from 'mongodb'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type MongoStorage, mongoStorage } from '../../../src/storage/mongo/storage.ts'
import type { CharacterRecord } from '../../../src/storage/stored-character.ts'
import { describeWithMongo, type OpenMongo, openMongo } from '../../support/mongo.ts'
import { PYTHON_ID, pythonDocument } from './python-document.ts'

describeWithMongo('documents of other programs', () => {
  let mongo: OpenMongo
  let db: Db
  let characters: Collection
  let storage: MongoStorage
  beforeAll(async () => {
    mongo = await openMongo()
  })
  afterAll(() => mongo.close())
  beforeEach(() => {
    db = mongo.db()
    characters = db.collection('characters')
    storage = mongoStorage(db)
  })

  /** Stores a document as it is, without the fields that are `undefined`, and reads it. */
  async function read(fields: Document): Promise<CharacterRecord> {
    const entries = Object.entries(pythonDocument(fields))
    const document = Object.fromEntries(entries.filter(([, value]) => value !== undefined))
    await characters.insertOne(document)
    const head = await storage.findById(PYTHON_ID)
    await characters.deleteOne({ _id: document._id })
    if (!head) throw new Error('the document is there')
    return head.character
  }

  test('a document of the Python service is read as it is', async () => {
    await characters.insertOne(pythonDocument())
    const head = await storage.find('luna')
    expect(head?.writeId).toBeNull()
    expect(head?.character).toEqual({
      id: '65c000000000000000000001',
      name: 'luna',
      display_name: 'Luna',
      personality: 'Friendly AI assistant',
      system_prompt: 'You are Luna...',
      traits: ['helpful', 'creative'],
      avatar_url: null,
      voice_settings: null,
      created_at: '2024-02-05T10:11:12.345Z',
      updated_at: '2024-02-06T10:11:12.345Z',
      is_active: true,
      version_number: 1,
      revision_id: null,
    })
  })

  const OF_THE_ID = '2024-02-04T21:22:08.000Z'
  const times: [unknown, string][] = [
    ['2024-02-05T10:11:12.345678', '2024-02-05T10:11:12.345Z'],
    ['2024-02-05T10:11:12.345678+00:00', '2024-02-05T10:11:12.345Z'],
    ['2024-02-05T10:11:12.3Z', '2024-02-05T10:11:12.300Z'],
    ['2024-02-05T10:11:12', '2024-02-05T10:11:12.000Z'],
    ['2024-02-05 10:11:12.345678', '2024-02-05T10:11:12.345Z'],
    ['2024-02-05T10:11', '2024-02-05T10:11:00.000Z'],
    ['2024-02-05T10:11:12+02:00', '2024-02-05T08:11:12.000Z'],
    ['2024-02-05T10:11:12+0200', '2024-02-05T08:11:12.000Z'],
    [1_707_127_872, '2024-02-05T10:11:12.000Z'],
    [1_707_127_872.5, '2024-02-05T10:11:12.500Z'],
    [Long.fromNumber(1_707_127_872_345), '2024-02-05T10:11:12.345Z'],
    [undefined, OF_THE_ID],
    [null, OF_THE_ID],
    ['yesterday', OF_THE_ID],
    ['2024-13-45T99:99:99', OF_THE_ID],
    [Number.NaN, OF_THE_ID],
    [{}, OF_THE_ID],
  ]
  test('times are read in every form in which they were written', async () => {
    for (const [stored, shown] of times) {
      const { created_at, updated_at } = await read({ created_at: stored, updated_at: undefined })
      expect([stored, created_at]).toEqual([stored, shown])
      expect(updated_at).toBe(created_at)
    }
  })

  test('absent and null fields are filled in', async () => {
    const bare = await read({
      display_name: undefined,
      personality: undefined,
      system_prompt: null,
      traits: undefined,
      avatar_url: undefined,
      voice_settings: undefined,
      is_active: undefined,
      version_number: undefined,
    })
    expect(bare).toMatchObject({
      display_name: 'luna',
      personality: '',
      system_prompt: '',
      traits: [],
      avatar_url: null,
      voice_settings: null,
      is_active: true,
      version_number: 1,
    })
    expect(await read({ traits: null })).toMatchObject({ traits: [] })
  })

  test('base fields have their types whatever is stored', async () => {
    const odd = await read({
      display_name: 42,
      personality: ['a', 1],
      system_prompt: { a: Long.fromNumber(1) },
      traits: ['a', 5, null, { b: 1 }],
      avatar_url: 7,
      voice_settings: ['no', 'object'],
      is_active: 0,
      version_number: 'three',
    })
    expect(odd).toMatchObject({
      display_name: '42',
      personality: '["a",1]',
      system_prompt: '{"a":1}',
      traits: ['a', '5', '', '{"b":1}'],
      avatar_url: null,
      voice_settings: null,
      is_active: true,
      version_number: 1,
    })
    expect(await read({ traits: 'one' })).toMatchObject({ traits: ['one'] })
  })

  test('version numbers are read in every numeric type', async () => {
    for (const stored of [7, new Double(7), Long.fromNumber(7), 7.9]) {
      expect((await read({ version_number: stored })).version_number).toBe(7)
    }
    for (const stored of [0, -3, Number.NaN, Long.MAX_VALUE, null, {}]) {
      expect((await read({ version_number: stored })).version_number).toBe(1)
    }
  })

  const values: [unknown, unknown][] = [
    [new Date('2024-02-05T10:11:12.345Z'), '2024-02-05T10:11:12.345Z'],
    [Long.fromString('9007199254740991'), 9_007_199_254_740_991],
    [Long.fromString('9007199254740993'), '9007199254740993'],
    [Long.MIN_VALUE, '-9223372036854775808'],
    [Decimal128.fromString('1.10'), '1.10'],
    [new Binary(new Uint8Array([104, 105, 255])), 'aGn/'],
    [new UUID('11111111-2222-4333-8444-555555555555'), '11111111-2222-4333-8444-555555555555'],
    [ObjectId.createFromHexString('65c000000000000000000002'), '65c000000000000000000002'],
    [new Double(-0), 0],
    [Number.NaN, null],
    [Number.POSITIVE_INFINITY, null],
    [new Timestamp({ t: 1, i: 2 }), '4294967298'],
    [new BSONRegExp('a.b', 'i'), '/a.b/i'],
    [new Code('f()'), 'f()'],
    [new MinKey(), null],
    [new MaxKey(), null],
    [
      new DBRef('other', new ObjectId('65c000000000000000000003')),
      { $ref: 'other', $id: '65c000000000000000000003' },
    ],
    [
      [[], {}, [null, [new Date(0)]]],
      [[], {}, [null, ['1970-01-01T00:00:00.000Z']]],
    ],
    [
      { '': 1, 'a.b': 2, ' ': 3 },
      { '': 1, 'a.b': 2, ' ': 3 },
    ],
    [
      { _bsontype: 'ObjectId', id: 1 },
      { _bsontype: 'ObjectId', id: 1 },
    ],
  ]
  test('values of every BSON type are read as JSON', async () => {
    for (const [stored, shown] of values) {
      const document = new Map(Object.entries(pythonDocument()))
      document.set('voice_settings', new Map([['value', withMaps(stored)]]))
      await characters.insertOne(document as unknown as Document)
      const head = await storage.find('luna')
      expect(head?.character.voice_settings).toEqual({ value: shown })
      expect(JSON.parse(JSON.stringify(head?.character))).toEqual(head?.character)
      await characters.deleteMany({})
    }
  })

  test('a key __proto__ is left out and changes nothing', async () => {
    const settings = JSON.parse(
      '{"__proto__":{"polluted":true},"pitch":1,"deep":{"__proto__":{"x":1}}}',
    )
    const character = await read({
      voice_settings: settings,
      ...JSON.parse('{"__proto__":{"y":1}}'),
    })
    expect(JSON.stringify(character.voice_settings)).toBe('{"pitch":1,"deep":{}}')
    expect(Reflect.get(character, 'y')).toBeUndefined()
    expect(Reflect.get(character.voice_settings ?? {}, 'polluted')).toBeUndefined()
    expect(Object.getPrototypeOf(character.voice_settings)).toBe(Object.prototype)
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })

  test('what is read is frozen to the ground', async () => {
    const character = await read({ voice_settings: { a: [{ b: 1 }] }, extra: { c: [1] } })
    const isFrozen = (value: unknown): boolean =>
      typeof value !== 'object' ||
      value === null ||
      (Object.isFrozen(value) && Object.values(value).every(isFrozen))
    expect(isFrozen(character)).toBe(true)
  })
})

/** Plain objects as maps, which the driver stores with any key. */
function withMaps(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withMaps)
  if (typeof value !== 'object' || value === null) return value
  return Object.getPrototypeOf(value) === Object.prototype ? new Map(Object.entries(value)) : value
}
