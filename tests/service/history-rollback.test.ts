import { expect, test } from 'vitest'
import { z } from 'zod'
import { defineCharacterModel } from '../../src/model/define-character.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import type { StoredCharacter } from '../../src/storage/stored-character.ts'
import { newId, sampleRecord } from '../../src/testing/storage-clauses/clause.ts'
import { luna } from '../support/characters.ts'
import { manualClock } from '../support/clock.ts'
import { eachStorage } from '../support/each-storage.ts'

const model = defineCharacterModel({
  attributes: {
    mood: z.enum(['calm', 'wild']).default('calm'),
    memory: z.array(z.object({ place: z.string() })).default([]),
  },
})

/** Fields of a character that no rollback brings back: who it is, and when and as what it is stored. */
const OWN = ['id', 'name', 'is_active', 'created_at', 'updated_at', 'version_number']

eachStorage(({ create }) => {
  // Red when a rollback copies a list of fields: those of a later release would be left out.
  test('a rollback restores every field, whoever added it, under a new number', async () => {
    const storage = create()
    const clock = manualClock()
    const service = new CharacterService({ storage, model, now: clock.now })
    const record = sampleRecord({
      name: 'luna',
      mood: 'wild',
      memory: [{ place: 'sea' }, { place: 'moon' }],
      avatar_url: 'https://example.com/1.png',
      revision_id: 'of another program',
      nested: { a: [1, null, { b: '' }] },
    })
    const first = (await storage.insert(record, newId())) as StoredCharacter
    clock.advance(1_000)
    await service.updateCharacter('luna', {
      display_name: 'Changed',
      personality: 'changed',
      system_prompt: 'changed',
      traits: [],
      avatar_url: null,
      voice_settings: null,
      mood: 'calm',
      memory: [{ place: 'moon' }],
    })
    const second = (await storage.find('luna')) as StoredCharacter
    const set = { revision_id: null, nested: 'changed', later: true, version_number: 3 }
    await storage.insertVersion(second)
    await storage.swap(second, { writeId: newId(), set })
    clock.advance(1_000)

    const back = await service.rollbackCharacter('luna', 1)
    const stored = (await storage.find('luna'))?.character
    for (const [field, value] of Object.entries(first.character)) {
      if (!OWN.includes(field)) expect([field, stored?.[field]]).toEqual([field, value])
    }
    expect(stored).not.toHaveProperty('later')
    expect(back).toMatchObject({
      id: record.id,
      created_at: record.created_at,
      updated_at: new Date(clock.now()).toISOString(),
      is_active: true,
      version_number: 4,
      mood: 'wild',
      memory: [{ place: 'sea' }, { place: 'moon' }],
    })
    expect(await service.getCharacter('luna')).toEqual(back)
  })

  test('a rollback rewrites nothing: the version it replaces and the one it copies stay', async () => {
    const service = new CharacterService({ storage: create() })
    const one = await service.createCharacter(luna())
    const two = await service.updateCharacter('luna', { personality: 'calm' })
    const three = await service.rollbackCharacter('luna', 1)
    const four = await service.rollbackCharacter('luna', 2)
    expect(await service.listVersions('luna')).toEqual([four, three, two, one])
    expect([three.personality, four.personality]).toEqual([one.personality, two.personality])
  })

  test('a rollback keeps the name of today, and takes it in any spelling', async () => {
    const service = new CharacterService({ storage: create() })
    await service.createCharacter(luna())
    await service.updateCharacter('luna', { name: 'selene', personality: 'calm' })
    await service.createCharacter(luna({ personality: 'another' }))
    const back = await service.rollbackCharacter(' SELENE', 1)
    expect(back).toMatchObject({ name: 'selene', version_number: 3 })
    expect(back.personality).toBe('Friendly AI assistant')
    expect(await service.getCharacter('selene')).toEqual(back)
    expect(await service.getCharacter('luna')).toMatchObject({ personality: 'another' })
  })

  test('a rollback to the present version is a new version too', async () => {
    const service = new CharacterService({ storage: create() })
    const one = await service.createCharacter(luna())
    const two = await service.rollbackCharacter('luna', 1)
    expect(two).toEqual({ ...one, version_number: 2, updated_at: two.updated_at })
    expect(await service.diffVersions('luna', 1, 2)).toEqual([])
  })

  test('a rollback over an attribute that the old version does not have gives its default', async () => {
    const storage = create()
    const before = new CharacterService({ storage })
    await before.createCharacter(luna())
    const service = new CharacterService({ storage, model })
    await service.updateCharacter('luna', { mood: 'wild' })
    expect(await service.rollbackCharacter('luna', 1)).toMatchObject({ mood: 'calm' })
    expect((await storage.find('luna'))?.character).not.toHaveProperty('mood')
  })

  test('a rollback is refused at another version than the expected one, and writes nothing', async () => {
    const service = new CharacterService({ storage: create() })
    await service.createCharacter(luna())
    const two = await service.updateCharacter('luna', { personality: 'calm' })
    const stale = service.rollbackCharacter('luna', 1, { expectedVersion: 1 })
    await expect(stale).rejects.toMatchObject({
      code: 'CHARACTER_VERSION_CONFLICT',
      expected: 1,
      actual: 2,
    })
    expect(await service.getCharacter('luna')).toEqual(two)
    const three = await service.rollbackCharacter('luna', 1, { expectedVersion: 2 })
    expect(three.version_number).toBe(3)
  })

  test('edits called at the same time as rollbacks stand on what was there then', async () => {
    const service = new CharacterService({ storage: create() })
    await service.createCharacter(luna({ traits: [] }))
    const writes = Array.from({ length: 30 }, (_, n) =>
      n % 3 === 2
        ? service.rollbackCharacter('luna', Math.max(1, n - 3))
        : service.editCharacter('luna', ({ traits }) => ({ traits: [...traits, `${n}`] })),
    )
    const acknowledged = await Promise.all(writes)
    const history = await service.listVersions('luna', { limit: 31 })
    expect(history.map(({ version_number }) => version_number)).toEqual(
      Array.from({ length: 31 }, (_, index) => 31 - index),
    )
    const traitsOf = (version: number) => history[31 - version]?.traits
    for (const [n, written] of acknowledged.entries()) {
      expect(written).toEqual(history[29 - n])
      const expected =
        n % 3 === 2 ? traitsOf(Math.max(1, n - 3)) : [...(traitsOf(n + 1) ?? []), `${n}`]
      expect(written.traits).toEqual(expected)
    }
  })
})
