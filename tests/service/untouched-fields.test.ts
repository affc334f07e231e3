import { BSON, type Document, ObjectId } from 'mongodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { defineCharacterModel } from '../../src/model/define-character.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { mongoStorage } from '../../src/storage/mongo/storage.ts'
import { luna } from '../support/characters.ts'
import { eachStorage } from '../support/each-storage.ts'
import { describeWithMongo, type OpenMongo, openMongo } from '../support/mongo.ts'
import { figure } from '../support/sizes.ts'

const model = defineCharacterModel({
  attributes: {
    mood: z.enum(['calm', 'wild']).default('calm'),
    notes: z.array(z.string()).default(['none yet']),
    home: z.object({ city: z.string(), rooms: z.number() }).nullable().default(null),
  },
})

/** A change of each field alone, to a new value and, where there is one, to nothing. */
const CHANGES = {
  name: ['nova'],
  display_name: ['Nova'],
  personality: ['Calm'],
  system_prompt: ['You are Nova.'],
  traits: [['calm'], []],
  avatar_url: ['https://example.com/nova.png', null],
  voice_settings: [{ pitch: 2, nested: { a: [1, { b: null }] } }, {}, null],
  mood: ['wild'],
  notes: [['a', 'b'], []],
  home: [{ city: 'Oslo', rooms: 3 }, null],
} as const

type Field = keyof typeof CHANGES
const FIELDS = Object.keys(CHANGES) as Field[]
/** Fields that every update changes. */
const OURS = [
  'last_change',
  ...['updated_at', 'version_number', 'write_id', 'renamed_from'],
  ...['search_words', 'search_version'],
]

const full = {
  ...luna(),
  avatar_url: 'https://example.com/luna.png',
  voice_settings: { pitch: 1.25, tags: ['low', 'soft'], deep: { x: 1 } },
  mood: 'wild' as const,
  notes: ['first'],
  home: { city: 'Bergen', rooms: 2 },
}

// Red when an update fills in the defaults of fields that it does not name, and when it writes back
// what it read instead of what it changes.
eachStorage(({ title, create }) => {
  test('an update of one field leaves every other field alone', async () => {
    let [updates, compared] = [0, 0]
    for (const field of FIELDS) {
      for (const value of CHANGES[field]) {
        const storage = create()
        const service = new CharacterService({ storage, model })
        await service.createCharacter(full)
        const before = (await storage.find('luna'))?.character ?? {}
        const blank = Object.fromEntries(FIELDS.map((other) => [other, undefined]))
        await service.updateCharacter('luna', { ...blank, [field]: value })
        const after = (await storage.find(field === 'name' ? 'nova' : 'luna'))?.character ?? {}
        expect(after).toEqual({ ...before, ...pick(after, OURS), [field]: value })
        expect(Reflect.get(after, 'version_number')).toBe(2)
        updates++
        compared += Object.keys(before).length - 1
      }
    }
    figure(
      `updates of each field alone, ${title}`,
      `${updates}, ${compared} other fields unchanged`,
    )
  })

  test('fields that the model does not know survive updates, renames and rollbacks', async () => {
    const storage = create()
    const service = new CharacterService({ storage, model })
    const { id } = await service.createCharacter(full)
    const record = (await storage.find('luna'))?.character
    if (record === undefined) throw new Error('not stored')
    const foreign = { legacy_score: 7, legacy_tags: ['a', { b: null }], legacy_note: null }
    const other = create()
    const beside = new CharacterService({ storage: other, model })
    await other.insert({ ...record, ...foreign }, 'f'.repeat(24))
    await beside.updateCharacter('luna', { personality: 'calm' })
    await beside.updateCharacter('luna', { name: 'nova' })
    await beside.rollbackCharacter('nova', 1)
    await beside.deleteCharacter('nova')
    await beside.restoreCharacter(id)
    expect((await other.find('nova'))?.character).toMatchObject(foreign)
    for (const version of [1, 2, 3]) {
      expect((await other.findVersion(id, version))?.character).toMatchObject(foreign)
    }
    expect(await beside.getCharacter('nova')).not.toHaveProperty('legacy_score')
  })
})

describeWithMongo('a document of another program', () => {
  let mongo: OpenMongo
  beforeAll(async () => {
    mongo = await openMongo()
  })
  afterAll(() => mongo.close())

  async function plant() {
    const db = mongo.db()
    await db.collection('characters').insertOne(foreignDocument())
    const service = new CharacterService({ storage: mongoStorage(db), model })
    return { db, service }
  }

  test('keeps the very bytes of every field that an update does not name', async () => {
    let compared = 0
    for (const field of FIELDS) {
      for (const value of CHANGES[field]) {
        const { db, service } = await plant()
        await service.updateCharacter('luna', { [field]: value })
        const raw = await db.collection('characters').findOne({}, { promoteValues: false })
        const [before, after] = [bytesOf(foreignDocument()), bytesOf(raw ?? {})]
        for (const other of Object.keys(before)) {
          if (other === field || OURS.includes(other)) continue
          expect(`${other} ${after[other]}`).toBe(`${other} ${before[other]}`)
          compared++
        }
        const added = Object.keys(after).filter((name) => !Object.hasOwn(before, name))
        expect([...OURS, field]).toEqual(expect.arrayContaining(added))
      }
    }
    figure('fields of a foreign document after an update of another', `${compared} byte for byte`)
  })
})

function pick(from: object, fields: readonly string[]): object {
  return Object.fromEntries(Object.entries(from).filter(([field]) => fields.includes(field)))
}

/** Times as text, an absent state and version, and types that JSON does not have. */
function foreignDocument(): Document {
  return {
    _id: ObjectId.createFromHexString('65b9a0f0a1b2c3d4e5f60718'),
    name: 'luna',
    display_name: 'Luna',
    personality: 'Friendly',
    system_prompt: 'You are Luna.',
    traits: ['helpful'],
    avatar_url: null,
    voice_settings: {
      since: new Date(1_700_000_000_000),
      big: BSON.Long.fromString('9007199254740993'),
      exact: BSON.Decimal128.fromString('1.10'),
      sample: new BSON.Binary(new Uint8Array([1, 2, 3])),
      odd: Number.NaN,
      double: new BSON.Double(3),
      'dotted.key': 1,
      $dollar: { deep: [new Date(0)] },
    },
    created_at: '2024-01-31T02:24:00.123456',
    legacy: { score: new BSON.Int32(7), at: new Date(0) },
    legacy_list: [1, 'two', null],
  }
}

/** The BSON of each field by itself. */
function bytesOf(document: Document): Record<string, string> {
  return Object.fromEntries(
    Object.entries(document).map(([field, value]) => [
      field,
      Buffer.from(BSON.serialize({ value })).toString('hex'),
    ]),
  )
}
