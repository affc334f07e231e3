import { strict as assert } from 'node:assert'
import { randomBytes } from 'node:crypto'
import type { CharacterChange, CharacterStorage } from '../../storage/character-storage.ts'
import type { CharacterRecord, StoredCharacter } from '../../storage/stored-character.ts'

/** One rule of the contract, and what shows that a fresh, empty storage keeps it. */
export type Clause = readonly [title: string, proof: (storage: CharacterStorage) => Promise<void>]

/** How many callers race in the clauses on atomicity. */
const RACERS = 64

/** A fresh id, of a character or of a write: 24 hexadecimal characters. */
export function newId(): string {
  return randomBytes(12).toString('hex')
}

/** A character as the service stores a new one, with an attribute of the host's own. */
export function sampleRecord(
  fields: Readonly<Record<string, unknown>> = {},
): CharacterRecord & { readonly id: string } {
  const id = newId()
  const record = {
    id,
    name: `name ${id}`,
    display_name: 'Luna',
    personality: 'Curious, patient; a little moonstruck.',
    system_prompt: 'You are Luna.\nYou speak of the sky: ☾ 🌙.',
    traits: ['curious', 'patient'],
    avatar_url: null,
    voice_settings: { pitch: 1.25, preset: { name: 'low', tags: [] }, 'tts@v1.2': { '.': 1 } },
    created_at: '2026-01-31T12:00:00.000Z',
    updated_at: '2026-01-31T12:00:00.123Z',
    is_active: true,
    version_number: 1,
    mood: 'calm',
  }
  return { ...record, ...fields } as CharacterRecord
}

/** Stores a new head that nothing stands in the way of. */
export async function inserted(
  storage: CharacterStorage,
  fields: Readonly<Record<string, unknown>> = {},
): Promise<StoredCharacter> {
  const head = await storage.insert(sampleRecord(fields), newId())
  assert.ok(head, 'nothing stood in the way of this insert')
  return head
}

/** Replaces a head that nothing stands in the way of. */
export async function swapped(
  storage: CharacterStorage,
  head: StoredCharacter,
  set: CharacterChange['set'],
  more: Partial<CharacterChange> = {},
): Promise<StoredCharacter> {
  const result = await storage.swap(head, { writeId: newId(), set, ...more })
  assert.ok(typeof result === 'object', `nothing stood in the way of this swap, got '${result}'`)
  return result
}

/** The next version of a head, with a new display name. */
export function nextVersion(
  storage: CharacterStorage,
  head: StoredCharacter,
): Promise<StoredCharacter> {
  const version_number = head.character.version_number + 1
  return swapped(storage, head, { display_name: `Luna ${version_number}`, version_number })
}

/** Soft-deletes a head. */
export function deleted(
  storage: CharacterStorage,
  head: StoredCharacter,
): Promise<StoredCharacter> {
  const deletion = { at: '2026-02-01T00:00:00.000Z', by: null, note: null }
  return swapped(storage, head, { is_active: false }, { ledger: { deletion } })
}

/** Runs as many calls at once as there are racers, 64 of them unless told otherwise. */
export function race<T>(
  call: (racer: number) => Promise<T>,
  racers: number = RACERS,
): Promise<T[]> {
  return Promise.all(Array.from({ length: racers }, (_, racer) => call(racer)))
}

/** Asserts that the storage holds this very state of the character. */
export async function assertHeld(storage: CharacterStorage, head: StoredCharacter): Promise<void> {
  const held = await storage.findById(head.character.id)
  assert.deepEqual(held?.character, head.character)
  assert.equal(held?.writeId, head.writeId)
}

/** The names of a page. */
export function names(page: readonly StoredCharacter[]): string[] {
  return page.map(({ character }) => character.name)
}

/** The version numbers of a page. */
export function versions(page: readonly StoredCharacter[]): number[] {
  return page.map(({ character }) => character.version_number)
}
