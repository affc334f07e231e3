import { afterAll, beforeAll, expect, test } from 'vitest'
import { mongoStorage } from '../../../src/storage/mongo/storage.ts'
import type { CharacterRecord, StoredCharacter } from '../../../src/storage/stored-character.ts'
import { newId, sampleRecord } from '../../../src/testing/storage-clauses/clause.ts'
import { describeWithMongo, type OpenMongo, openMongo } from '../../support/mongo.ts'
import { seededRandom } from '../../support/random.ts'
import { figure } from '../../support/sizes.ts'

/** Values of fields as the service gives them, and as no service would. */
const VALUES: { readonly [field: string]: readonly unknown[] } = {
  name: ['luna', 'selene', 'deleted/odd', 'straße'],
  personality: ['calm', '', 5, null, ['x']],
  traits: [[], ['bold'], ['bold', 7], 'bold', { a: 1 }],
  avatar_url: [null, 'https://example.com/a.png', 5],
  voice_settings: [null, { pitch: 1, deep: { list: [1, -0] } }, [], 'loud'],
  version_number: [1, 7, 2.5, 0, -1, 'x'],
  is_active: [true, false],
  updated_at: ['2026-01-31T12:00:00Z', '2026-01-31T12:00:00.123456Z'],
  mood: ['wild', null, { of: ['day'] }, undefined],
}

describeWithMongo('what a write gives back', () => {
  let mongo: OpenMongo
  beforeAll(async () => {
    mongo = await openMongo()
  })
  afterAll(() => mongo.close())

  // Red when what was said of a head is shown without a look at whether a read would show it so.
  test('is what the next read gives, whatever was written', async () => {
    const random = seededRandom('what a write gives back')
    const storage = mongoStorage(mongo.db())
    let writes = 0
    for (let story = 0; story < 200; story++) {
      const record = { ...sampleRecord(), ...fieldsOf(random) } as CharacterRecord
      let head: StoredCharacter | null = await storage.insert(record, newId())
      const first = head
      for (let write = 0; head !== null && write < 10; write++) {
        writes++
        const found = await storage.findById(head.character.id)
        expect(head.character).toEqual(found?.character)
        expect(head.writeId).toBe(found?.writeId)
        const content = first && random.next() < 0.2 ? first : undefined
        const change = { writeId: newId(), set: fieldsOf(random), content, deletedAt: NOW }
        const result = await storage.swap(head, change)
        head = typeof result === 'object' ? result : null
      }
    }
    figure('writes read back', `${writes}`)
    expect(writes).toBeGreaterThan(100)
  })

  const NOW = '2026-01-31T12:00:00.000Z'

  function fieldsOf(random: ReturnType<typeof seededRandom>): Partial<CharacterRecord> {
    const fields = Object.entries(VALUES).filter(() => random.next() < 0.3)
    const chosen = fields.map(([field, values]) => [field, random.pick(values)])
    return Object.fromEntries(chosen) as Partial<CharacterRecord>
  }
})
