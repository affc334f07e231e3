import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { defineCharacterModel } from '../../src/model/define-character.ts'
import { wordsOf } from '../../src/model/searchable.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { luna } from '../support/characters.ts'
import { untyped } from './refusal.ts'

const TEXTS = {
  text: z.string().min(2).default('xx'),
  maybe: z.string().nullable().default(null),
  url: z.url(),
  choice: z.enum(['calm', 'wild']),
  one: z.literal(['calm', null]),
  template: z.templateLiteral(['v', z.int()]),
  tags: z.array(z.string()).default([]),
  pair: z.tuple([z.string(), z.literal('b')]),
  either: z.union([z.string(), z.array(z.string()).readonly()]),
  lazy: z.lazy(() => z.array(z.enum(['a']).nullable())),
}
const OTHERS = {
  number: z.number(),
  level: z.literal([1, 2]),
  flag: z.boolean(),
  object: z.strictObject({ text: z.string() }),
  record: z.record(z.string(), z.string()),
  json: z.json(),
  numbers: z.array(z.number()),
  nested: z.array(z.array(z.string())),
  mixed: z.union([z.string(), z.number()]),
  endless: z.union([z.string(), z.array(z.lazy((): z.ZodType => OTHERS.endless))]),
}
const SECRET = ': whoever may search could find out what it says'

describe('the option searchable', () => {
  test('takes fields and attributes that are texts or arrays of texts, in its order', () => {
    const searchable = [...(Object.keys(TEXTS) as (keyof typeof TEXTS)[]), 'name'] as const
    const model = defineCharacterModel({ attributes: TEXTS, searchable })
    expect(model.searchable).toEqual(searchable)
    expect(model.searchable).not.toBe(searchable)
    expect(defineCharacterModel({ searchable: [] }).searchable).toEqual([])
  })

  test.each<readonly [unknown, string]>([
    ...Object.keys(OTHERS).map(
      (name) => [[name], `holds '${name}', which is neither a text nor an array of texts`] as const,
    ),
    [['secret'], `holds 'secret', which is private${SECRET}`],
    [['system_prompt'], `holds 'system_prompt', which no response shows${SECRET}`],
    ...['voice_settings', 'id', 'moood', 'toString'].map(
      (name) =>
        [
          [name],
          `holds '${name}', which is none of name, display_name, traits, personality and no attribute of this model`,
        ] as const,
    ),
    [
      [7],
      'holds 7, which is none of name, display_name, traits, personality and no attribute of this model',
    ],
    [['name', 'traits', 'name'], "holds 'name' twice"],
    ['name', "must be an array of field names, got 'name'"],
    [null, 'must be an array of field names, got null'],
  ])('refuses %j', (searchable, sentence) => {
    const attributes = { ...OTHERS, secret: z.string() }
    const options = untyped({ attributes, private: ['secret'], searchable })
    expect(() => defineCharacterModel(options)).toThrow(
      new TypeError(`defineCharacterModel: searchable ${sentence}`),
    )
  })
})

describe('the words of a character', () => {
  const model = defineCharacterModel({
    attributes: { tags: z.array(z.string()).default([]), motto: z.string().nullable() },
    searchable: ['motto', 'tags', 'name'],
  })
  const input = { ...luna({ name: 'Luna' }), tags: ['Moon light', '月'], motto: null }

  test('are those of its searchable fields, in their order, whatever else is stored in them', async () => {
    const service = new CharacterService({ storage: memoryStorage(), model })
    const character = await service.createCharacter(input)
    expect(wordsOf(model, character)).toEqual(['moon', 'light', '月', 'luna'])
    const foreign = untyped({
      ...character,
      tags: [7, null, 'b'],
      motto: { a: 1 },
    })
    expect(wordsOf(model, foreign)).toEqual(['b', 'luna'])
    expect(wordsOf(defineCharacterModel({ searchable: [] }), character)).toEqual([])
  })

  test('are made once for a record, for each model', async () => {
    const service = new CharacterService({ storage: memoryStorage(), model })
    const character = await service.createCharacter(input)
    const words = wordsOf(model, character)
    expect(wordsOf(model, character)).toBe(words)
    expect(Object.isFrozen(words)).toBe(true)
    expect(wordsOf(defineCharacterModel({ searchable: ['name'] }), character)).toEqual(['luna'])
  })

  test('serve the next version that left all of these fields alone, and no other', async () => {
    const service = new CharacterService({ storage: memoryStorage(), model })
    const first = await service.createCharacter(input)
    const words = wordsOf(model, first)
    const { tags } = first
    const alike = { ...first, tags, personality: 'Another' }
    expect(wordsOf(model, alike)).toBe(words)
    expect(wordsOf(model, { ...alike })).toBe(words)
    // Red when one field that changed is passed over.
    for (const change of [{ motto: 'New' }, { tags: ['new'] }, { name: 'new' }]) {
      const next = { ...alike, ...change }
      expect(wordsOf(model, next)).toContain('new')
    }
    const copied = { ...first, tags: [...tags] }
    expect(wordsOf(model, copied)).toEqual(words)
    const changed = { ...first, motto: 'Old' }
    expect(wordsOf(model, changed)).toContain('old')
  })
})
