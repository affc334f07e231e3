import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { isCharacterError } from '../../src/errors.ts'
import { defineCharacterModel } from '../../src/model/define-character.ts'
import { toCharacterResponse } from '../../src/model/response.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import type { CharacterStorage } from '../../src/storage/character-storage.ts'
import { refusalOf, untyped } from '../model/refusal.ts'
import { luna } from '../support/characters.ts'
import { eachStorage } from '../support/each-storage.ts'

const model = defineCharacterModel({
  attributes: { mood: z.enum(['calm', 'wild']).default('calm'), secret: z.string().default('') },
  private: ['secret'],
})

function serviceOf(storage: CharacterStorage): CharacterService<Attributes, keyof Attributes> {
  return new CharacterService({ storage, model })
}

interface Attributes {
  readonly mood: 'calm' | 'wild'
  readonly secret: string
}

const RICH = luna({ voice_settings: { pitch: 1 }, avatar_url: 'https://example.com/a' })
const DIFFERS = 'must be what the character has, or be left out'

describe('a whole character that is sent back with a change', () => {
  eachStorage(({ create }) => {
    test('is that change, as one version', async () => {
      const service = serviceOf(create())
      const first = await service.createCharacter({ ...RICH, secret: 'of old' })
      const wild = await service.updateCharacter('luna', { ...first, mood: 'wild' })
      expect(wild).toEqual({
        ...first,
        mood: 'wild',
        version_number: 2,
        updated_at: wild.updated_at,
      })
      const calm = await service.editCharacter('luna', (c) => ({ ...c, mood: 'calm' }))
      expect(calm).toMatchObject({ mood: 'calm', version_number: 3, created_at: first.created_at })
      const shown = toCharacterResponse(calm, model)
      const safe = await service.updateCharacter('luna', { ...shown, display_name: 'Lu' })
      expect(safe).toMatchObject({
        version_number: 4,
        display_name: 'Lu',
        system_prompt: RICH.system_prompt,
        secret: 'of old',
      })
      expect(await service.listVersions('luna')).toHaveLength(4)
    })

    test('may bear a new name, and go on under it', async () => {
      const service = serviceOf(create())
      const first = await service.createCharacter(RICH)
      const nova = await service.updateCharacter('luna', { ...first, name: 'Nova' })
      expect(nova).toMatchObject({ name: 'nova', id: first.id, version_number: 2 })
      expect(await service.updateCharacter('nova', { ...nova, mood: 'wild' })).toMatchObject({
        version_number: 3,
      })
    })

    test('is a conflict once somebody else has written', async () => {
      const service = serviceOf(create())
      const first = await service.createCharacter(RICH)
      await service.updateCharacter('luna', { mood: 'wild' })
      const late = service.updateCharacter('luna', { ...first, display_name: 'Late' })
      await expect(late).rejects.toMatchObject({
        code: 'CHARACTER_VERSION_CONFLICT',
        expected: 1,
        actual: 2,
      })
      expect(await service.getCharacter('luna')).toMatchObject({ version_number: 2 })
    })

    // Red when the version is not compared inside the write.
    test('wins once of many at the same time', async () => {
      const service = serviceOf(create())
      const first = await service.createCharacter(RICH)
      const writes = Array.from({ length: 32 }, (_, n) =>
        service.updateCharacter('luna', { ...first, display_name: `Luna ${n}` }),
      )
      const results = await Promise.allSettled(writes)
      const lost = results.filter(({ status }) => status === 'rejected')
      expect(lost).toHaveLength(31)
      for (const result of lost) {
        const reason: unknown = Reflect.get(result, 'reason')
        expect(isCharacterError(reason, 'CHARACTER_VERSION_CONFLICT')).toBe(true)
      }
      expect(await service.listVersions('luna')).toHaveLength(2)
    })

    test('is refused by name where it says what the character is not', async () => {
      const service = serviceOf(create())
      const first = await service.createCharacter(RICH)
      const other = await service.createCharacter({ ...RICH, name: 'other' })
      const at = '2020-01-01T00:00:00.000Z'
      const issuesOf = async (patch: object): Promise<unknown> =>
        (await refusalOf(() => service.updateCharacter('luna', patch))).issues
      const differ = (...fields: string[]): unknown =>
        fields.map((field) => ({ path: [field], message: DIFFERS }))
      expect(await issuesOf({ ...first, id: other.id })).toEqual(differ('id'))
      expect(await issuesOf({ ...first, id: other.id, version_number: 9 })).toEqual(differ('id'))
      expect(await issuesOf({ ...first, created_at: at })).toEqual(differ('created_at'))
      expect(await issuesOf({ ...first, is_active: false })).toEqual(differ('is_active'))
      expect(await issuesOf({ created_at: 'x', is_active: false })).toEqual(
        differ('created_at', 'is_active'),
      )
      expect(await issuesOf({ updated_at: at })).toEqual(differ('updated_at'))
      expect(await service.getCharacter('luna')).toEqual(first)
    })

    // Red when today's rules judge what is sent back as it is stored.
    test('keeps what a stricter or larger model of today would not let in', async () => {
      const storage = create()
      const long = 'x'.repeat(2_000)
      const before = defineCharacterModel({ attributes: { mood: z.string(), tags: z.json() } })
      const old = new CharacterService({ storage, model: before })
      const tags = [{ b: 1, a: [2] }]
      await old.createCharacter({ ...RICH, personality: long, mood: 'odd', tags })
      const today = defineCharacterModel({
        attributes: {
          mood: z.enum(['calm', 'wild']),
          tags: z.array(z.strictObject({ a: z.array(z.string()) })),
          motto: z.string(),
        },
        limits: { personality: 1_000 },
      })
      const service = new CharacterService({ storage, model: today })
      const whole = await service.getCharacter('luna')
      expect(whole).toMatchObject({ mood: 'odd', motto: null })
      const sent: typeof whole = JSON.parse(JSON.stringify(whole))
      const lu = await service.updateCharacter('luna', { ...sent, display_name: 'Lu' })
      const { updated_at } = lu
      expect(lu).toEqual({ ...whole, display_name: 'Lu', version_number: 2, updated_at })
      await service.editCharacter('luna', (c) => ({ ...c, motto: 'Go' }))

      const now = { ...lu, motto: 'Go', version_number: 3 }
      for (const [field, value] of Object.entries({ mood: 'sad', personality: `${long}x` })) {
        const { issues } = await refusalOf(() =>
          service.updateCharacter('luna', { ...now, [field]: value }),
        )
        expect(issues.map(({ path }) => path[0])).toContain(field)
      }
      const mood = untyped('odd')
      await refusalOf(() => service.updateCharacter('luna', { mood }))
      const left = await service.updateCharacter('luna', { mood, version_number: 3 })
      expect(left).toMatchObject({ mood: 'odd', motto: 'Go', version_number: 4 })
    })

    test('need not say when it was updated where it says the version', async () => {
      const service = serviceOf(create())
      const first = await service.createCharacter(RICH)
      const updated_at = '2020-01-01T00:00:00.000Z'
      await service.updateCharacter('luna', { version_number: 1, updated_at })
      await service.updateCharacter('luna', { updated_at }, { expectedVersion: 2 })
      // The same moment in another spelling.
      const created_at = first.created_at.replace('Z', '+00:00')
      const third = await service.updateCharacter('luna', { created_at })
      expect(third).toMatchObject({ version_number: 4, created_at: first.created_at })
    })
  })
})
