import { describe, expect, test, vi } from 'vitest'
import type { CharacterStorage } from '../../../src/storage/character-storage.ts'
import { memoryStorage } from '../../../src/storage/memory/storage.ts'
import type { StoredCharacter } from '../../../src/storage/stored-character.ts'
import { sampleRecord } from '../../../src/testing/storage-clauses/clause.ts'
import { figure } from '../../support/sizes.ts'

const seen = vi.hoisted(() => ({ count: 0 }))

// Counts each comparison with a key and each item that is walked over; does the same as ever.
vi.mock(import('../../../src/storage/memory/sorted-list.ts'), async (original) => {
  const { page, SortedList } = await original()
  class CountedList<K, T> extends SortedList<K, T> {
    constructor(compare: (item: T, key: K) => number) {
      super((item, key) => {
        seen.count++
        return compare(item, key)
      })
    }

    override *walk(after?: K, last?: K): Generator<T> {
      for (const item of super.walk(after, last)) {
        seen.count++
        yield item
      }
    }
  }
  return { page, SortedList: CountedList as typeof SortedList }
})

/** How many keys and items are looked at for a page of 100: each of its own, and the way to them. */
const MOST = 150
const SIZE = 30_000

// Red when a page is found by walking from the start.
describe('a page of memoryStorage', () => {
  test('of active names costs the same among many characters as among 1,000', async () => {
    const [few, many] = [memoryStorage(), memoryStorage()]
    await fill(few, 1_000)
    await fill(many, SIZE)
    const options = { limit: 100 }
    await look('of 1,000', () => few.list({ ...options, after: middle(1_000) }))
    await look(`of ${SIZE}`, () => many.list({ ...options, after: middle(SIZE) }))
    const sort = { field: 'created_at', isDescending: true } as const
    const [last] = await many.list({ limit: 1, sort })
    const { id = '', created_at: value = '' } = last?.character ?? {}
    await look(`of ${SIZE} by time`, () => many.list({ ...options, sort, after: { value, id } }))
  })

  test('of active names costs the same beside many deleted characters as beside none', async () => {
    const storage = memoryStorage()
    await fill(storage, 1_000)
    await bury(storage, SIZE)
    await look('beside tombstones', () => storage.list({ after: middle(1_000), limit: 100 }))
    await look('the first tombstones', () => storage.listDeleted({ after: idOf(SIZE), limit: 100 }))
    const after = idOf(2 * SIZE - 101)
    await look('the last tombstones', () => storage.listDeleted({ after, limit: 100 }))
  })

  test('of versions costs the same at the end of a long history as at its start', async () => {
    const storage = memoryStorage()
    let head = await insert(storage, 1)
    for (let version = 2; version <= 5_000; version++) {
      await storage.insertVersion(head)
      const set = { version_number: version }
      head = (await storage.swap(head, { writeId: idOf(version), set })) as StoredCharacter
    }
    const { id } = head.character
    await look('the last versions', () => storage.listVersions(id, { limit: 100 }))
    await look('the first versions', () => storage.listVersions(id, { before: 101, limit: 100 }))
  })
})

async function look(title: string, page: () => Promise<readonly unknown[]>): Promise<void> {
  seen.count = 0
  expect(await page()).toHaveLength(100)
  figure(`looked at for a page of 100, ${title}`, `${seen.count} keys and items`)
  // The count itself works.
  expect(seen.count).toBeGreaterThanOrEqual(100)
  expect(seen.count).toBeLessThanOrEqual(MOST)
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
