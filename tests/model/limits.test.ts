import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { defineCharacterModel } from '../../src/model/define-character.ts'
import { toJsonSchemas } from '../../src/model/json-schema.ts'
import { type CharacterLimits, DEFAULT_LIMITS } from '../../src/model/limits.ts'
import { parseCreate, parseUpdate } from '../../src/model/parse.ts'
import { luna } from '../support/characters.ts'
import { refusalOf, untyped } from './refusal.ts'

type Limit = keyof CharacterLimits

interface Case {
  readonly max: number
  /** An update that holds so much. */
  readonly of: (amount: number) => object
  readonly path: readonly (string | number)[]
  readonly message: string
  /** What else the model sets. */
  readonly limits?: Partial<CharacterLimits>
}

const texts = (length: number): string => 'x'.repeat(length)
const list = (length: number): number[] => Array(length).fill(1)
const keyed = (length: number): object => {
  return Object.fromEntries(list(length).map((value, n) => [`k${n}`, value]))
}

/** For each limit a bound of the model's own, what just fits it, and what is said of more. */
const CASES: Readonly<Record<Limit, Case>> = {
  displayName: textCase('display_name', 3, 'must hold 1 to 3 code points'),
  personality: textCase('personality', 200_000, 'must hold 1 to 200000 code points'),
  systemPrompt: textCase('system_prompt', 500_000, 'must hold 1 to 500000 code points'),
  traits: {
    max: 12_000,
    of: (n) => ({ traits: Array(n).fill('kind') }),
    path: ['traits'],
    message: 'must hold at most 12000 items',
  },
  trait: {
    max: 150_000,
    of: (n) => ({ traits: [texts(n)] }),
    path: ['traits', 0],
    message: 'must hold at most 150000 code points',
    limits: { traits: 10 },
  },
  avatarUrl: {
    max: 5_000,
    of: (n) => ({ avatar_url: `https://example.com/${texts(n - 20)}` }),
    path: ['avatar_url'],
    message: 'must hold at most 5000 code points',
  },
  voiceSettingsBytes: {
    max: 50_000,
    of: (n) => ({ voice_settings: { a: texts(n - '{"a":""}'.length) } }),
    path: ['voice_settings'],
    message: 'must hold at most 50000 bytes as JSON',
  },
  attributesBytes: {
    max: 1_000_000,
    of: (n) => {
      const rest = n - '{"extra":[]}'.length - 9 * '"",'.length - '""'.length
      return { extra: [...Array(9).fill(texts(100_000)), texts(rest - 900_000)] }
    },
    path: [],
    message: 'all attributes together must hold at most 1000000 bytes as JSON',
  },
  text: attributeCase(200_000, texts, 'must hold at most 200000 code points'),
  items: attributeCase(2_000, list, 'must hold at most 2000 items'),
  keys: attributeCase(2_000, keyed, 'must hold at most 2000 keys'),
  values: attributeCase(
    20_000,
    // The outer array and twenty inner ones count too.
    (n) => [...Array(20).fill(list(900)), ...list(n - 18_000 - 21)],
    'must hold at most 20000 values',
    { items: 3_000 },
  ),
}

function textCase(field: string, max: number, message: string): Case {
  return { max, of: (n) => ({ [field]: texts(n) }), path: [field], message }
}

function attributeCase(
  max: number,
  value: (amount: number) => unknown,
  message: string,
  limits: Partial<CharacterLimits> = {},
): Case {
  return { max, of: (n) => ({ extra: value(n) }), path: ['extra'], message, limits }
}

function modelOf(limits: object): ReturnType<typeof defineCharacterModel> {
  const attributes = { extra: z.json().default(null) }
  return untyped(defineCharacterModel({ attributes, limits }))
}

function refusal(limits: unknown): string {
  try {
    defineCharacterModel(untyped({ limits }))
  } catch (error) {
    if (error instanceof TypeError) return error.message
  }
  return 'nothing was thrown'
}

