import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { CharacterUpdate } from '../../src/model/character.ts'
import { CharacterUpdate as UpdateSchema } from '../../src/model/character.ts'
import { defaultModel } from '../../src/model/default-model.ts'
import { defineCharacterModel } from '../../src/model/define-character.ts'
import { parseUpdate } from '../../src/model/parse.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { luna } from '../support/characters.ts'
import { figure } from '../support/sizes.ts'
import { refusalOf, untyped } from './refusal.ts'

const model = defineCharacterModel({
  attributes: {
    mood: z.enum(['calm', 'wild']).default('calm'),
    rank: z.int().min(0).default(3),
    tags: z.array(z.string()).default(['new']),
    motto: z.string().nullable().default(null),
    wrapped: z.string().default('deep').nullable(),
    home: z
      .strictObject({ city: z.string().default('Rome'), x: z.number() })
      .default({ city: 'Oslo', x: 1 }),
    backstory: z.string(),
    quiet: z.boolean().default(true).readonly(),
  },
})

/** A patch of each field alone. */
const PATCHES: { readonly [field: string]: unknown } = {
  name: 'nova',
  display_name: 'Nova',
  personality: 'Bright',
  system_prompt: 'You are Nova',
  traits: ['bright'],
  avatar_url: 'https://example.com/nova.png',
  voice_settings: { pitch: 2 },
  mood: 'wild',
  rank: 0,
  tags: [],
  motto: 'Shine',
  wrapped: null,
  home: { city: 'Bern', x: 0 },
  backstory: 'Born in a star',
  quiet: false,
}
const FIELDS = Object.keys(PATCHES)
const FULL = {
  ...luna({ avatar_url: 'https://example.com/luna.png', voice_settings: { pitch: 1 } }),
  mood: 'wild',
  rank: 9,
  tags: ['old'],
  motto: 'Glow',
  wrapped: 'x',
  home: { city: 'Kyiv', x: 5 },
  backstory: 'Born on the moon',
  quiet: false,
} as const

test('an update of each field alone names that field and no other', () => {
  let pairs = 0
  for (const field of FIELDS) {
    const parsed = parseUpdate(model, { [field]: PATCHES[field] })
    expect(parsed).toStrictEqual({ [field]: PATCHES[field] })
    for (const other of FIELDS) {
      expect(Object.hasOwn(parsed, other)).toBe(other === field)
      pairs++
    }
  }
  expect(parseUpdate(model, {})).toStrictEqual({})
  figure('update of each field alone', `${pairs} pairs of fields, no default injected`)
})

/** Red with `.partial()` in place of optional, non-optional fields: it fills in the defaults. */
test('an update of each field alone leaves all others as they were, byte for byte', async () => {
  for (const field of FIELDS) {
    const service = new CharacterService({ storage: memoryStorage(), model })
    const before = await service.createCharacter(FULL)
    const patch = untyped({ [field]: field === 'mood' ? 'calm' : PATCHES[field] })
    const after = await service.updateCharacter('luna', patch)
    const changed = new Set([field, 'updated_at', 'version_number'])
    for (const other of Object.keys(before)) {
      const [was, is] = [Reflect.get(before, other), Reflect.get(after, other)]
      if (changed.has(other)) continue
      expect(JSON.stringify(is)).toBe(JSON.stringify(was))
    }
    expect(after).toMatchObject(patch)
    expect(Object.keys(after)).toEqual(Object.keys(before))
  }
})

test('the schemas themselves inject nothing either', () => {
  expect(model.update.parse({})).toStrictEqual({})
  expect(UpdateSchema.parse({})).toStrictEqual({})
  expect(model.update.parse({ rank: 1 })).toStrictEqual({ rank: 1 })
})

test('undefined leaves a field alone, at create as at update', async () => {
  const undefineds = Object.fromEntries(FIELDS.map((field) => [field, undefined]))
  expect(parseUpdate(model, undefineds)).toStrictEqual({})
  const service = new CharacterService({ storage: memoryStorage() })
  const created = await service.createCharacter({
    ...luna(),
    avatar_url: undefined,
    voice_settings: undefined,
  })
  expect(created).toMatchObject({ avatar_url: null, voice_settings: null })
  const { issues } = await refusalOf(() =>
    service.createCharacter(untyped({ ...luna(), traits: undefined })),
  )
  expect(issues).toEqual([{ path: ['traits'], message: 'is required' }])
})

describe('null', () => {
  test('clears avatar_url and voice_settings', () => {
    const cleared: CharacterUpdate = { avatar_url: null, voice_settings: null }
    expect(parseUpdate(defaultModel, cleared)).toStrictEqual(cleared)
  })

  test.each(['name', 'display_name', 'personality', 'system_prompt'])(
    'does not clear %s',
    async (field) => {
      const { issues } = await refusalOf(async () => parseUpdate(model, { [field]: null }))
      expect(issues).toEqual([{ path: [field], message: 'must be a string' }])
    },
  )

  test('clears an attribute only where its schema says so', async () => {
    expect(parseUpdate(model, { motto: null })).toStrictEqual({ motto: null })
    const { issues } = await refusalOf(async () => parseUpdate(model, { rank: null, mood: null }))
    expect(issues).toEqual([
      { path: ['mood'], message: 'must be one of "calm", "wild"' },
      { path: ['rank'], message: 'must be a finite number' },
    ])
  })
})

test('a default inside an attribute is filled in, as the attribute is replaced as a whole', () => {
  expect(parseUpdate(model, { home: { x: 2 } })).toStrictEqual({ home: { city: 'Rome', x: 2 } })
})

test('a patch is not kept: what becomes of it later changes nothing', async () => {
  const service = new CharacterService({ storage: memoryStorage(), model })
  const input = structuredClone(FULL)
  await service.createCharacter(input)
  const patch = { traits: ['a'], tags: ['b'], voice_settings: { deep: { pitch: 1 } } }
  const updated = await service.updateCharacter('luna', patch)
  patch.traits.push('c')
  patch.tags.push('c')
  patch.voice_settings.deep.pitch = 2
  expect(Object.isFrozen(patch.voice_settings.deep)).toBe(false)
  expect(updated).toMatchObject({
    traits: ['a'],
    tags: ['b'],
    voice_settings: { deep: { pitch: 1 } },
  })
})
