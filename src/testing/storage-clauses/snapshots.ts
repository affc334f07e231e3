import { strict as assert } from 'node:assert'
import type { CharacterStorage } from '../../storage/character-storage.ts'
import type { StoredCharacter } from '../../storage/stored-character.ts'
import {
  assertHeld,
  type Clause,
  deleted,
  inserted,
  nextVersion,
  race,
  swapped,
  versions,
} from './clause.ts'

/** Keeping, reading and removing superseded versions. */
export const snapshotClauses: readonly Clause[] = [
  [
    'a snapshot keeps a head as it was, whatever becomes of the head',
    async (storage) => {
      const head = await inserted(storage)
      const { id } = head.character
      assert.equal(await storage.insertVersion(head), 'saved')
      const next = await nextVersion(storage, head)
      await storage.remove(next)
      const kept = await storage.findVersion(id, 1)
      assert.deepEqual(kept?.character, head.character)
      assert.equal(kept?.writeId, head.writeId)
      assert.equal(await storage.findVersion(id, 2), null)
    },
  ],
  [
    'a head is no snapshot of itself',
    async (storage) => {
      const { id } = (await inserted(storage)).character
      assert.equal(await storage.findVersion(id, 1), null)
      assert.deepEqual(await storage.listVersions(id, { limit: 10 }), [])
    },
  ],
  [
    'the snapshot of a deleted head is active and under its original name',
    async (storage) => {
      const head = await inserted(storage, { name: 'luna' })
      assert.equal(await storage.insertVersion(await deleted(storage, head)), 'saved')
      const kept = await storage.findVersion(head.character.id, 1)
      assert.deepEqual(kept?.character, head.character)
    },
  ],
  [
    'a version is kept once: the same write is present, another one differs',
    async (storage) => {
      const head = await inserted(storage)
      const rewritten = await swapped(storage, head, { mood: 'wild' })
      assert.equal(await storage.insertVersion(head), 'saved')
      assert.equal(await storage.insertVersion(head), 'present')
      assert.equal(await storage.insertVersion(rewritten), 'differs')
      const kept = await storage.findVersion(head.character.id, 1)
      assert.equal(kept?.writeId, head.writeId)
      assert.equal(kept?.character.mood, 'calm')
    },
  ],
  [
    'of many that keep one version at once, one saves it',
    async (storage) => {
      const head = await inserted(storage)
      const results = await race(() => storage.insertVersion(head))
      assert.equal(results.filter((result) => result === 'saved').length, 1)
      assert.equal(results.filter((result) => result === 'present').length, results.length - 1)
    },
  ],
  [
    'versions are listed newest first, by number, in pages',
    async (storage) => {
      const { id } = await withHistory(storage, 112)
      await withHistory(storage, 5)
      const all = Array.from({ length: 111 }, (_, index) => 111 - index)
      const list = async (page: { before?: number; from?: number; limit: number }) =>
        versions(await storage.listVersions(id, page))
      assert.deepEqual(await list({ limit: 1000 }), all)
      assert.deepEqual(await list({ limit: 3 }), [111, 110, 109])
      assert.deepEqual(await list({ limit: 3, before: 101 }), [100, 99, 98])
      assert.deepEqual(await list({ limit: 9, before: 11, from: 8 }), [10, 9, 8])
      assert.deepEqual(await list({ limit: 9, before: 3 }), [2, 1])
      assert.deepEqual(await list({ limit: 9, before: 1 }), [])
      assert.deepEqual(await list({ limit: 9, from: 112 }), [])
      assert.deepEqual(await list({ limit: 2, from: 5, before: 500 }), [111, 110])
    },
  ],
  [
    'versions below a number are removed, of this character alone',
    async (storage) => {
      const { id } = await withHistory(storage, 13)
      const other = await withHistory(storage, 3)
      await storage.deleteVersions(id, { below: 10 })
      assert.deepEqual(versions(await storage.listVersions(id, { limit: 99 })), [12, 11, 10])
      assert.equal(await storage.findVersion(id, 9), null)
      await storage.deleteVersions(id)
      await storage.deleteVersions(id)
      assert.deepEqual(await storage.listVersions(id, { limit: 99 }), [])
      assert.deepEqual(versions(await storage.listVersions(other.id, { limit: 99 })), [2, 1])
      assert.ok(await storage.findById(id), 'the head is no version that is removed')
    },
  ],
  [
    'the content of a snapshot replaces that of the head whole, attributes unknown to us included',
    async (storage) => {
      const revision_id = 'a field of another program'
      const head = await inserted(storage, { name: 'luna', revision_id, nested: { a: [1, null] } })
      await storage.insertVersion(head)
      const set = { name: 'selene', nested: null, revision_id: 'new', later: 1, version_number: 2 }
      const renamed = await swapped(storage, head, set)
      const content = (await storage.findVersion(head.character.id, 1)) ?? head
      const back = await swapped(storage, renamed, { version_number: 3 }, { content })
      assert.deepEqual(back.character, { ...head.character, name: 'selene', version_number: 3 })
      assert.notEqual(back.writeId, head.writeId)
      await assertHeld(storage, back)
      assert.equal((await storage.find('selene'))?.character.nested !== null, true)
    },
  ],
  [
    'fields that are set go over the content of a snapshot',
    async (storage) => {
      const head = await inserted(storage, { name: 'luna' })
      await storage.insertVersion(head)
      const next = await swapped(storage, head, { mood: 'wild', version_number: 2 })
      const content = (await storage.findVersion(head.character.id, 1)) ?? head
      const set = { name: 'selene', traits: ['old'], version_number: 3 }
      const back = await swapped(storage, next, set, { content })
      assert.deepEqual(back.character, { ...head.character, ...set })
      await assertHeld(storage, back)
      assert.equal(await storage.find('luna'), null)
    },
  ],
]

/** A character with snapshots of all its versions but the head, kept in random order. */
async function withHistory(
  storage: CharacterStorage,
  versionCount: number,
): Promise<{ id: string }> {
  let head = await inserted(storage)
  const superseded: StoredCharacter[] = []
  while (head.character.version_number < versionCount) {
    superseded.push(head)
    head = await nextVersion(storage, head)
  }
  superseded.sort((a, b) => ((a.writeId ?? '') < (b.writeId ?? '') ? -1 : 1))
  for (const version of superseded) assert.equal(await storage.insertVersion(version), 'saved')
  return head.character
}
