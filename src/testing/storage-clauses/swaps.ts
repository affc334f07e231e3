import { strict as assert } from 'node:assert'
import type { CharacterStorage } from '../../storage/character-storage.ts'
import type { StoredCharacter } from '../../storage/stored-character.ts'
import {
  assertHeld,
  type Clause,
  deleted,
  inserted,
  newId,
  nextVersion,
  race,
  swapped,
} from './clause.ts'

/** Replacing heads under their guard. */
export const swapClauses: readonly Clause[] = [
  [
    'a swap gives the fields it names a new value and leaves every other as it was',
    async (storage) => {
      const head = await inserted(storage)
      const set = { traits: ['bold'], voice_settings: null, mood: 'wild', version_number: 2 }
      const next = await swapped(storage, head, set)
      assert.deepEqual(next.character, { ...head.character, ...set })
      assert.notEqual(next.writeId, head.writeId)
      await assertHeld(storage, next)
    },
  ],
  [
    'a swap may add an attribute, and empty one with null',
    async (storage) => {
      const head = await inserted(storage)
      const next = await swapped(storage, head, { backstory: { born: 1969 }, mood: null })
      assert.deepEqual(next.character, { ...head.character, backstory: { born: 1969 }, mood: null })
      await assertHeld(storage, next)
    },
  ],
  [
    'a head may come from an insert, a swap, a find or a list',
    async (storage) => {
      let head = await nextVersion(storage, await inserted(storage))
      const { id, name } = head.character
      head = await nextVersion(storage, head)
      head = await nextVersion(storage, (await storage.find(name)) ?? head)
      head = await nextVersion(storage, (await storage.findById(id)) ?? head)
      head = await nextVersion(storage, (await storage.list())[0] ?? head)
      await deleted(storage, head)
      head = await swapped(storage, (await storage.listDeleted())[0] ?? head, { is_active: true })
      assert.equal(head.character.version_number, 6)
      assert.equal(head.character.name, name)
      await assertHeld(storage, head)
    },
  ],
  [
    'a swap from an older version is lost and changes nothing',
    (storage) => assertLost(storage, (head) => nextVersion(storage, head)),
  ],
  // Red when the write id is left out of the guard: a late duplicate then undoes what came after.
  [
    'a swap from a state with another write id is lost, though every value is the same',
    (storage) => assertLost(storage, (head) => swapped(storage, head, { display_name: 'Luna' })),
  ],
  [
    'a swap from the name before a rename is lost',
    (storage) => assertLost(storage, (head) => swapped(storage, head, { name: 'selene' })),
  ],
  [
    'a swap from before a deletion is lost, also when it came back since',
    async (storage) => {
      await assertLost(storage, (head) => deleted(storage, head))
      await assertLost(storage, async (head) =>
        swapped(storage, await deleted(storage, head), { is_active: true }),
      )
    },
  ],
  [
    'a swap of a head that was removed is lost and brings nothing back',
    async (storage) => {
      const head = await inserted(storage)
      assert.equal(await storage.remove(head), true)
      assert.equal(await storage.swap(head, { writeId: newId(), set: { mood: 'wild' } }), 'lost')
      assert.equal(await storage.findById(head.character.id), null)
    },
  ],
  [
    'of many swaps of one head at once, one wins and the others are lost',
    async (storage) => {
      const head = await inserted(storage)
      const results = await race((racer) =>
        storage.swap(head, { writeId: newId(), set: { version_number: 2, mood: `${racer}` } }),
      )
      const winners = results.filter((result) => typeof result === 'object')
      assert.equal(winners.length, 1)
      assert.equal(results.filter((result) => result === 'lost').length, results.length - 1)
      await assertHeld(storage, winners[0] as StoredCharacter)
    },
  ],
  [
    'writers that start over after each lost swap all get through',
    async (storage) => {
      const { id } = (await inserted(storage, { marks: [] })).character
      const tries = await race((racer) => addMark(storage, id, racer), 16)
      const head = await storage.findById(id)
      const marks = head?.character.marks as readonly number[]
      assert.equal(head?.character.version_number, 1 + tries.length)
      assert.deepEqual(
        marks.toSorted((a, b) => a - b),
        tries.map((_, racer) => racer),
      )
    },
  ],
  [
    'a head is removed for ever, once, and only in the very state it was seen in',
    async (storage) => {
      const head = await inserted(storage)
      const next = await nextVersion(storage, head)
      assert.equal(await storage.remove(head), false)
      await assertHeld(storage, next)
      const results = await race(() => storage.remove(next))
      assert.equal(results.filter((result) => result).length, 1)
      assert.equal(await storage.findById(next.character.id), null)
      assert.equal(await storage.find(next.character.name), null)
      assert.deepEqual(await storage.list(), [])
    },
  ],
]

const MAX_TRIES = 200

async function assertLost(
  storage: CharacterStorage,
  overtake: (head: StoredCharacter) => Promise<StoredCharacter>,
): Promise<void> {
  const head = await inserted(storage)
  const present = await overtake(head)
  assert.equal(await storage.swap(head, { writeId: newId(), set: { mood: 'wild' } }), 'lost')
  assert.equal(await storage.remove(head), false)
  await assertHeld(storage, present)
}

async function addMark(storage: CharacterStorage, id: string, mark: number): Promise<void> {
  for (let tries = 1; ; tries++) {
    assert.ok(tries <= MAX_TRIES, 'a swap is lost only when another one won')
    const head = await storage.findById(id)
    assert.ok(head)
    const { version_number, marks } = head.character
    const set = { version_number: version_number + 1, marks: [...(marks as number[]), mark] }
    if (typeof (await storage.swap(head, { writeId: newId(), set })) === 'object') return
  }
}