describe.each(Object.entries(CASES))('limits.%s', (limit, { max, of, path, message, limits }) => {
  const model = modelOf({ ...limits, [limit]: max })

  test('is what a create and an update are held to', async () => {
    expect(parseUpdate(model, of(max))).toEqual(of(max))
    expect(parseCreate(model, { ...luna(), ...of(max) })).toMatchObject(of(max))
    const { issues } = await refusalOf(async () => parseUpdate(model, of(max + 1)))
    expect(issues).toEqual([{ path, message }])
    const created = await refusalOf(async () => parseCreate(model, { ...luna(), ...of(max + 1) }))
    expect(created.issues).toEqual(issues)
  })

  test('leaves other models alone', async () => {
    const other = modelOf({})
    expect(other.limits).toEqual(DEFAULT_LIMITS)
    const bound = DEFAULT_LIMITS[limit as Limit]
    if (max > bound) await refusalOf(async () => parseUpdate(other, of(max)))
    else expect(parseUpdate(other, of(max + 1))).toEqual(of(max + 1))
  })
})

test('the schemas of a model and their JSON Schema tell its limits', () => {
  const model = modelOf({ systemPrompt: 500_000, traits: 3, trait: 7, keys: 5, text: 9, items: 8 })
  const { create, update } = toJsonSchemas(model)
  for (const schema of [create, update]) {
    expect(schema.properties).toMatchObject({
      system_prompt: { maxLength: 500_000 },
      personality: { maxLength: 100_000 },
      traits: { maxItems: 3, items: { maxLength: 7 } },
    })
  }
  const told = JSON.stringify(create)
  for (const bound of ['"maxProperties":5', '"maxLength":9', '"maxItems":8']) {
    expect(told).toContain(bound)
  }
  const { error } = model.create.shape.system_prompt.safeParse('x'.repeat(500_001))
  expect(error?.issues[0]?.message).toBe('must hold 1 to 500000 code points')
})

test('a default is held to the limits of its model', () => {
  const attributes = { motto: z.string().default('too long') }
  expect(() => defineCharacterModel({ attributes, limits: { text: 3 } })).toThrow(
    "attribute 'motto' has a default that its own schema, or JSON, does not accept",
  )
})

test.each([
  [7, 'limits must be an object, got 7'],
  [[], 'limits must be an object, got an array'],
  [{ traits: 0 }, 'limits.traits must be an integer of at least 1, got 0'],
  [{ traits: 1.5 }, 'limits.traits must be an integer of at least 1, got 1.5'],
  [{ traits: '5' }, "limits.traits must be an integer of at least 1, got '5'"],
  [
    { text: Number.POSITIVE_INFINITY },
    'limits.text must be an integer of at least 1, got Infinity',
  ],
  [{ systemPromt: 5 }, "there is no limit 'systemPromt': the nearest is 'systemPrompt'"],
  [{ name: 5 }, "there is no limit 'name'"],
  [{ toString: 5 }, "there is no limit 'toString'"],
])('limits are checked: %o', (limits, sentence) => {
  expect(refusal(limits)).toContain(`defineCharacterModel: ${sentence}`)
})

test('an undefined limit is the usual one', () => {
  expect(defineCharacterModel({ limits: { traits: undefined } }).limits).toEqual(DEFAULT_LIMITS)
})

test('limits that could pass a document are refused with the arithmetic', () => {
  expect(refusal({ systemPrompt: 4_000_000 })).toBe(
    'defineCharacterModel: limits allow a character of 17060592 bytes, and a document of 16 MiB holds 15728640 beside what the library keeps in it: name 100 × 4 + displayName 200 × 4 + personality 100000 × 4 + systemPrompt 4000000 × 4 + avatarUrl 2048 × 4 + traits 100 × (trait 200 × 4 + 16) + voiceSettingsBytes 16384 + attributesBytes 262144 + values 18192 × 16',
  )
  expect(defineCharacterModel({ limits: { systemPrompt: 3_500_000 } }).limits.traits).toBe(100)
  for (const limits of [
    { traits: 100_000 },
    { attributesBytes: 16_000_000 },
    { voiceSettingsBytes: 16_000_000 },
    { personality: Number.MAX_SAFE_INTEGER },
  ]) {
    expect(refusal(limits)).toMatch(/limits allow a character of \d/)
  }
})
