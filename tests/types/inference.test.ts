import { describe, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import type {
  Character,
  CharacterCreate,
  CharacterResponse,
  CharacterUpdate,
} from '../../src/model/character.ts'
import type { CharacterModel } from '../../src/model/character-model.ts'
import { defineCharacterModel } from '../../src/model/define-character.ts'
import type { JsonValue } from '../../src/model/json-value.ts'
import { toCharacterResponse } from '../../src/model/response.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { luna } from '../support/characters.ts'

// What is written here holds when it compiles: `npm run typecheck`.

const model = defineCharacterModel({
  attributes: {
    mood: z.enum(['calm', 'wild']).default('calm'),
    backstory: z.string().max(5_000),
    stats: z.object({ age: z.int(), tags: z.array(z.string()) }).nullable(),
  },
  private: ['backstory'],
  validate: (next, previous) => {
    expectTypeOf(next.mood).toEqualTypeOf<'calm' | 'wild'>()
    expectTypeOf(previous?.backstory).toEqualTypeOf<string | undefined>()
    return []
  },
})
const service = new CharacterService({ storage: memoryStorage(), model })
const plain = new CharacterService({ storage: memoryStorage() })

type Loaded = Awaited<ReturnType<typeof service.getCharacter>>

/** A type that is `any` fits everything, so that every other expectation of it holds. */
type IsAny<T> = 0 extends 1 & T ? true : false

describe('what comes out of a service', () => {
  test('has the attributes of its model, deeply read-only, and nothing is any', () => {
    expectTypeOf<Loaded['mood']>().toEqualTypeOf<'calm' | 'wild'>()
    expectTypeOf<Loaded['backstory']>().toEqualTypeOf<string>()
    expectTypeOf<Loaded['stats']>().toEqualTypeOf<{
      readonly age: number
      readonly tags: readonly string[]
    } | null>()
    expectTypeOf<IsAny<Loaded>>().toEqualTypeOf<false>()
    expectTypeOf<IsAny<Loaded[keyof Loaded]>>().toEqualTypeOf<false>()
    expectTypeOf<{ [K in keyof Loaded]: IsAny<Loaded[K]> }[keyof Loaded]>().toEqualTypeOf<false>()
    expectTypeOf<Loaded>().toExtend<Character>()
  })

  test('is a plain Character without a model', () => {
    expectTypeOf(plain.getCharacter).returns.resolves.toEqualTypeOf<Character>()
    expectTypeOf(plain.findCharacter).returns.resolves.toEqualTypeOf<Character | null>()
    expectTypeOf(plain.listCharacters).returns.resolves.items.toEqualTypeOf<Character>()
  })

  test('cannot be changed', async () => {
    const loaded = {} as Loaded
    expectTypeOf(loaded.traits).toEqualTypeOf<readonly string[]>()
    const attempts = (): void => {
      // @ts-expect-error a field is read-only
      loaded.mood = 'wild'
      // @ts-expect-error so are its items
      loaded.traits.push('brave')
      // @ts-expect-error and the parts of an attribute
      if (loaded.stats) loaded.stats.age = 3
      // @ts-expect-error there is no such field
      loaded.colour
    }
    expectTypeOf(attempts).toBeFunction()
  })

  test('fits a record of unknown values, as loggers and templates take it', () => {
    expectTypeOf<Character>().toExtend<Record<string, unknown>>()
    expectTypeOf<Loaded>().toExtend<Record<string, unknown>>()
  })
})

describe('what goes into a service', () => {
  test('may leave out an attribute with a default, and no other', () => {
    const attempts = (): void => {
      service.createCharacter({ ...luna(), backstory: 'born', stats: null })
      service.createCharacter({ ...luna(), backstory: 'born', stats: null, mood: undefined })
      // @ts-expect-error backstory has no default
      service.createCharacter({ ...luna(), stats: null })
      // @ts-expect-error not a mood
      service.createCharacter({ ...luna(), backstory: 'born', stats: null, mood: 'sad' })
      // @ts-expect-error there is no such field
      service.createCharacter({ ...luna(), backstory: 'born', stats: null, colour: 'red' })
      // @ts-expect-error a model is needed for attributes
      plain.createCharacter({ ...luna(), mood: 'calm' })
    }
    expectTypeOf(attempts).toBeFunction()
  })

  test('may leave out anything in an update, and holds what a character holds', () => {
    const attempts = (loaded: Loaded): void => {
      service.updateCharacter('luna', {})
      service.updateCharacter('luna', { mood: 'wild', avatar_url: null, voice_settings: null })
      service.updateCharacter('luna', { mood: undefined, stats: loaded.stats })
      service.editCharacter('luna', (current) => ({ traits: [...current.traits, current.mood] }))
      // @ts-expect-error null clears only what may be null
      service.updateCharacter('luna', { personality: null })
      // @ts-expect-error not a mood
      service.updateCharacter('luna', { mood: 'sad' })
      service.updateCharacter('luna', { ...loaded, personality: 'new' })
      service.editCharacter('luna', (current) => ({ ...current, mood: 'wild' }))
      plain.updateCharacter('luna', { ...({} as Character), personality: 'new' })
      plain.updateCharacter('luna', toCharacterResponse({} as Character))
      // @ts-expect-error a version is a number
      plain.updateCharacter('luna', { version_number: '1' })
      // @ts-expect-error set by the service, so that a whole character is no create
      plain.createCharacter({} as Character)
    }
    expectTypeOf(attempts).toBeFunction()
  })

  test('takes read-only parts', () => {
    const traits: readonly string[] = ['kind']
    const voice: { readonly [key: string]: JsonValue } = { pitch: 1 }
    expectTypeOf({ traits, voice_settings: voice }).toExtend<CharacterUpdate>()
    expectTypeOf(luna()).toExtend<CharacterCreate>()
  })
})

describe('a response', () => {
  test('has neither the system prompt nor private attributes, where the model is known', () => {
    const response = toCharacterResponse({} as Loaded, model)
    expectTypeOf(response.mood).toEqualTypeOf<'calm' | 'wild'>()
    expectTypeOf(response).toExtend<CharacterResponse>()
    expectTypeOf(response).not.toHaveProperty('backstory')
    expectTypeOf(response).not.toHaveProperty('system_prompt')
    expectTypeOf<IsAny<typeof response>>().toEqualTypeOf<false>()
  })

  test('may lack any attribute, where it is not', () => {
    const response = toCharacterResponse({} as Loaded)
    expectTypeOf(response.mood).toEqualTypeOf<'calm' | 'wild' | undefined>()
    expectTypeOf(response).not.toHaveProperty('system_prompt')
    expectTypeOf(toCharacterResponse({} as Character)).toEqualTypeOf<CharacterResponse>()
  })

  test('of a model is what its schema gives', () => {
    type Response = z.output<typeof model.response>
    expectTypeOf<Response>().toExtend<{ readonly mood: 'calm' | 'wild' }>()
    expectTypeOf<Response>().not.toHaveProperty('backstory')
    expectTypeOf<z.output<typeof model.character>['backstory']>().toEqualTypeOf<string>()
    expectTypeOf<z.input<typeof model.update>['backstory']>().toEqualTypeOf<string | undefined>()
  })
})

describe('a helper over any model', () => {
  test('takes a plain service and a plain model', () => {
    const count = async (any: CharacterService): Promise<number> =>
      (await any.listCharacters()).length
    const names = (any: CharacterModel): string[] => Object.keys(any.attributes)
    expectTypeOf(count).toBeCallableWith(service)
    expectTypeOf(count).toBeCallableWith(plain)
    expectTypeOf(names).toBeCallableWith(model)
    expectTypeOf(names).toBeCallableWith(defineCharacterModel({}))
  })
})
