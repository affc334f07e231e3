import { strict as assert } from 'node:assert'
import { assertHeld, type Clause, inserted, newId, race, sampleRecord } from './clause.ts'

/** Storing and finding heads. */
export const headClauses: readonly Clause[] = [
  [
    'an empty storage finds nothing and lists nothing',
    async (storage) => {
      const id = newId()
      assert.equal(await storage.find('luna'), null)
      assert.equal(await storage.findById(id), null)
      assert.equal(await storage.findById('luna'), null)
      assert.equal(await storage.findVersion(id, 1), null)
      assert.deepEqual(await storage.list(), [])
      assert.deepEqual(await storage.listDeleted(), [])
      assert.deepEqual(await storage.listVersions(id, { limit: 10 }), [])
      await storage.deleteVersions(id)
    },
  ],
  [
    'keeps a whole number of versions, or all',
    async ({ keepVersions }) => {
      assert.ok(keepVersions === Number.POSITIVE_INFINITY || Number.isInteger(keepVersions))
      assert.ok(keepVersions >= 1)
    },
  ],
  [
    'a new head is found by its name and by its id, with its write id',
    async (storage) => {
      const record = sampleRecord()
      const writeId = newId()
      const head = await storage.insert(record, writeId)
      for (const found of [
        head,
        await storage.find(record.name),
        await storage.findById(record.id),
      ]) {
        assert.deepEqual(found?.character, record)
        assert.equal(found?.writeId, writeId)
      }
    },
  ],
  [
    'every JSON value of an attribute is kept as it is',
    async (storage) => {
      const notes = {
        text: [
          '',
          ' ',
          'ünï',
          '日本',
          '👩‍🚀',
          'a\u0000b',
          '$set',
          '{"$ne":1}',
          'x'.repeat(100_000),
        ],
        numbers: [0, 1, -1, 1.5, -0.1, 2 ** 31, -(2 ** 31) - 1, 2 ** 53 - 1, 1e300, 5e-324],
        others: [true, false, null, [], {}, [[[]]], { a: { b: [{ c: null }] } }],
      }
      const head = await inserted(storage, { notes })
      assert.deepEqual(head.character.notes, notes)
      await assertHeld(storage, head)
    },
  ],
  [
    'a name is found only in exactly this spelling',
    async (storage) => {
      await inserted(storage, { name: 'luna.*' })
      for (const other of ['luna', 'Luna.*', 'luna.', 'luna.* ', ' luna.*', '.*', '']) {
        assert.equal(await storage.find(other), null, other)
      }
      assert.ok(await storage.find('luna.*'))
    },
  ],
  [
    'text that looks like a query is a name like any other',
    async (storage) => {
      await inserted(storage, { name: '{"$ne":null}' })
      await inserted(storage, { name: '$where' })
      assert.equal((await storage.find('$where'))?.character.name, '$where')
      assert.equal((await storage.find('{"$ne":null}'))?.character.name, '{"$ne":null}')
    },
  ],
  [
    'a second head under a taken name is refused, and nothing is stored',
    async (storage) => {
      const head = await inserted(storage)
      const second = sampleRecord({ name: head.character.name, display_name: 'Other' })
      assert.equal(await storage.insert(second, newId()), null)
      assert.equal(await storage.findById(second.id), null)
      await assertHeld(storage, head)
    },
  ],
  [
    'a second head under a taken id is refused, and nothing is stored',
    async (storage) => {
      const head = await inserted(storage)
      const second = sampleRecord({ id: head.character.id, display_name: 'Other' })
      assert.equal(await storage.insert(second, newId()), null)
      assert.equal(await storage.find(second.name), null)
      await assertHeld(storage, head)
    },
  ],
  [
    'of many inserts of one name at once, one is stored',
    async (storage) => {
      const results = await race(() => storage.insert(sampleRecord({ name: 'luna' }), newId()))
      const winners = results.filter((result) => result !== null)
      assert.equal(winners.length, 1)
      assert.deepEqual(
        await storage.find('luna').then((head) => head?.writeId),
        winners[0]?.writeId,
      )
      assert.equal((await storage.list()).length, 1)
    },
  ],
  [
    'an inactive head that still holds its name is found by it, and not listed',
    async (storage) => {
      const head = await inserted(storage, { name: 'luna', is_active: false })
      assert.equal((await storage.find('luna'))?.character.is_active, false)
      assert.equal(await storage.insert(sampleRecord({ name: 'luna' }), newId()), null)
      assert.deepEqual(await storage.list(), [])
      assert.deepEqual(await storage.listDeleted(), [])
      await assertHeld(storage, head)
    },
  ],
]
