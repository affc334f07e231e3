import { expect, test } from 'vitest'
import { z } from 'zod'
import { defineCharacterModel } from '../../src/model/define-character.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import type { StoredCharacter } from '../../src/storage/stored-character.ts'
import { newId, sampleRecord } from '../../src/testing/storage-clauses/clause.ts'
import { luna } from '../support/characters.ts'
import { eachStorage, type StorageKit } from '../support/each-storage.ts'

const lenient = defineCharacterModel({
  attributes: { mood: z.string().default('calm'), backstory: z.string().default('') },
})
const stricter = defineCharacterModel({
  attributes: {
    mood: z.enum(['calm', 'wild']),
    backstory: z.string().max(10).default(''),
  },
})

/** A character whose first version today's model would refuse, and whose second it would not. */
async function withOldVersion({ createShared }: StorageKit) {
  const [storage] = createShared()
  const then = new CharacterService({ storage, model: lenient })
  await then.createCharacter({
    ...luna(),
    mood: 'moonstruck',
    backstory: 'far too long for today',
  })
  await then.updateCharacter('luna', { mood: 'calm', backstory: 'short', personality: 'new' })
  return { storage, then, today: new CharacterService({ storage, model: stricter }) }
}

eachStorage((kit) => {
  // Red when reading parses what is stored.
  test('a version that breaks the rules of today stays readable', async () => {
    const { today } = await withOldVersion(kit)
    const old = { mood: 'moonstruck', backstory: 'far too long for today' }
    expect(await today.getVersion('luna', 1)).toMatchObject(old)
    expect((await today.listVersions('luna'))[1]).toMatchObject(old)
    expect(await today.diffVersions('luna', 2, 1)).toContainEqual({
      op: 'replace',
      path: '/mood',
      value: 'moonstruck',
      old_value: 'calm',
    })
  })

  test('a rollback to it names each field that stands in the way, and writes nothing', async () => {
    const { today } = await withOldVersion(kit)
    const before = await today.getCharacter('luna')
    const error = await today.rollbackCharacter('luna', 1).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'CHARACTER_VALIDATION' })
    const { issues } = error as { issues: { path: unknown[] }[] }
    expect(issues.map(({ path }) => path)).toEqual([['mood'], ['backstory']])
    expect(await today.getCharacter('luna')).toEqual(before)
    expect(await today.listVersions('luna')).toHaveLength(2)
  })

  test('a field that breaks a rule of today, and stands already, is in nobody’s way', async () => {
    const { then, today } = await withOldVersion(kit)
    await then.updateCharacter('luna', { mood: 'moonstruck' })
    await then.updateCharacter('luna', { personality: 'newer' })
    expect(await today.rollbackCharacter('luna', 3)).toMatchObject({
      mood: 'moonstruck',
      personality: 'new',
      version_number: 5,
    })
  })

  test('an attribute that old versions lack, and today’s model asks for, stands in the way', async () => {
    const [storage] = kit.createShared()
    const then = new CharacterService({ storage })
    await then.createCharacter(luna())
    const today = new CharacterService({ storage, model: stricter })
    await today.updateCharacter('luna', { mood: 'wild' })
    await expect(today.rollbackCharacter('luna', 1)).rejects.toMatchObject({
      code: 'CHARACTER_VALIDATION',
      issues: [{ path: ['mood'] }],
    })
  })

  test('an attribute that the model has dropped is hidden, and comes back with its version', async () => {
    const { storage } = await withOldVersion(kit)
    const plain = new CharacterService({ storage })
    expect(await plain.getVersion('luna', 1)).not.toHaveProperty('mood')
    await plain.rollbackCharacter('luna', 1)
    expect((await storage.find('luna'))?.character).toMatchObject({ mood: 'moonstruck' })
  })

  test('base fields are judged like attributes', async () => {
    const [storage] = kit.createShared()
    const odd = sampleRecord({ name: 'luna', avatar_url: 'javascript:alert(1)', traits: [''] })
    const head = (await storage.insert(odd, newId())) as StoredCharacter
    await storage.insertVersion(head)
    const set = { avatar_url: null, traits: [], version_number: 2 }
    await storage.swap(head, { writeId: newId(), set })
    const service = new CharacterService({ storage })
    expect(await service.getVersion('luna', 1)).toMatchObject({ traits: [''] })
    const error = await service.rollbackCharacter('luna', 1).catch((thrown: unknown) => thrown)
    const { issues } = error as { issues: { path: unknown[] }[] }
    expect(issues.map(({ path }) => path[0]).sort()).toEqual(['avatar_url', 'traits'])
  })

  test('the host’s own rule is asked about the result, and counts for what changes', async () => {
    const [storage] = kit.createShared()
    const asked: [string, string | undefined][] = []
    const issues = [
      { path: ['personality'], message: 'is out of fashion' },
      { path: ['traits', 0], message: 'is not one of ours' },
    ]
    const model = defineCharacterModel({
      validate: (next, previous) => {
        asked.push([next.personality, previous?.personality])
        return issues
      },
    })
    const then = new CharacterService({ storage })
    await then.createCharacter(luna({ personality: 'old' }))
    await then.updateCharacter('luna', { personality: 'new' })
    const today = new CharacterService({ storage, model })
    await expect(today.rollbackCharacter('luna', 1)).rejects.toMatchObject({
      code: 'CHARACTER_VALIDATION',
      issues: [{ path: ['personality'], message: 'is out of fashion' }],
    })
    expect(asked).toEqual([['old', 'new']])
    issues.shift()
    expect(await today.rollbackCharacter('luna', 1)).toMatchObject({ personality: 'old' })
  })

  test('what the host’s own rule says of the whole counts always', async () => {
    const [storage] = kit.createShared()
    const then = new CharacterService({ storage })
    await then.createCharacter(luna())
    await then.updateCharacter('luna', { personality: 'calm' })
    const message = 'no changes in December'
    const model = defineCharacterModel({ validate: () => [{ path: [], message }] })
    const today = new CharacterService({ storage, model })
    expect(await today.getVersion('luna', 1)).toMatchObject({ version_number: 1 })
    await expect(today.rollbackCharacter('luna', 1)).rejects.toMatchObject({
      issues: [{ path: [], message }],
    })
  })
})
