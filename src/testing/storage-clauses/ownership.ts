import { strict as assert } from 'node:assert'
import { isCharacterError } from '../../errors.ts'
import type { CharacterStorage, StorageCallOptions } from '../../storage/character-storage.ts'
import { assertHeld, type Clause, inserted, newId, sampleRecord, swapped } from './clause.ts'

/** Whose an object is, and what a storage refuses. */
export const ownershipClauses: readonly Clause[] = [
  [
    'what is stored is what was given at the time of the call',
    async (storage) => {
      const voice = { pitch: 1, preset: { tags: ['low'] } }
      const record = sampleRecord({ voice_settings: voice })
      const inserting = storage.insert(record, newId())
      voice.preset.tags.push('changed')
      const head = await inserting
      assert.ok(head)
      const traits = ['bold']
      const swapping = swapped(storage, head, { traits })
      traits.push('changed')
      const next = await swapping
      assert.deepEqual(next.character.traits, ['bold'])
      assert.deepEqual(next.character.voice_settings, { pitch: 1, preset: { tags: ['low'] } })
      await assertHeld(storage, next)
    },
  ],
  [
    'nobody can change what is stored through what was handed out',
    async (storage) => {
      const record = sampleRecord()
      const head = await storage.insert(record, newId())
      assert.ok(head)
      await storage.insertVersion(head)
      for (const given of await everyRead(storage, record.id, record.name)) {
        tamper(given?.character.voice_settings)
        tamper(given?.character.traits)
        tamper(given?.character)
      }
      for (const given of await everyRead(storage, record.id, record.name)) {
        assert.deepEqual(given?.character, record)
      }
    },
  ],
  [
    'an object where a string belongs is refused and asks for nothing',
    async (storage) => {
      await inserted(storage)
      for (const query of [{ $ne: null }, { $gt: '' }, /./, ['luna'], 1, null, undefined, true]) {
        const text = query as unknown as string
        await assert.rejects(storage.find(text))
        await assert.rejects(storage.findById(text))
        await assert.rejects(storage.findVersion(text, 1))
        await assert.rejects(storage.findVersion(newId(), { $gt: 0 } as unknown as number))
        await assert.rejects(storage.listVersions(text, { limit: 1 }))
        await assert.rejects(storage.deleteVersions(text))
        if (query !== undefined) await assert.rejects(storage.list({ after: text }))
        if (query !== undefined) await assert.rejects(storage.listDeleted({ after: text }))
      }
      assert.equal((await storage.list()).length, 1)
    },
  ],
  [
    'a call that nobody waits for any longer rejects, and does nothing',
    async (storage) => {
      const head = await inserted(storage)
      const reason = new Error('enough')
      const signal = AbortSignal.abort(reason)
      for (const [name, call] of Object.entries(everyCall(storage, head.character.id))) {
        await assert.rejects(
          call({ signal }),
          (error) => isCharacterError(error, 'CHARACTER_STORAGE') && error.cause === reason,
          name,
        )
      }
      await assertHeld(storage, head)
      assert.equal((await storage.list()).length, 1)
    },
  ],
  [
    'a signal that is not aborted, and time that is left, change nothing',
    async (storage) => {
      const head = await inserted(storage)
      const options = { signal: new AbortController().signal, timeoutMs: 30_000 }
      const calls = Object.values(everyCall(storage, head.character.id))
      for (const call of calls) await call(options)
      assert.deepEqual(await storage.list(options), [])
    },
  ],
  [
    'a character of several megabytes is kept whole',
    async (storage) => {
      const backstory = '☾'.repeat(2 ** 21)
      const head = await inserted(storage, { backstory })
      const next = await swapped(storage, head, { mood: 'wild' })
      assert.equal(await storage.insertVersion(next), 'saved')
      assert.equal(
        (await storage.findVersion(head.character.id, 1))?.character.backstory,
        backstory,
      )
    },
  ],
  [
    'a character of more than 16 MiB is refused, and the storage goes on working',
    async (storage) => {
      const backstory = 'x'.repeat(2 ** 24)
      const isRefusal = (error: unknown): boolean => isCharacterError(error, 'CHARACTER_STORAGE')
      await assert.rejects(storage.insert(sampleRecord({ backstory }), newId()), isRefusal)
      const head = await inserted(storage, { backstory: 'x'.repeat(2 ** 23) })
      const change = { writeId: newId(), set: { more: 'x'.repeat(2 ** 23) } }
      await assert.rejects(storage.swap(head, change), isRefusal)
      await assertHeld(storage, head)
      await inserted(storage)
    },
  ],
]

type Call = (options: StorageCallOptions) => Promise<unknown>

/** Every call of a storage; run one after the other, they end with the head removed. */
function everyCall(storage: CharacterStorage, id: string): Record<string, Call> {
  const head = async () => (await storage.findById(id)) ?? assert.fail('the head is there')
  return {
    find: (options) => storage.find('luna', options),
    findById: (options) => storage.findById(id, options),
    insert: async (options) => {
      const other = await storage.insert(sampleRecord(), newId(), options)
      if (other) await storage.remove(other)
    },
    swap: async (options) =>
      storage.swap(await head(), { writeId: newId(), set: { mood: 'wild' } }, options),
    insertVersion: async (options) => storage.insertVersion(await head(), options),
    findVersion: (options) => storage.findVersion(id, 1, options),
    listVersions: (options) => storage.listVersions(id, { ...options, limit: 1 }),
    deleteVersions: (options) => storage.deleteVersions(id, options),
    list: (options) => storage.list(options),
    listDeleted: (options) => storage.listDeleted(options),
    ...(storage.ping && { ping: storage.ping.bind(storage) }),
    remove: async (options) => storage.remove(await head(), options),
  }
}

function everyRead(storage: CharacterStorage, id: string, name: string) {
  return Promise.all([
    storage.find(name),
    storage.findById(id),
    storage.findVersion(id, 1),
    storage.list().then(([first]) => first),
    storage.listVersions(id, { limit: 1 }).then(([first]) => first),
  ])
}

/** Tries to change an object; a frozen one throws, which is as good. */
function tamper(value: unknown): void {
  try {
    if (Array.isArray(value)) value.push('changed')
    else Object.assign(value as object, { pitch: 'changed', name: 'changed', mood: 'changed' })
  } catch (error) {
    assert.ok(error instanceof TypeError)
  }
}
