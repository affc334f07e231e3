import type { CommandStartedEvent, Document } from 'mongodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CharacterService } from '../../src/service/character-service.ts'
import type { CharacterStorage } from '../../src/storage/character-storage.ts'
import { SortedList } from '../../src/storage/memory/sorted-list.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { mongoStorage } from '../../src/storage/mongo/storage.ts'
import type { StoredCharacter } from '../../src/storage/stored-character.ts'
import { newId } from '../../src/testing/storage-clauses/clause.ts'
import { luna } from '../support/characters.ts'
import { describeWithMongo, type OpenMongo, openMongo } from '../support/mongo.ts'
import { figure } from '../support/sizes.ts'

const VERSIONS = 100_000
const PAGE = 100

/** Raises the version so many times, past the service: its rules are not what is paged through. */
async function grow(storage: CharacterStorage, name: string, times: number): Promise<void> {
  let head = (await storage.find(name)) as StoredCharacter
  for (let n = 0; n < times; n++) {
    await storage.insertVersion(head)
    const set = { version_number: head.character.version_number + 1 }
    head = (await storage.swap(head, { writeId: newId(), set })) as StoredCharacter
  }
}

test('page 1,000 of 100,000 versions costs what page 1 costs', async () => {
  const storage = memoryStorage()
  const service = new CharacterService({ storage })
  await service.createCharacter(luna())
  await grow(storage, 'luna', VERSIONS - 1)
  const time = async (before: number): Promise<number> => {
    const times: number[] = []
    for (let round = 0; round < 200; round++) {
      const start = performance.now()
      const page = await service.listVersions('luna', { before, limit: PAGE })
      times.push(performance.now() - start)
      expect(page).toHaveLength(PAGE)
    }
    return times.toSorted((a, b) => a - b)[100] ?? Number.NaN
  }
  const [first, last] = [await time(VERSIONS + 1), await time(PAGE + 1)]
  figure('page 1,000 over page 1 of 100,000 versions, time', (last / first).toFixed(2))
}, 60_000)

// Red when a page is found by walking there from either end, or by sorting.
test('a page of the versions in memory compares no more at the end than at the start', () => {
  let comparisons = 0
  const history = new SortedList<number, number>((a, b) => {
    comparisons++
    return b - a
  })
  for (let version = 1; version <= VERSIONS; version++) history.set(version, version)
  const cost = (before: number): number => {
    comparisons = 0
    const page = history.walk(before)
    for (let n = 0; n < PAGE; n++) expect(page.next().value).toBe(before - 1 - n)
    return comparisons
  }
  const [first, last] = [cost(VERSIONS + 1), cost(PAGE + 1)]
  figure('page 1,000 over page 1 of 100,000 versions, comparisons', `${last} over ${first}`)
  expect(last / first).toBeLessThan(2)
  expect(first / last).toBeLessThan(2)
})

test('paging through everything shows each version once, while others write', async () => {
  const storage = memoryStorage()
  const service = new CharacterService({ storage })
  await service.createCharacter(luna())
  await grow(storage, 'luna', 999)
  const seen: number[] = []
  for (let before: number | undefined; ; ) {
    const page = await service.listVersions('luna', { before, limit: 7 })
    if (page.length === 0) break
    seen.push(...page.map(({ version_number }) => version_number))
    before = seen.at(-1)
    await service.updateCharacter('luna', {})
  }
  expect(seen).toEqual(Array.from({ length: 1_000 }, (_, index) => 1_000 - index))
})

describeWithMongo('a page of versions on MongoDB', () => {
  let mongo: OpenMongo
  const commands: Document[] = []
  beforeAll(async () => {
    mongo = await openMongo({ monitorCommands: true })
    mongo.client.on('commandStarted', ({ command }: CommandStartedEvent) => commands.push(command))
  })
  afterAll(() => mongo.close())

  // Red when a page skips, or asks for anything but a range of the index on _id.
  test('is two reads: the head, and a range of ids without a skip', async () => {
    const storage = mongoStorage(mongo.db(), { keepVersions: 95_000 })
    const service = new CharacterService({ storage })
    const { id } = await service.createCharacter(luna())
    const head = (await storage.find('luna')) as StoredCharacter
    await storage.swap(head, { writeId: newId(), set: { version_number: VERSIONS } })
    commands.length = 0
    await service.listVersions('luna')
    await service.listVersions('luna', { before: 5_101 })
    const [, first, , last, ...more] = commands
    expect(more).toEqual([])
    const padded = (version: number): string => `${id}:${String(version).padStart(16, '0')}`
    for (const [command, before, limit] of [
      [first, VERSIONS, 99],
      [last, 5_101, 100],
    ] as const) {
      expect(command).toMatchObject({
        find: 'character_versions',
        filter: { _id: { $gte: padded(5_001), $lt: padded(before) } },
        sort: new Map([['_id', -1]]),
        limit,
      })
      expect(command).not.toHaveProperty('skip')
      expect(Object.keys(command?.filter)).toEqual(['_id'])
    }
  })
})
