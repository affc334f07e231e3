import { strict as assert } from 'node:assert'
import type { FieldCondition } from '../../model/field-condition.ts'
import type { SortField } from '../../model/parse-sort.ts'
import type { CharacterStorage, ListOptions } from '../../storage/character-storage.ts'
import { type Clause, deleted, names, newId, sampleRecord, swapped } from './clause.ts'

/** Finding heads by what they say, by words, and in every order. */
export const queryClauses: readonly Clause[] = [
  ...conditionClauses(),
  [
    'an absent field is what the condition says it is',
    async (storage) => {
      await insertAll(storage, [{ name: 'a', mood: 'wild' }, { name: 'b' }])
      const record = sampleRecord({ name: 'c' })
      const { mood: _mood, ...without } = record
      await storage.insert(without as typeof record, newId())
      const mood = (absent: string | null, ...values: (string | null)[]): ListOptions => ({
        where: [{ field: 'mood', absent, test: { op: 'in', values } }],
      })
      await assertFinds(storage, mood(null, null), ['c'])
      await assertFinds(storage, mood('wild', 'wild'), ['a', 'c'])
      await assertFinds(storage, mood('wild', null), [])
      await assertFinds(storage, mood('wild', 'calm'), ['b'])
    },
  ],
  [
    'words begin words of the very version they were given with',
    async (storage) => {
      const record = sampleRecord({ name: 'a' })
      const head = await storage.insert(record, newId(), { searchWords: ['luna', 'moon', '月'] })
      assert.ok(head)
      await insertAll(storage, [{ name: 'b' }])
      await assertFinds(storage, { words: ['lu'] }, ['a'])
      await assertFinds(storage, { words: ['mo', 'luna', '月'] }, ['a'])
      for (const word of ['una', 'lunar', '$', 'moon sun']) {
        await assertFinds(storage, { words: ['luna', word] }, [])
      }
      const next = await swapped(storage, head, { version_number: 2 }, { searchWords: ['sun'] })
      await assertFinds(storage, { words: ['luna'] }, [])
      await assertFinds(storage, { words: ['s'] }, ['a'])
      const silent = await swapped(storage, next, { version_number: 3 })
      await assertFinds(storage, { words: ['s'] }, [])
      await swapped(storage, silent, { version_number: 4 }, { searchWords: ['sun'] })
      await assertFinds(storage, { words: ['s'] }, ['a'])
    },
  ],
  [
    'a deleted head is not found, and a restored one as before',
    async (storage) => {
      const head = await storage.insert(sampleRecord({ name: 'a' }), newId(), {
        searchWords: ['luna'],
      })
      assert.ok(head)
      const gone = await deleted(storage, head)
      await assertFinds(storage, { words: ['luna'] }, [])
      await swapped(storage, gone, { is_active: true, name: 'a' })
      await assertFinds(storage, { words: ['luna'] }, ['a'])
    },
  ],
  ...(['display_name', 'created_at', 'updated_at', 'name'] as const).flatMap((field) =>
    [false, true].map((isDescending) => orderClause(field, isDescending)),
  ),
  [
    'active heads are found by their stored names, and no other',
    async (storage) => {
      await insertAll(storage, [{ name: 'a' }, { name: 'b' }, { name: 'c' }])
      const head = await storage.find('c')
      assert.ok(head)
      await deleted(storage, head)
      const found = names(await storage.findMany(['b', 'a', 'c', 'd', 'b']))
      assert.deepEqual([...new Set(found)].toSorted(), ['a', 'b'])
      assert.deepEqual(await storage.findMany([]), [])
    },
  ],
]

