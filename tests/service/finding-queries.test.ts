import { ObjectId } from 'mongodb'
import { describe, expect, test } from 'vitest'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { mongoStorage } from '../../src/storage/mongo/storage.ts'
import { pythonDocument } from '../storage/mongo/python-document.ts'
import { describeWithMongo, openMongo } from '../support/mongo.ts'
import {
  type PlainQuery,
  plainFind,
  queryModel,
  randomContent,
  randomWhere,
  type Shown,
  SORTS,
} from '../support/plain-query.ts'
import { type Random, seededRandom } from '../support/random.ts'
import { figure, sized } from '../support/sizes.ts'

const CHARACTERS = 60
const TEXTS = ['moon', 'Moonlit', 'star', 'STAR42 s', 'r', '7', 'sun moon', 'owls', '?!', 'c1 ow']

describe('a query finds what plain filtering and sorting find', () => {
  test('in memory', { timeout: 600_000 }, async () => {
    const random = seededRandom('queries in memory')
    const service = new CharacterService({ storage: memoryStorage(), model: queryModel })
    await fill(service, random)
    await compare('in memory', service, random, sized('queries in memory', 10_000, 2_000))
  })
})

describeWithMongo('a query finds what plain filtering and sorting find', () => {
  // Red when a condition is left to the server whose values show as others than they are stored.
  test('on MongoDB, beside documents of another program', { timeout: 1_200_000 }, async () => {
    const random = seededRandom('queries on MongoDB')
    const mongo = await openMongo()
    const db = mongo.db()
    const service = new CharacterService({ storage: mongoStorage(db), model: queryModel })
    await fill(service, random)
    await db.collection('characters').insertMany(foreignDocuments(random))
    await compare('on MongoDB', service, random, sized('queries on MongoDB', 10_000, 600))
    await mongo.close()
  })
})

async function fill(service: CharacterService, random: Random): Promise<void> {
  for (let n = 0; n < CHARACTERS; n++) {
    await service.createCharacter(randomContent(random, `c${n}`) as never)
  }
  for (let n = 0; n < CHARACTERS; n += 3) {
    const { name: _name, ...patch } = randomContent(random, '')
    await service.updateCharacter(`c${n}`, patch as never)
  }
  for (let n = 0; n < CHARACTERS; n += 10) await service.deleteCharacter(`c${n}`)
}

/** As the Python service and others write them; their words are in no index. */
function foreignDocuments(random: Random): ReturnType<typeof pythonDocument>[] {
  const odd = [
    { created_at: '2024-02-05T10:11:12.345678', updated_at: '2024-02-05T10:11:12.345678' },
    { created_at: undefined, updated_at: null, is_active: undefined },
    { version_number: undefined, traits: 'moon', mood: null, tags: null },
    { display_name: null, traits: null, avatar_url: 5, score: '10', ranks: 'x' },
    { is_active: false },
    { note: new Date(0), open: 1, tags: [new ObjectId(), 'a'], score: Number.NaN },
    { mood: 'wild', score: 10, tags: ['a', null], note: undefined },
  ]
  return odd.flatMap((fields, index) =>
    Array.from({ length: 3 }, (_, copy) => {
      const document = pythonDocument({ ...fields, _id: new ObjectId() })
      for (const [key, value] of Object.entries(document)) {
        if (value === undefined) delete document[key]
      }
      document.name = `python ${index} ${copy} ${random.below(100)}`
      return document
    }),
  )
}

/** Red when pages lose their place, when a filter means two things, or when a count is none. */
async function compare(
  title: string,
  service: CharacterService,
  random: Random,
  queries: number,
): Promise<void> {
  const all = (await service.listCharacters()) as readonly Shown[]
  const indexed = all.filter(({ name }) => !String(name).startsWith('python'))
  let found = 0
  for (let n = 0; n < queries; n++) {
    const text = random.below(3) === 0 ? random.pick(TEXTS) : undefined
    const where = random.below(4) === 0 ? {} : randomWhere(random, random.pick(all))
    const query: PlainQuery = { where, text, sort: random.pick(SORTS) }
    const expected = plainFind(text === undefined ? all : indexed, query)
    const said = JSON.stringify(query)
    const pages = await readPages(service, query, 1 + random.below(30))
    if (isMixed(expected, query)) {
      // Times of odd types have an order of their own: that of the server.
      expect(idsOf(pages).toSorted(), said).toEqual(idsOf(expected).toSorted())
    } else expect(idsOf(pages), said).toEqual(idsOf(expected))
    const count = await service.countCharacters({ where, text } as never)
    expect(count, said).toBe(expected.length)
    found += expected.length
  }
  figure(`queries ${title}`, `${queries} queries, ${found} characters found, 0 different`)
  expect(found).toBeGreaterThan(queries)
}

function isMixed(found: readonly Shown[], { sort }: PlainQuery): boolean {
  if (sort.endsWith('name') && !sort.endsWith('display_name')) return false
  return found.some(({ name }) => String(name).startsWith('python'))
}

async function readPages(
  service: CharacterService,
  query: PlainQuery,
  limit: number,
): Promise<Shown[]> {
  const seen: Shown[] = []
  for (let after: Shown | undefined; ; after = seen.at(-1)) {
    const page = await service.listCharacters({ ...query, limit, after } as never)
    seen.push(...(page as readonly Shown[]))
    if (page.length < limit) return seen
    expect(seen.length).toBeLessThan(1_000)
  }
}

function idsOf(characters: readonly Shown[]): string[] {
  return characters.map(({ id }) => id)
}
