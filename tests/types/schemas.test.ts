import { describe, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import {
  Character,
  CharacterCreate,
  CharacterResponse,
  CharacterUpdate,
} from '../../src/model/character.ts'
import type { CreateInput, UpdateInput } from '../../src/model/character-model.ts'
import { defineCharacterModel } from '../../src/model/define-character.ts'
import type { JsonObject } from '../../src/model/json-value.ts'
import type { CharacterCreateShape, CharacterShape } from '../../src/model/shapes.ts'

// What is written here holds when it compiles: `npm run typecheck`.

const model = defineCharacterModel({
  attributes: {
    mood: z.enum(['calm', 'wild']).default('calm'),
    backstory: z.string(),
    tags: z.array(z.string()),
  },
  private: ['backstory'],
})

interface Attributes {
  readonly mood: 'calm' | 'wild'
  readonly backstory: string
  readonly tags: readonly string[]
}

/** A type that is `any` fits everything, so that every other expectation of it holds. */
type IsAny<T> = 0 extends 1 & T ? true : false
type AnyOf<T> = { [K in keyof T]-?: IsAny<T[K]> }[keyof T]

describe('the schemas of every character', () => {
  test('are strict objects of named shapes', () => {
    expectTypeOf(Character).toEqualTypeOf<z.ZodObject<CharacterShape, z.core.$strict>>()
    expectTypeOf(CharacterCreate).toEqualTypeOf<z.ZodObject<CharacterCreateShape, z.core.$strict>>()
    expectTypeOf(CharacterUpdate).toExtend<z.ZodObject>()
    expectTypeOf(CharacterResponse).toExtend<z.ZodObject>()
  })

  test('take and give the exported types', () => {
    expectTypeOf<z.output<typeof Character>>().toExtend<Character>()
    expectTypeOf<Character>().toExtend<z.input<typeof Character>>()
    expectTypeOf<z.output<typeof CharacterCreate>>().toExtend<CharacterCreate>()
    expectTypeOf<CharacterCreate>().toExtend<z.input<typeof CharacterCreate>>()
    expectTypeOf<z.output<typeof CharacterUpdate>>().toExtend<CharacterUpdate>()
    expectTypeOf<CharacterUpdate>().toExtend<z.input<typeof CharacterUpdate>>()
    expectTypeOf<z.output<typeof CharacterResponse>>().toExtend<CharacterResponse>()
    expectTypeOf<CharacterResponse>().toExtend<z.input<typeof CharacterResponse>>()
  })

  test('give nothing that is any', () => {
    expectTypeOf<AnyOf<z.output<typeof Character>>>().toEqualTypeOf<false>()
    expectTypeOf<AnyOf<z.input<typeof CharacterCreate>>>().toEqualTypeOf<false>()
    expectTypeOf<AnyOf<z.input<typeof CharacterUpdate>>>().toEqualTypeOf<false>()
    expectTypeOf<AnyOf<z.output<typeof CharacterResponse>>>().toEqualTypeOf<false>()
    expectTypeOf<AnyOf<CharacterShape>>().toEqualTypeOf<false>()
    expectTypeOf<z.output<typeof Character>['traits']>().toEqualTypeOf<readonly string[]>()
    expectTypeOf<z.output<typeof Character>['voice_settings']>().toEqualTypeOf<JsonObject | null>()
  })

  test('may be picked, extended, made partial, looked into', () => {
    const Form = CharacterCreate.pick({ name: true, system_prompt: true })
    expectTypeOf<z.output<typeof Form>>().toEqualTypeOf<{ name: string; system_prompt: string }>()
    const Signed = Form.extend({ captcha: z.string() })
    expectTypeOf<z.output<typeof Signed>['captcha']>().toEqualTypeOf<string>()
    const Draft = CharacterCreate.partial()
    expectTypeOf<z.output<typeof Draft>['name']>().toEqualTypeOf<string | undefined>()
    expectTypeOf(CharacterCreate.shape.name).toEqualTypeOf<z.ZodString>()
    expectTypeOf(CharacterCreate.shape.name.parse('luna')).toEqualTypeOf<string>()
    expectTypeOf(CharacterCreate.keyof().options).items.toEqualTypeOf<keyof CharacterCreateShape>()
  })

  test('know no other field', () => {
    const attempts = (): void => {
      // @ts-expect-error no response shows it
      CharacterResponse.shape.system_prompt
      // @ts-expect-error the service sets it
      CharacterCreate.shape.id
      // @ts-expect-error there is no such field
      Character.shape.colour
      // @ts-expect-error nor can it be picked
      CharacterCreate.pick({ colour: true })
      // @ts-expect-error what was not picked is not given
      CharacterCreate.pick({ name: true }).parse({}).traits
      // @ts-expect-error a required field is left out
      const input: z.input<typeof CharacterCreate> = { name: 'luna' }
      return void input
    }
    expectTypeOf(attempts).toBeFunction()
  })
})

describe('the schemas of a model', () => {
  test('are strict objects with its attributes', () => {
    expectTypeOf(model.character).toExtend<z.ZodObject<CharacterShape, z.core.$strict>>()
    expectTypeOf<z.output<typeof model.character>>().toExtend<Character & Attributes>()
    expectTypeOf<Character & Attributes>().toExtend<z.input<typeof model.character>>()
    expectTypeOf<z.output<typeof model.create>>().toExtend<CharacterCreate & Attributes>()
    expectTypeOf<CreateInput<Attributes, 'mood'>>().toExtend<z.input<typeof model.create>>()
    expectTypeOf<z.input<typeof model.create>>().toExtend<CreateInput<Attributes, 'mood'>>()
    expectTypeOf<UpdateInput<Attributes>>().toExtend<z.input<typeof model.update>>()
    expectTypeOf<z.output<typeof model.update>>().toExtend<UpdateInput<Attributes>>()
    expectTypeOf<z.output<typeof model.response>>().toExtend<
      CharacterResponse & Omit<Attributes, 'backstory'>
    >()
  })

  test('give nothing that is any', () => {
    expectTypeOf<AnyOf<z.output<typeof model.character>>>().toEqualTypeOf<false>()
    expectTypeOf<AnyOf<z.input<typeof model.create>>>().toEqualTypeOf<false>()
    expectTypeOf<AnyOf<z.input<typeof model.update>>>().toEqualTypeOf<false>()
    expectTypeOf<AnyOf<z.output<typeof model.response>>>().toEqualTypeOf<false>()
  })

  test('may be picked, extended, looked into', () => {
    const Form = model.create.pick({ name: true, mood: true }).extend({ captcha: z.string() })
    expectTypeOf<z.output<typeof Form>>().toEqualTypeOf<{
      name: string
      mood: 'calm' | 'wild'
      captcha: string
    }>()
    expectTypeOf<z.input<typeof Form>['mood']>().toEqualTypeOf<'calm' | 'wild' | undefined>()
    expectTypeOf(model.character.shape.tags.parse([])).toEqualTypeOf<readonly string[]>()
    const attempts = (): void => {
      // @ts-expect-error no response shows it
      model.response.shape.system_prompt
      // @ts-expect-error it is private
      model.response.shape.backstory
      // @ts-expect-error there is no such attribute
      model.create.shape.colour
    }
    expectTypeOf(attempts).toBeFunction()
  })
})