function conditionClauses(): Clause[] {
  const fields = [
    { name: 'a', mood: 'calm', score: 1, tags: ['x', 'y'], traits: [] },
    { name: 'b', mood: null, score: 2.5, tags: [], traits: ['kind'] },
    { name: 'c', mood: 'wild', score: '1', tags: ['y', null], traits: ['kind', 'wise'] },
    { name: 'd', mood: '', score: null, tags: null, traits: ['Kind'] },
  ]
  const cases: [string, FieldCondition['test'], string][] = [
    ['mood', { op: 'in', values: ['calm', 'wild', 5] }, 'ac'],
    ['mood', { op: 'in', values: [null] }, 'b'],
    ['mood', { op: 'in', values: [] }, ''],
    ['mood', { op: 'nin', values: ['calm'] }, 'bcd'],
    ['mood', { op: 'nin', values: [null, ''] }, 'ac'],
    ['mood', { op: 'gt', bound: 'calm' }, 'c'],
    ['mood', { op: 'lte', bound: 'calm' }, 'ad'],
    ['score', { op: 'in', values: [1] }, 'a'],
    ['score', { op: 'gte', bound: 1 }, 'ab'],
    ['score', { op: 'lt', bound: '2' }, 'c'],
    ['tags', { op: 'all', values: ['y'] }, 'ac'],
    ['tags', { op: 'all', values: ['x', 'y'] }, 'a'],
    ['tags', { op: 'all', values: [] }, 'abcd'],
    ['tags', { op: 'any', values: ['x', null] }, 'ac'],
    ['tags', { op: 'any', values: [] }, ''],
    ['tags', { op: 'none', values: ['x'] }, 'bcd'],
    ['tags', { op: 'empty', expected: true }, 'bd'],
    ['traits', { op: 'empty', expected: false }, 'bcd'],
    ['traits', { op: 'any', values: ['kind'] }, 'bc'],
    ['created_at', { op: 'gte', bound: '2026-01-31T12:00:00.000Z' }, 'abcd'],
    ['version_number', { op: 'gt', bound: 1 }, ''],
    ['is_active', { op: 'in', values: [false] }, ''],
    ['name', { op: 'nin', values: ['a', 'b'] }, 'cd'],
  ]
  return cases.map(([field, test, expected]) => [
    `heads are found whose ${field} meets ${JSON.stringify(test)}`,
    async (storage) => {
      await insertAll(storage, fields)
      await assertFinds(storage, { where: [{ field, absent: null, test }] }, [...expected])
    },
  ])
}

function orderClause(field: SortField, isDescending: boolean): Clause {
  return [
    `heads are listed by ${field}${isDescending ? ', the greatest first' : ''}, each on one page`,
    async (storage) => {
      const times = ['2026-01-31T12:00:00.001Z', '2026-01-31T12:00:00.002Z']
      for (let n = 0; n < 7; n++) {
        const time = times[n % 2]
        const fields = { name: `n${n}`, display_name: `d${n % 3}`, created_at: time }
        await insertAll(storage, [{ ...fields, updated_at: times[(n >> 1) % 2] }])
      }
      const sort = { field, isDescending }
      const sign = isDescending ? -1 : 1
      const key = (head: { character: { id: string } }): string =>
        `${Reflect.get(head.character, field)} ${head.character.id}`
      const all = await storage.list({ sort })
      const sorted = all.toSorted((a, b) => (key(a) < key(b) ? -sign : sign))
      assert.deepEqual(names(all), names(sorted))
      for (let limit = 1; limit <= 8; limit++) {
        const seen: string[] = []
        for (let after: ListOptions['after']; ; ) {
          const page = await storage.list({ sort, limit, after })
          seen.push(...names(page))
          assert.ok(seen.length <= all.length, `pages of ${limit}: ${seen}`)
          const last = page.at(-1)?.character
          if (page.length < limit || last === undefined) break
          after = { value: last[field], id: last.id }
        }
        assert.deepEqual(seen, names(all), `pages of ${limit}`)
      }
    },
  ]
}

async function insertAll(
  storage: CharacterStorage,
  all: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  for (const fields of all) assert.ok(await storage.insert(sampleRecord(fields), newId()))
}

/** Asserts what a query lists, that it counts the same, and that the states are those of the heads. */
async function assertFinds(
  storage: CharacterStorage,
  query: ListOptions,
  expected: readonly string[],
): Promise<void> {
  const page = await storage.list(query)
  assert.deepEqual(names(page), expected)
  assert.equal(await storage.countHeads(query), expected.length)
  assert.deepEqual(
    (await storage.listStates(query)).map(({ id, name, version, writeId }) => ({
      id,
      name,
      version,
      writeId,
    })),
    page.map(({ character, writeId }) => ({
      id: character.id,
      name: character.name,
      version: character.version_number,
      writeId,
    })),
  )
}
