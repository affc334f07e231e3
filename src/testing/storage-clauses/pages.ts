import { strict as assert } from 'node:assert'
import type { StoredCharacter } from '../../storage/stored-character.ts'
import { type Clause, deleted, inserted, names, newId } from './clause.ts'

/** Listing heads in pages. */
export const pageClauses: readonly Clause[] = [
  [
    'active heads are listed by name, deleted ones by id',
    async (storage) => {
      const kept = ['m', 'a', '10', '9', 'a b', 'a-b', 'ab', '~', 'zz', 'z']
      for (const name of kept) await inserted(storage, { name })
      const gone = ['b', 'y', '5'].map((name) => ({ name, id: newId() }))
      for (const fields of gone) await deleted(storage, await inserted(storage, fields))
      assert.deepEqual(names(await storage.list()), kept.toSorted())
      assert.deepEqual(ids(await storage.listDeleted()), gone.map(({ id }) => id).toSorted())
    },
  ],
  [
    'a page starts after a name, which need not exist, and ends at its limit',
    async (storage) => {
      for (const name of ['a', 'b', 'c', 'd']) await inserted(storage, { name })
      assert.deepEqual(names(await storage.list({ limit: 2 })), ['a', 'b'])
      assert.deepEqual(names(await storage.list({ limit: 2, after: 'b' })), ['c', 'd'])
      assert.deepEqual(names(await storage.list({ limit: 9, after: 'bb' })), ['c', 'd'])
      assert.deepEqual(names(await storage.list({ limit: 9, after: 'd' })), [])
      assert.deepEqual(names(await storage.list({ after: '' })), ['a', 'b', 'c', 'd'])
    },
  ],
  [
    'names on both sides of the deleted ones are listed, page by page, each once',
    async (storage) => {
      const kept = [
        'delete',
        'deleted',
        'deleted .',
        'deleted-x',
        'deleted0',
        'deleted1',
        'deletee',
      ]
      for (const name of kept.toReversed()) await inserted(storage, { name })
      for (let n = 0; n < 5; n++) await deleted(storage, await inserted(storage))
      assert.deepEqual(names(await storage.list()), kept)
      for (let limit = 1; limit <= kept.length + 1; limit++) {
        const seen: string[] = []
        for (let after = ''; ; after = seen.at(-1) ?? '') {
          const page = names(await storage.list({ limit, after }))
          seen.push(...page)
          assert.ok(
            page.length <= limit && seen.length <= kept.length,
            `pages of ${limit}: ${seen}`,
          )
          if (page.length < limit) break
        }
        assert.deepEqual(seen, kept, `pages of ${limit}`)
      }
      assert.deepEqual(names(await storage.list({ after: 'deleted/zzz' })), kept.slice(4))
    },
  ],
  [
    'deleted heads are listed after an id, page by page, each once',
    async (storage) => {
      for (let n = 0; n < 7; n++) await deleted(storage, await inserted(storage))
      const all = ids(await storage.listDeleted())
      assert.equal(all.length, 7)
      for (let limit = 1; limit <= 8; limit++) {
        const seen: string[] = []
        for (let after: string | undefined; ; after = seen.at(-1)) {
          const page = ids(await storage.listDeleted({ limit, after }))
          seen.push(...page)
          assert.ok(page.length <= limit && seen.length <= all.length, `pages of ${limit}: ${seen}`)
          if (page.length < limit) break
        }
        assert.deepEqual(seen, all, `pages of ${limit}`)
      }
    },
  ],
]

/** The order of names beyond the Basic Multilingual Plane, by code points or by UTF-16 units. */
export function orderClause(order: 'code-point' | 'utf-16'): Clause {
  const inOrder = ['z', 'é', '一', '\ud7ff', '\ufb01', '\uff21', '𐐀', '😀', '\u{10fffd}']
  const astralFirst = ['z', 'é', '一', '\ud7ff', '𐐀', '😀', '\u{10fffd}', '\ufb01', '\uff21']
  const expected = order === 'code-point' ? inOrder : astralFirst
  const title =
    order === 'code-point'
      ? 'names are in the order of their code points'
      : 'names are in the order of their UTF-16 units, as this server sorts them'
  return [
    title,
    async (storage) => {
      for (const name of inOrder.toReversed()) await inserted(storage, { name })
      assert.deepEqual(names(await storage.list()), expected)
      assert.deepEqual(names(await storage.list({ after: '一', limit: 3 })), expected.slice(3, 6))
      assert.deepEqual(
        names(await storage.list({ after: '😀' })),
        expected.slice(expected.indexOf('😀') + 1),
      )
    },
  ]
}

function ids(page: readonly StoredCharacter[]): string[] {
  return page.map(({ character }) => character.id)
}
