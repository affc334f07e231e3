import { strict as assert } from 'node:assert'
import type { CharacterStorage } from '../../storage/character-storage.ts'
import type { ChangeRecord, Ledger } from '../../storage/ledger.ts'
import type { StoredCharacter } from '../../storage/stored-character.ts'
import { type Clause, deleted, inserted, newId, sampleRecord, swapped } from './clause.ts'

const LABEL = {
  version_number: 1,
  moved_at: '2026-02-01T00:00:00.000Z',
  moved_by: 'ana',
  note: null,
}
const LIVE = { label: 'live', ...LABEL }
const MOVE = {
  label: 'live',
  from: null,
  to: 1,
  moved_at: '2026-02-01T00:00:00.000Z',
  moved_by: 'ana',
  note: 'go',
}

/** What is kept beside the content: who wrote and why, deletions, labels. */
export const ledgerClauses: readonly Clause[] = [
  [
    'the write that made a version is kept with it, in the head and in the snapshot',
    async (storage) => {
      const change = changeOf(1)
      const head = await insertedWith(storage, change)
      assert.deepEqual(head.ledger, { ...NOTHING, change })
      assert.deepEqual((await found(storage, head)).ledger, { ...NOTHING, change })
      await storage.insertVersion(head)
      const next = changeOf(2)
      const later = await swapped(
        storage,
        head,
        { version_number: 2 },
        { ledger: { change: next } },
      )
      assert.deepEqual(later.ledger, { ...NOTHING, change: next })
      const { id } = head.character
      const snapshot = await storage.findVersion(id, 1)
      assert.deepEqual(snapshot?.ledger, { ...NOTHING, change })
      const [state] = await storage.listVersionStates(id, { limit: 1 })
      assert.deepEqual([state?.version, state?.change], [1, change])
      const silent = await swapped(storage, later, { version_number: 3 })
      assert.equal(silent.ledger.change, null)
    },
  ],
  [
    'a version whose head was touched since is the same version',
    async (storage) => {
      const head = await insertedWith(storage, changeOf(1))
      assert.equal(await storage.insertVersion(head), 'saved')
      const touched = await swapped(storage, head, {}, { ledger: { touches: [newId()] } })
      assert.equal(await storage.insertVersion(touched), 'present')
    },
  ],
  [
    'parts of it change one by one, and the others stay',
    async (storage) => {
      const head = await insertedWith(storage, changeOf(1))
      const labels = { labels: [LIVE], moves: [MOVE], touches: [newId()] }
      const moved = await swapped(storage, head, {}, { ledger: labels })
      const kept = { ...NOTHING, change: head.ledger.change, ...labels }
      assert.deepEqual(moved.ledger, kept)
      assert.deepEqual((await found(storage, moved)).ledger, kept)
      assert.deepEqual(moved.character, head.character)
      const renamed = await swapped(storage, moved, { name: 'selene', version_number: 2 })
      assert.deepEqual(renamed.ledger, { ...kept, change: null })
      const without = await swapped(storage, renamed, {}, { ledger: { labels: [] } })
      assert.deepEqual(without.ledger.labels, [])
      assert.deepEqual(without.ledger.moves, [MOVE])
    },
  ],
  [
    'a deletion says when, by whom and why, until it is undone',
    async (storage) => {
      const head = await inserted(storage, { name: 'luna' })
      const deletion = { at: '2026-02-01T00:00:00.000Z', by: 'ana', note: 'old' }
      const gone = await swapped(storage, head, { is_active: false }, { ledger: { deletion } })
      assert.deepEqual(gone.ledger.deletion, deletion)
      const [listed] = await storage.listDeleted()
      assert.deepEqual(listed?.ledger.deletion, deletion)
      const set = { is_active: true, name: 'luna' }
      const back = await swapped(storage, gone, set, { ledger: { deletion: null } })
      assert.equal(back.ledger.deletion, null)
    },
  ],
  [
    'the content of another version leaves the labels of the head alone',
    async (storage) => {
      const head = await insertedWith(storage, changeOf(1))
      await storage.insertVersion(head)
      const ledger = { labels: [LIVE], touches: [newId()] }
      const moved = await swapped(
        storage,
        head,
        { version_number: 2, display_name: 'B' },
        { ledger },
      )
      const content = await storage.findVersion(head.character.id, 1)
      assert.ok(content)
      const back = await swapped(storage, moved, { version_number: 3 }, { content })
      assert.equal(back.character.display_name, head.character.display_name)
      assert.deepEqual([back.ledger.labels, back.ledger.touches], [ledger.labels, ledger.touches])
    },
  ],
  [
    'heads are found by a label, and states tell theirs',
    async (storage) => {
      const head = await inserted(storage, { name: 'b' })
      for (const name of ['a', 'c']) await inserted(storage, { name })
      await swapped(storage, head, {}, { ledger: { labels: [LIVE] } })
      const asked = { label: 'live' }
      assert.deepEqual(
        (await storage.list(asked)).map((one) => one.character.name),
        ['b'],
      )
      const states = await storage.listStates(asked)
      assert.deepEqual(
        states.map(({ name, labels }) => [name, labels]),
        [['b', [LIVE]]],
      )
      assert.equal(await storage.countHeads(asked), 1)
      assert.deepEqual(await storage.list({ label: 'liv' }), [])
      const [state, ...others] = await storage.findStates(['b', 'nobody'])
      assert.deepEqual([state?.name, state?.labels, others], ['b', [LIVE], []])
      assert.equal(state?.updatedAt, head.character.updated_at)
      await deleted(storage, await found(storage, head))
      assert.deepEqual(await storage.findStates(['b']), [])
      assert.deepEqual(await storage.list(asked), [])
    },
  ],
  [
    'versions are found many at once, and some are kept where others go',
    async (storage) => {
      const [one, other] = [await history(storage, 5), await history(storage, 2)]
      const keys = [
        { id: one, version: 4 },
        { id: other, version: 1 },
        { id: one, version: 9 },
        { id: newId(), version: 1 },
      ]
      const versions = await storage.findVersions(keys)
      const shown = versions.map(
        ({ character: { id, version_number } }) => `${id} ${version_number}`,
      )
      assert.deepEqual(new Set(shown), new Set([`${one} 4`, `${other} 1`]))
      assert.deepEqual(await storage.findVersions([]), [])
      await storage.deleteVersions(one, { below: 4, except: [2] })
      const left = await storage.listVersionStates(one, { limit: 10 })
      assert.deepEqual(
        left.map(({ version }) => version),
        [4, 2],
      )
      await storage.deleteVersions(one)
      assert.deepEqual(await storage.listVersionStates(one, { limit: 10 }), [])
      assert.equal((await storage.listVersionStates(other, { limit: 10 })).length, 1)
    },
  ],
]

const NOTHING: Ledger = { change: null, deletion: null, labels: [], moves: [], touches: [] }

function changeOf(version_number: number): ChangeRecord {
  const by = `writer ${version_number}`
  return {
    version_number,
    write_id: newId(),
    by,
    note: null,
    fields: ['traits'],
    rolled_back_to: null,
  }
}

async function insertedWith(
  storage: CharacterStorage,
  change: ChangeRecord,
): Promise<StoredCharacter> {
  const head = await storage.insert(sampleRecord(), change.write_id ?? newId(), { change })
  assert.ok(head, 'nothing stood in the way of this insert')
  return head
}

async function found(storage: CharacterStorage, head: StoredCharacter): Promise<StoredCharacter> {
  const stored = await storage.findById(head.character.id)
  assert.ok(stored, 'the head is there')
  return stored
}

/** A character with so many versions, the head among them; gives its id. */
async function history(storage: CharacterStorage, versions: number): Promise<string> {
  let head = await inserted(storage)
  for (let version_number = 2; version_number <= versions; version_number++) {
    await storage.insertVersion(head)
    head = await swapped(storage, head, { version_number })
  }
  return head.character.id
}
