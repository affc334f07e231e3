import { strict as assert } from 'node:assert'
import type { ListOptions } from '../../storage/character-storage.ts'
import { type Clause, deleted, inserted, names, newId, sampleRecord, swapped } from './clause.ts'

const OWN = 'tenants/acme/luna'
const OF_TENANT = { tenant: 'acme' }

/** Whose heads are whose: the stored name tells, and nothing else does. */
export const tenantClauses: readonly Clause[] = [
  [
    'a list is of one tenant, or of none',
    async (storage) => {
      for (const name of [
        'luna',
        OWN,
        'tenants/Acme/luna',
        'tenants/a/luna',
        'zoe',
        'tenants/b/a',
      ]) {
        await storage.insert(sampleRecord({ name }), newId(), { searchWords: ['moon'] })
      }
      for (const field of ['name', 'display_name', 'created_at', 'updated_at'] as const) {
        for (const isDescending of [false, true]) {
          const sort: ListOptions = { sort: { field, isDescending }, words: ['mo'] }
          const own = { ...sort, ...OF_TENANT }
          assert.deepEqual(names(await storage.list(own)), [OWN])
          assert.deepEqual(
            (await storage.listStates(own)).map(({ name }) => name),
            [OWN],
          )
          assert.deepEqual(new Set(names(await storage.list(sort))), new Set(['luna', 'zoe']))
        }
      }
      assert.equal(await storage.countHeads(OF_TENANT), 1)
      assert.equal(await storage.countHeads(), 2)
      assert.equal(await storage.countHeads({ tenant: 'nobody', words: ['mo'] }), 0)
      assert.deepEqual(await storage.list({ tenant: 'nobody' }), [])
    },
  ],
  [
    'pages of one tenant go on where they ended',
    async (storage) => {
      const own = ['a', 'deleted', 'm', 'z'].map((name) => `tenants/acme/${name}`)
      for (const name of [...own, 'a', 'z', 'tenants/acmf/b']) await inserted(storage, { name })
      for (const isDescending of [false, true]) {
        const found: string[] = []
        let after: string | undefined
        for (let pages = 0; pages <= own.length; pages++) {
          const sort = { field: 'name', isDescending } as const
          const page = names(await storage.list({ ...OF_TENANT, sort, after, limit: 1 }))
          if (page.length === 0) break
          found.push(...page)
          after = page.at(-1)
        }
        assert.deepEqual(found, isDescending ? [...own].reverse() : own)
      }
    },
  ],
  [
    'a deleted head stays with its tenant, and frees its name there',
    async (storage) => {
      const head = await inserted(storage, { name: OWN })
      const gone = await deleted(storage, head)
      assert.equal(gone.character.name, OWN)
      assert.equal(await storage.find(OWN), null)
      assert.deepEqual(names(await storage.listDeleted(OF_TENANT)), [OWN])
      assert.deepEqual(await storage.listDeleted(), [])
      assert.deepEqual(await storage.listDeleted({ tenant: 'Acme' }), [])
      assert.deepEqual(await storage.list(OF_TENANT), [])
      const other = await inserted(storage, { name: OWN })
      const name = 'tenants/acme/selene'
      await swapped(storage, gone, { is_active: true, name })
      assert.deepEqual(names(await storage.list(OF_TENANT)), [other.character.name, name])
    },
  ],
]
