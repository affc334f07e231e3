import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Character } from '../../src/model/character.ts'
import { defaultModel } from '../../src/model/default-model.ts'
import { defineCharacterModel } from '../../src/model/define-character.ts'
import { presentCharacter } from '../../src/model/present.ts'
import type { CharacterRecord } from '../../src/storage/stored-character.ts'
import { luna } from '../support/characters.ts'
import { figure } from '../support/sizes.ts'
import { untyped } from './refusal.ts'

const model = defineCharacterModel({
  attributes: {
    mood: z.enum(['calm', 'wild']).default('calm'),
    stats: z.object({ age: z.int(), tags: z.array(z.string()) }).default({ age: 0, tags: [] }),
    backstory: z.string(),
  },
})

/** A record as a storage hands it out, with what other programs left beside. */
function record(fields: object = {}): CharacterRecord {
  return {
    ...luna(),
    id: '65f0aa11bb22cc33dd44ee55',
    avatar_url: null,
    voice_settings: { pitch: { steps: [1, 2] } },
    created_at: '2026-01-31T12:00:00.000Z',
    updated_at: '2026-01-31T12:00:00.000Z',
    is_active: true,
    version_number: 1,
    likes: 7,
    ...fields,
  } as unknown as CharacterRecord
}

const present = (fields?: object): Character & Record<string, unknown> =>
  untyped(presentCharacter(untyped(model), record(fields)))

/** The paths of all objects within a value that are not frozen. */
function thawed(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return []
  const inner = Object.entries(value).flatMap(([key, part]) => thawed(part, `${path}.${key}`))
  return Object.isFrozen(value) ? inner : [path, ...inner]
}

describe('a presented character', () => {
  test('has the fields of every character and the attributes of its model, and no other', () => {
    const { likes: _, ...expected } = record({
      mood: 'wild',
      stats: { age: 3, tags: ['a'] },
      backstory: 'born',
    })
    expect(present(expected)).toEqual(expected)
    expect(presentCharacter(defaultModel, record())).not.toHaveProperty('likes')
  })

  test('is deeply frozen', () => {
    expect(thawed(present({ stats: { age: 3, tags: ['a'] }, backstory: 'born' }))).toEqual([])
    expect(thawed(presentCharacter(defaultModel, record()))).toEqual([])
    expect(thawed(present())).toEqual([])
  })

  test('has the default of an absent attribute, and null where there is none', () => {
    const { mood, stats, backstory } = present({ mood: undefined })
    expect({ mood, stats, backstory }).toEqual({
      mood: 'calm',
      stats: { age: 0, tags: [] },
      backstory: null,
    })
  })

  test('shows what was stored, whatever the schemas say today', () => {
    const odd = { mood: 7, stats: 'none', backstory: { $a: null }, traits: ['', ' '] }
    expect(present(odd)).toMatchObject(odd)
    expect(present({ mood: null }).mood).toBe(null)
  })

  test('shares a default with others, and the host keeps its own as it was', () => {
    const fallback = { tags: ['a'] }
    const mine = defineCharacterModel({
      attributes: { stats: z.object({ tags: z.array(z.string()) }).default(fallback) },
    })
    const [one, two] = [1, 2].map(() => presentCharacter(untyped(mine), record()))
    expect(Reflect.get(one as object, 'stats')).toBe(Reflect.get(two as object, 'stats'))
    fallback.tags.push('b')
    expect(presentCharacter(untyped(mine), record())).toMatchObject({ stats: { tags: ['a'] } })
    expect(Object.isFrozen(fallback)).toBe(false)
  })

  test('has one value for a default that a function makes, so that two reads agree', () => {
    let count = 0
    const mine = defineCharacterModel({
      attributes: { seed: z.number().default(() => count++) },
    })
    const seeds = Array.from({ length: 3 }, () =>
      Reflect.get(presentCharacter(untyped(mine), record()), 'seed'),
    )
    expect(new Set(seeds).size).toBe(1)
  })

  test('runs no schema: a list of characters costs little', () => {
    const stored = Object.freeze(
      record({ mood: 'wild', stats: { age: 3, tags: ['a'] }, backstory: 'born' }),
    )
    let character = presentCharacter(untyped(model), stored)
    const rounds = 100_000
    const start = performance.now()
    for (let round = 0; round < rounds; round++) {
      character = presentCharacter(untyped(model), stored)
    }
    const each = ((performance.now() - start) * 1_000) / rounds
    figure('presenting a stored character with three attributes', `${each.toFixed(2)} µs`)
    expect(character.name).toBe('luna')
    expect(each).toBeLessThan(50)
  })
})
