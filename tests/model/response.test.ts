import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Character } from '../../src/model/character.ts'
import { defineCharacterModel } from '../../src/model/define-character.ts'
import { toCharacterResponse } from '../../src/model/response.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { luna } from '../support/characters.ts'
import { SECRET, untyped } from './refusal.ts'

const model = defineCharacterModel({
  attributes: { mood: z.string(), backstory: z.string(), notes: z.array(z.string()).default([]) },
  private: ['backstory', 'notes'],
})
const service = new CharacterService({ storage: memoryStorage(), model })
const loaded = await service.createCharacter({
  ...luna({ system_prompt: SECRET }),
  mood: 'calm',
  backstory: SECRET,
  notes: [SECRET],
})

const SAFE_FIELDS = [
  ...['id', 'name', 'display_name', 'personality', 'traits', 'avatar_url', 'voice_settings'],
  ...['created_at', 'updated_at', 'is_active', 'version_number'],
]

describe('the safe view', () => {
  test('of a character from a service has what its model shows', () => {
    const response = toCharacterResponse(loaded)
    expect(Object.keys(response)).toEqual([...SAFE_FIELDS, 'mood'])
    expect(JSON.stringify(response)).not.toContain(SECRET)
    expect(model.response.safeParse(response).success).toBe(true)
    expect(toCharacterResponse(loaded, model)).toEqual(response)
  })

  test.each([
    ['a promise', Promise.resolve(loaded), 'a promise: await it first'],
    ['undefined', undefined, 'undefined'],
    ['null', null, 'null'],
    ['a list', [loaded], 'an array'],
  ])('of %s is a TypeError that says what it got', (_what, given, got) => {
    expect(() => toCharacterResponse(untyped(given))).toThrow(
      new TypeError(`toCharacterResponse: character must be a Character, got ${got}`),
    )
  })

  test('of a character with an attribute named then shows it', async () => {
    const THEN = 'then'
    const sequel = defineCharacterModel({ attributes: { [THEN]: z.string() } })
    const teller = new CharacterService({ storage: memoryStorage(), model: sequel })
    const created = await teller.createCharacter({ ...luna(), [THEN]: 'the end' })
    expect(toCharacterResponse(created).then).toBe('the end')
  })

  test('is frozen, and so are its parts', () => {
    const response = toCharacterResponse(loaded)
    expect(Object.isFrozen(response)).toBe(true)
    expect(response.traits).toBe(loaded.traits)
    expect(Object.isFrozen(response.traits)).toBe(true)
  })

  // Red when a copy is taken to be what it was copied from, or shown as it is.
  test.each([
    ['spread', { ...loaded }],
    ['cloned', structuredClone(loaded)],
    ['through JSON', JSON.parse(JSON.stringify(loaded)) as Character],
    ['derived', Object.create(loaded) as Character],
  ])('of a copy (%s) has the fields of every character alone, without a model', (_how, copy) => {
    const response = toCharacterResponse(copy)
    expect(Object.keys(response)).toEqual(SAFE_FIELDS)
    expect(JSON.stringify(response)).not.toContain(SECRET)
  })

  test('of a copy has what its model shows, with one', () => {
    const copy: Character = JSON.parse(JSON.stringify({ ...loaded, leaked: SECRET }))
    expect(toCharacterResponse(copy, model)).toEqual(toCharacterResponse(loaded))
  })

  test('by another model shows what that one knows', () => {
    const blind = defineCharacterModel({ attributes: { mood: z.string() }, private: ['mood'] })
    expect(Object.keys(toCharacterResponse(loaded, blind))).toEqual(SAFE_FIELDS)
  })

  test('of a character without attributes has the fields of every character', async () => {
    const plain = new CharacterService({ storage: memoryStorage() })
    const created = await plain.createCharacter(luna())
    const { system_prompt: _, ...rest } = created
    expect(toCharacterResponse(created)).toEqual(rest)
  })

  test('is made of a model of another copy of the package', () => {
    const foreign = { ...model }
    expect(toCharacterResponse({ ...loaded }, foreign)).toEqual(toCharacterResponse(loaded))
    const other = new CharacterService({ storage: memoryStorage(), model: untyped(foreign) })
    return expect(
      other.createCharacter(untyped({ ...luna(), mood: 'calm', backstory: 'b' })),
    ).resolves.toMatchObject({ mood: 'calm', notes: [] })
  })
})
