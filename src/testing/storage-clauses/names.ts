import { strict as assert } from 'node:assert'
import {
  assertHeld,
  type Clause,
  deleted,
  inserted,
  names,
  newId,
  race,
  sampleRecord,
  swapped,
} from './clause.ts'

/** Who holds a name: renaming, deleting and restoring. */
export const nameClauses: readonly Clause[] = [
  [
    'a rename moves the head to the new name and frees the old one',
    async (storage) => {
      const head = await inserted(storage, { name: 'luna' })
      const next = await swapped(storage, head, { name: 'selene', version_number: 2 })
      assert.deepEqual(next.character, { ...head.character, name: 'selene', version_number: 2 })
      assert.equal(await storage.find('luna'), null)
      assert.equal((await storage.find('selene'))?.character.id, head.character.id)
      assert.deepEqual(names(await storage.list()), ['selene'])
      await inserted(storage, { name: 'luna' })
      await swapped(storage, next, { name: 'selene', version_number: 3 })
    },
  ],
  [
    'a rename to a name that another head holds is refused and changes nothing',
    async (storage) => {
      const head = await inserted(storage, { name: 'luna' })
      const other = await inserted(storage, { name: 'selene' })
      const set = { name: 'selene', display_name: 'Selene' }
      assert.equal(await storage.swap(head, { writeId: newId(), set }), 'taken')
      await assertHeld(storage, head)
      await assertHeld(storage, other)
    },
  ],
  [
    'of many heads renamed to one name at once, one gets it',
    async (storage) => {
      const heads = await race(() => inserted(storage))
      const results = await race((racer) =>
        storage.swap(heads[racer] ?? sampleState(), { writeId: newId(), set: { name: 'luna' } }),
      )
      assert.equal(results.filter((result) => typeof result === 'object').length, 1)
      assert.equal(results.filter((result) => result === 'taken').length, results.length - 1)
    },
  ],
  [
    'a deleted head gives its name up and shows it all the same',
    async (storage) => {
      const head = await inserted(storage, { name: 'luna' })
      const gone = await deleted(storage, head)
      assert.deepEqual(gone.character, { ...head.character, is_active: false })
      await assertHeld(storage, gone)
      assert.equal(await storage.find('luna'), null)
      assert.deepEqual(await storage.list(), [])
      assert.deepEqual(names(await storage.listDeleted()), ['luna'])
      await inserted(storage, { name: 'luna' })
      await deleted(storage, (await storage.find('luna')) ?? gone)
      assert.deepEqual(names(await storage.listDeleted()), ['luna', 'luna'])
    },
  ],
  [
    'an inactive head that still holds its name gives it up when it is deleted again',
    async (storage) => {
      const head = await inserted(storage, { name: 'luna', is_active: false })
      const gone = await deleted(storage, head)
      assert.deepEqual(gone.character, head.character)
      assert.equal(await storage.find('luna'), null)
      assert.deepEqual(names(await storage.listDeleted()), ['luna'])
      await assertHeld(storage, gone)
    },
  ],
  [
    'a restored head takes its name back with all it had',
    async (storage) => {
      const head = await inserted(storage, { name: 'luna' })
      const gone = await deleted(storage, head)
      const back = await swapped(storage, gone, { is_active: true, name: 'luna' })
      assert.deepEqual(back.character, head.character)
      assert.equal((await storage.find('luna'))?.writeId, back.writeId)
      assert.deepEqual(await storage.listDeleted(), [])
      assert.deepEqual(names(await storage.list()), ['luna'])
    },
  ],
  [
    'a head is restored under another name when its own is taken',
    async (storage) => {
      const gone = await deleted(storage, await inserted(storage, { name: 'luna' }))
      await inserted(storage, { name: 'luna' })
      const set = { is_active: true, name: 'luna' }
      assert.equal(await storage.swap(gone, { writeId: newId(), set }), 'taken')
      await assertHeld(storage, gone)
      const back = await swapped(storage, gone, { ...set, name: 'selene', version_number: 2 })
      assert.equal(back.character.is_active, true)
      assert.deepEqual(names(await storage.list()), ['luna', 'selene'])
    },
  ],
  [
    'a restore and an insert of one name at once leave one active head',
    async (storage) => {
      for (let round = 0; round < 16; round++) {
        const name = `luna ${round}`
        const gone = await deleted(storage, await inserted(storage, { name }))
        const [created, restored] = await Promise.all([
          storage.insert(sampleRecord({ name }), newId()),
          storage.swap(gone, { writeId: newId(), set: { is_active: true, name } }),
        ])
        assert.equal(created === null, typeof restored === 'object')
        if (created) assert.equal(restored, 'taken')
      }
      assert.equal((await storage.list()).length, 16)
    },
  ],
  [
    'a deleted head can be changed without coming back',
    async (storage) => {
      const gone = await deleted(storage, await inserted(storage, { name: 'luna' }))
      const next = await swapped(storage, gone, { mood: 'wild' })
      assert.deepEqual(next.character, { ...gone.character, mood: 'wild' })
      assert.equal(await storage.find('luna'), null)
      await assertHeld(storage, next)
    },
  ],
]

function sampleState(): never {
  throw new Error('each racer has a head of its own')
}
