import { type CommandStartedEvent, type Document, ObjectId } from 'mongodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SortField } from '../../../src/model/parse-sort.ts'
import type { ListOptions } from '../../../src/storage/character-storage.ts'
import { type MongoStorage, mongoStorage } from '../../../src/storage/mongo/storage.ts'
import { newId, sampleRecord } from '../../../src/testing/storage-clauses/clause.ts'
import { describeWithMongo, type OpenMongo, openMongo } from '../../support/mongo.ts'
import { figure, sized } from '../../support/sizes.ts'
import { type IndexedCollection, indexedCollection } from './indexed-collection.ts'

// The server of the tests neither explains nor reads by an index: what it is asked for is explained by
// the bounds that it gives each index.
const CHARACTERS = sized('characters to find among', 100_000, 20_000)
const STORED = 60
const LIMIT = 10
const FIELDS: readonly SortField[] = ['name', 'display_name', 'created_at', 'updated_at']
const ORDERS = FIELDS.flatMap((field) => [
  { field, isDescending: false },
  { field, isDescending: true },
])

/** One of many: a fifth of them deleted, three hundred of each display name, times that many share. */
function character(n: number): Document & { readonly id: string } {
  const id = n.toString(16).padStart(24, '0')
  const isActive = n % 5 !== 0
  const time = (ms: number): string => new Date(1_700_000_000_000 + ms).toISOString()
  return {
    id,
    name: isActive ? `name ${(n * 7_919) % CHARACTERS}` : `deleted/${id}`,
    display_name: `Luna ${(n * 31) % Math.ceil(CHARACTERS / 300)}`,
    created_at: time(n),
    updated_at: time(((n * 104_729) % CHARACTERS) >> 3),
    is_active: isActive,
    search_words: [`w${n % 500}.`, `x${n % 7}.`],
  }
}

describeWithMongo('what a page looks at', () => {
  let mongo: OpenMongo
  let storage: MongoStorage
  let among: IndexedCollection
  let finds: Document[] = []

  beforeAll(async () => {
    mongo = await openMongo({ monitorCommands: true })
    mongo.client.on('commandStarted', ({ command }: CommandStartedEvent) => {
      if (command.find === 'characters' && command.sort) finds.push(command)
    })
    storage = mongoStorage(mongo.db())
    const all = Array.from({ length: CHARACTERS }, (_, n) => character(n))
    among = indexedCollection(
      all.map(({ id, created_at, updated_at, ...more }) => ({
        ...{ ...more, _id: new ObjectId(id) },
        ...{ created_at: new Date(created_at), updated_at: new Date(updated_at) },
      })),
    )
    const active = all.filter((one) => one.is_active)
    for (let n = 0; n < STORED; n++) {
      const { search_words: searchWords, ...content } =
        active[Math.floor((n * active.length) / STORED)] ?? character(1)
      await storage.insert(sampleRecord(content), newId(), { searchWords })
    }
  })
  afterAll(() => mongo.close())

  async function pages(options: ListOptions): Promise<void> {
    finds = []
    for (let after: ListOptions['after'], seen = 0; seen < STORED; ) {
      const page = await storage.list({ ...options, limit: LIMIT, after })
      const last = page.at(-1)?.character
      if (last === undefined) break
      seen += page.length
      const { sort } = options
      const value = sort && String(last[sort.field])
      after = sort?.field === 'name' || value === undefined ? last.name : { value, id: last.id }
    }
  }

  // Red when a position is no bound of the index: `$nor` of `$lte` in the place of `$gt`, for instance.
  test.each(ORDERS)(
    'in the order of $field, descending: $isDescending, is at most twice the page',
    async (sort) => {
      await pages({ sort })
      expect(finds.length).toBeGreaterThanOrEqual(STORED / LIMIT)
      let most = 0
      for (const { filter, sort: order, limit } of finds) {
        const fields = [...order.keys()]
        const { examined, found } = among.read(filter, fields, order.get(fields[0]), limit)
        most = Math.max(most, examined / Math.max(found, LIMIT))
      }
      figure(`documents examined for each of a page by ${sort.field}`, most.toFixed(2))
      expect(most).toBeLessThanOrEqual(2)
    },
  )

  // Red when a word is no range of its index, or names around the tombstones are none of theirs.
  test.each(['w123.', 'w49'])('with the word %s is at most twice what has it', async (word) => {
    finds = []
    await storage.list({ words: [word] })
    let [looked, has] = [0, 0]
    for (const { filter } of finds) {
      // Whichever is cheaper: the server tries both.
      const { examined, found } = among.read(filter, ['search_words'], 1, CHARACTERS)
      looked += Math.min(examined, among.read(filter, ['name'], 1, CHARACTERS).examined)
      has += found
    }
    figure(`documents examined for ${has} that have ${word}`, `${looked}`)
    expect(has).toBeGreaterThan(0)
    expect(looked).toBeLessThanOrEqual(2 * has)
  })
})
