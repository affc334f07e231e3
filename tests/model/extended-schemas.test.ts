import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { isCharacterError } from '../../src/errors.ts'
import {
  Character,
  CharacterCreate,
  CharacterResponse,
  CharacterUpdate,
} from '../../src/model/character.ts'
import { defineCharacterModel } from '../../src/model/define-character.ts'
import { parseCreate } from '../../src/model/parse.ts'
import { luna } from '../support/characters.ts'

const model = defineCharacterModel({
  attributes: { mood: z.enum(['calm', 'wild']).default('calm'), backstory: z.string() },
  private: ['backstory'],
})

const SCHEMAS: Readonly<Record<string, z.ZodObject>> = {
  Character,
  CharacterCreate,
  CharacterUpdate,
  CharacterResponse,
  'model.character': model.character,
  'model.create': model.create,
  'model.update': model.update,
  'model.response': model.response,
}

type Content = keyof typeof CharacterCreate.shape

/** For each field what it may not be, as far as one field can tell. */
const BAD: Readonly<Record<Content, readonly unknown[]>> = {
  name: [undefined, null, 7, '', '!', 'a/b', 'a'.repeat(101)],
  display_name: [undefined, null, 7, '', ' ', 'a\0b', '\ud800', 'a'.repeat(201)],
  personality: [undefined, {}, 'a'.repeat(100_001)],
  system_prompt: [undefined, [], '  '],
  traits: [undefined, null, 'kind', [7], [''], Array(101).fill('kind')],
  avatar_url: [7, 'luna.png', 'ftp://example.com/a', 'https://me:pw@example.com'],
  voice_settings: [7, 'x', [], { $a: 1 }, { a: { '': 1 } }, { a: 'x'.repeat(20_000) }],
}

interface Told {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

function told(schema: z.ZodType, input: unknown): Told[] {
  const issues = schema.safeParse(input).error?.issues ?? []
  return issues.map(({ path, message }) => ({ path, message }))
}

/** What the library itself says of the same input. */
function toldByLibrary(input: unknown): readonly Told[] {
  try {
    parseCreate(model, input)
  } catch (error) {
    if (isCharacterError(error, 'CHARACTER_VALIDATION')) return error.issues
    if (!isCharacterError(error, 'CHARACTER_NAME_INVALID')) throw error
    return [{ path: ['name'], message: error.message.replace('Invalid character name: ', '') }]
  }
  return []
}

describe.each(Object.entries(SCHEMAS))('%s', (_, schema) => {
  const [field = ''] = Object.keys(schema.shape)
  const mask = { [field]: true } as { readonly name: true }

  test('is a strict object without a judgement of its own', () => {
    expect(schema).toBeInstanceOf(z.ZodObject)
    expect(schema._zod.def.checks ?? []).toEqual([])
    expect(told(schema.partial(), { colour: 'red' })).toEqual([
      { path: [], message: "'colour' is not a field of a character" },
    ])
  })

  test('stays strict and keeps its words when it is picked, extended, made partial', () => {
    const derived = {
      picked: schema.pick(mask).partial(),
      omitted: schema.omit(mask).partial(),
      extended: schema.extend({ captcha: z.string() }).partial(),
    }
    for (const other of Object.values(derived)) {
      expect(told(other, { colour: 'red' })).toEqual(told(schema.partial(), { colour: 'red' }))
    }
    expect(told(derived.omitted, { [field]: 'x' })).toHaveLength(1)
  })
})

describe.each(Object.entries(BAD))('a bad %s', (field, values) => {
  test.each(values.map((value) => [value]))('says the same wherever it stands: %o', (value) => {
    const input = { ...luna(), backstory: 'born', [field]: value }
    const expected = toldByLibrary(input)
    const mask = { [field]: true } as { readonly name?: true }
    const schemas = [
      model.create,
      model.create.pick(mask),
      CharacterCreate.pick(mask),
      CharacterCreate.pick(mask).extend({ captcha: z.string().optional() }),
    ]
    expect(expected.length).toBeGreaterThan(0)
    for (const schema of schemas) {
      const known = Object.fromEntries(
        Object.entries(input).filter(([key]) => Object.hasOwn(schema.shape, key)),
      )
      expect(told(schema, known)).toEqual(expected)
    }
  })
})

test('a schema alone does not know what the whole is judged by', () => {
  const lists = defineCharacterModel({ attributes: { list: z.array(z.string()) } })
  const input = { ...luna(), list: Array(1_001).fill('x') }
  expect(lists.create.safeParse(input).success).toBe(true)
  expect(() => parseCreate(lists, input)).toThrow('list: must hold at most 1000 items')
})

test.each(Object.entries(SCHEMAS))('hosts make JSON Schema of %s', (_, schema) => {
  const { properties } = z.toJSONSchema(schema)
  expect(Object.keys(properties ?? {})).toEqual(Object.keys(schema.shape))
  // Red when what no schema of zod can tell is not told beside it.
  expect(properties?.display_name).toHaveProperty('maxLength')
  expect(properties?.name).toHaveProperty('pattern')
})

test('several unknown fields are all named, up to a bound', () => {
  const [{ message = '' } = {}] = told(CharacterUpdate, { id: 'x', colour: 'red' })
  expect(message).toContain("'colour' is not a field of a character")
  const many = Object.fromEntries(Array.from({ length: 60_000 }, (_, n) => [`k${n}`, n]))
  const [{ message: long = '' } = {}] = told(CharacterUpdate, many)
  expect(long.length).toBeLessThan(2_000)
})
