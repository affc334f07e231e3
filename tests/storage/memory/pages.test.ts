import { describe, expect, test } from 'vitest'
import type { CharacterStorage } from '../../../src/storage/character-storage.ts'
import { memoryStorage } from '../../../src/storage/memory/storage.ts'
import type { StoredCharacter } from '../../../src/storage/stored-character.ts'
import { sampleRecord } from '../../../src/testing/storage-clauses/clause.ts'
import { figure, sized } from '../../support/sizes.ts'

// Red when a page is found by sorting, by walking from the start, or by filtering tombstones: the
// ratio is then that of the sizes, not below 2.
const ROUNDS = 41
const PAGES = 50

describe('a page of memoryStorage', () => {
  const size = sized('characters, tombstones', 1_000_000)

  test('of active names costs the same among many characters as among 1,000', async () => {
    const [few, many] = [memoryStorage(), memoryStorage()]
    await fill(few, 1_000)
    await fill(many, size)
    const ratio = await compare(
      () => few.list({ after: middle(1_000), limit: 100 }),
      () => many.list({ after: middle(size), limit: 100 }),
    )
    figure(`page of 100 among ${size} characters over one among 1,000`, ratio.toFixed(2))
    expect(ratio).toBeLessThan(2)
  }, 400_000)

  test('of active names costs the same beside many deleted characters as beside none', async () => {
    const [without, beside] = [memoryStorage(), memoryStorage()]
    await fill(without, 1_000)
    await fill(beside, 1_000)
    await bury(beside, size)
    const active = await compare(
      () => without.list({ after: middle(1_000), limit: 100 }),
      () => beside.list({ after: middle(1_000), limit: 100 }),
    )
    const first = await compare(
      () => beside.listDeleted({ after: idOf(size), limit: 100 }),
      () => beside.listDeleted({ after: idOf(2 * size - 101), limit: 100 }),
    )
    figure(`page of 100 beside ${size} deleted characters over one beside none`, active.toFixed(2))
    figure(`last page of ${size} deleted characters over the first`, first.toFixed(2))
    expect(active).toBeLessThan(2)
    expect(first).toBeLessThan(2)
  }, 400_000)

  test('of versions costs the same at the end of a long history as at its start', async () => {
    const versions = sized('versions, first and last page', 100_000)
    const storage = memoryStorage()
    let head = await insert(storage, 1)
    for (let version = 2; version <= versions; version++) {
      await storage.insertVersion(head)
      const set = { version_number: version }
      head = (await storage.swap(head, { writeId: idOf(version), set })) as StoredCharacter
    }
    const { id } = head.character
    expect(await storage.listVersions(id, { before: 101, limit: 100 })).toHaveLength(100)
    const ratio = await compare(
      () => storage.listVersions(id, { limit: 100 }),
      () => storage.listVersions(id, { before: 101, limit: 100 }),
    )
    figure(`last page of ${versions} versions over the first`, ratio.toFixed(2))
    expect(ratio).toBeLessThan(2)
  }, 400_000)
})

/** The median cost of the second over that of the first, taken in turns. */
async function compare(
  first: () => Promise<readonly unknown[]>,
  second: () => Promise<readonly unknown[]>,
): Promise<number> {
  const costs: [number[], number[]] = [[], []]
  expect(await first()).toHaveLength(100)
  expect(await second()).toHaveLength(100)
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, page] of [first, second].entries()) {
      const start = performance.now()
      for (let n = 0; n < PAGES; n++) await page()
      costs[index as 0 | 1].push(performance.now() - start)
    }
  }
  return median(costs[1]) / median(costs[0])
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
}

async function fill(storage: CharacterStorage, size: number): Promise<void> {
  for (let n = 0; n < size; n++) await insert(storage, scattered(n, size))
}

async function bury(storage: CharacterStorage, size: number): Promise<void> {
  for (let n = 0; n < size; n++) {
    const head = await insert(storage, scattered(n, size) + size)
    await storage.swap(head, { writeId: 'gone', set: { is_active: false } })
  }
}

async function insert(storage: CharacterStorage, n: number): Promise<StoredCharacter> {
  const record = sampleRecord({ id: idOf(n), name: nameOf(n), voice_settings: null })
  return (await storage.insert(record, 'write')) as StoredCharacter
}

/** A permutation: every number below `size` once, in an order that is none. */
function scattered(n: number, size: number): number {
  return (n * 7_919 + 13) % size
}

function middle(size: number): string {
  return nameOf(size >> 1)
}

function nameOf(n: number): string {
  return `character ${String(n).padStart(8, '0')}`
}

function idOf(n: number): string {
  return n.toString(16).padStart(24, '0')
}
