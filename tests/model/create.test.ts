import { describe, expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import type { Character, CharacterCreate } from '../../src/model/character.ts'
import { toCharacterCreate } from '../../src/model/create.ts'
import { defineCharacterModel } from '../../src/model/define-character.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { luna } from '../support/characters.ts'
import { untyped } from './refusal.ts'

const model = defineCharacterModel({
  attributes: { mood: z.enum(['calm', 'wild']).default('calm'), backstory: z.string() },
  private: ['backstory'],
})
const service = new CharacterService({ storage: memoryStorage(), model })
const CONTENT = { ...luna({ voice_settings: { a: [1] } }), mood: 'wild', backstory: 'b' } as const
const loaded = await service.createCharacter(CONTENT)
const WHOLE = { ...CONTENT, avatar_url: null }

describe('what creates a character again', () => {
  test.each([
    ['from a service', loaded],
    ['spread', { ...loaded }],
    ['through JSON', JSON.parse(JSON.stringify(loaded)) as typeof loaded],
  ])('is all that a client sets (%s)', (_how, character) => {
    expect(toCharacterCreate(character)).toEqual(WHOLE)
    expect(toCharacterCreate(character, model)).toEqual(WHOLE)
    expect(Object.isFrozen(toCharacterCreate(character))).toBe(true)
  })

  test('is taken by createCharacter, deleted and older ones too', async () => {
    await service.createCharacter({ ...toCharacterCreate(loaded), name: 'nova' })
    await service.updateCharacter('nova', { mood: 'calm' })
    const old = await service.getVersion('nova', 1)
    const gone = await service.deleteCharacter('nova')
    const again = await service.createCharacter(toCharacterCreate(old, model))
    expect(again).toMatchObject({ ...WHOLE, name: 'nova', version_number: 1 })
    expect(again.id).not.toBe(gone.id)
    const other = await service.createCharacter({ ...toCharacterCreate(gone), name: 'other' })
    expect(other.mood).toBe('calm')
  })

  test('leaves out attributes that another model does not have', async () => {
    const other = defineCharacterModel({
      attributes: { mood: z.string(), rank: z.int().default(1) },
    })
    const { backstory: _, ...rest } = WHOLE
    const create = toCharacterCreate(loaded, other)
    expect(create).toEqual(rest)
    const made = new CharacterService({ storage: memoryStorage(), model: other })
    expect(await made.createCharacter(create)).toMatchObject({ mood: 'wild', rank: 1 })
  })

  test('is of the types that createCharacter takes', () => {
    expectTypeOf(toCharacterCreate({} as Character)).toEqualTypeOf<CharacterCreate>()
    const create = toCharacterCreate({} as Character, model)
    expectTypeOf(create.mood).toEqualTypeOf<'calm' | 'wild'>()
    expectTypeOf(create).not.toHaveProperty('colour')
    expectTypeOf(service.createCharacter).toBeCallableWith(create)
    expectTypeOf(service.createCharacter).toBeCallableWith(toCharacterCreate(loaded))
    const attempts = (): void => {
      // @ts-expect-error a plain character has no attributes, and one of them has no default
      service.createCharacter(toCharacterCreate({} as Character))
    }
    expectTypeOf(attempts).toBeFunction()
  })

  test.each([
    ['a promise', Promise.resolve(loaded), 'a promise: await it first'],
    ['undefined', undefined, 'undefined'],
    ['a list', [loaded], 'an array'],
  ])('of %s is a TypeError that says what it got', (_what, given, got) => {
    expect(() => toCharacterCreate(untyped(given))).toThrow(
      new TypeError(`toCharacterCreate: character must be a Character, got ${got}`),
    )
  })
})
