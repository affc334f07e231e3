import { describe, expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { defineCharacterModel } from '../../src/model/define-character.ts'
import { isDeeplyFrozen } from '../support/frozen.ts'
import { untyped } from './refusal.ts'

/** What the definition of a model says to its programmer. */
function refusal(options: unknown): string {
  try {
    defineCharacterModel(untyped(options))
  } catch (error) {
    if (error instanceof TypeError) return error.message
    throw error
  }
  return 'not refused'
}

const of = (schema: unknown): string => refusal({ attributes: { mood: schema } })

const JSON_ONLY = 'does not give JSON: characters are stored and sent as JSON'
const UNDEFINED = 'may be undefined: use .nullable().default(null) instead of .optional()'
const CHANGES = 'changes what goes through it: leave transforms to the caller'
const COERCES = 'coerces its input: leave that to the caller'
const DEFAULT = 'has a default that its own schema, or JSON, does not accept: change one of them'

describe('a schema is refused that', () => {
  class Persona {}
  test.each([
    ['is a date', z.date(), `${JSON_ONLY}: use z.iso.datetime()`],
    ['is a bigint', z.bigint(), `${JSON_ONLY}: use z.int(), or a string`],
    ['is a symbol', z.symbol(), JSON_ONLY],
    ['is a map', z.map(z.string(), z.string()), `${JSON_ONLY}: use z.record(…)`],
    ['is a set', z.set(z.string()), `${JSON_ONLY}: use z.array(…)`],
    ['is NaN', z.nan(), JSON_ONLY],
    ['is a file', z.file(), JSON_ONLY],
    ['is an instance', z.instanceof(Persona), JSON_ONLY],
    ['is custom', z.custom<string>(), JSON_ONLY],
    ['is a promise', z.promise(z.string()), JSON_ONLY],
    ['is anything', z.any(), `${JSON_ONLY}: use z.json(), or say what it holds`],
    ['is unknown', z.unknown(), `${JSON_ONLY}: use z.json(), or say what it holds`],
    ['has unknown keys', z.looseObject({}), `${JSON_ONLY}: use z.json(), or say what it holds`],
    ['is a literal bigint', z.literal(7n), JSON_ONLY],
    ['is undefined', z.undefined(), UNDEFINED],
    ['is void', z.void(), UNDEFINED],
    ['is a literal undefined', z.literal(undefined), UNDEFINED],
    ['is optional', z.string().optional(), UNDEFINED],
    ['is exactly optional', z.exactOptional(z.string()), UNDEFINED],
    ['is nullish', z.string().nullish(), UNDEFINED],
    ['is optional in a union', z.union([z.string(), z.undefined()]), UNDEFINED],
    ['transforms', z.string().transform((text) => text.length), CHANGES],
    ['is piped', z.string().pipe(z.email()), CHANGES],
    ['is preprocessed', z.preprocess(String, z.string()), CHANGES],
    ['reads strings as booleans', z.stringbool(), CHANGES],
    ['trims', z.string().trim(), CHANGES],
    ['lower-cases', z.string().toLowerCase(), CHANGES],
    ['normalizes', z.string().min(1).normalize('NFKC'), CHANGES],
    ['overwrites', z.string().overwrite((text) => `${text}!`), CHANGES],
    ['normalizes a URL', z.url({ normalize: true }), CHANGES],
    ['coerces a number', z.coerce.number(), COERCES],
    ['coerces a date', z.coerce.date(), COERCES],
    ['coerces a string', z.coerce.string(), COERCES],
    [
      'catches',
      z.string().catch('calm'),
      'has a .catch(…), which hides wrong input: use .default(…)',
    ],
    ['has a prefault', z.string().prefault('calm'), 'has a .prefault(…): use .default(…)'],
    ['rejects its default', z.string().min(9).default('calm'), DEFAULT],
    ['has a default that is no JSON', z.number().default(Number.NaN), DEFAULT],
    ['has a default with an unsafe key', z.json().default({ $a: 1 }), DEFAULT],
    [
      'is asynchronous',
      z
        .string()
        .default('x')
        .refine(async () => true),
      'is asynchronous: refine it synchronously',
    ],
  ])('%s', (_what, schema, sentence) => {
    expect(of(schema)).toBe(`defineCharacterModel: attribute 'mood' ${sentence}`)
  })

  test.each([
    ['an object', (inside: z.ZodType) => z.strictObject({ deep: inside })],
    ['an array', (inside: z.ZodType) => z.array(inside)],
    ['a tuple', (inside: z.ZodType) => z.tuple([z.string(), inside])],
    ['the rest of a tuple', (inside: z.ZodType) => z.tuple([z.string()], inside)],
    ['a record', (inside: z.ZodType) => z.record(z.string(), inside)],
    ['a union', (inside: z.ZodType) => z.union([z.string(), inside])],
    ['an intersection', (inside: z.ZodType) => z.intersection(z.object({}), z.object({ inside }))],
    ['a catchall', (inside: z.ZodType) => z.object({}).catchall(inside)],
    ['a lazy schema', (inside: z.ZodType) => z.lazy(() => inside)],
    ['a nullable', (inside: z.ZodType) => inside.nullable()],
    ['a default', (inside: z.ZodType) => inside.default(untyped('2026-01-31T12:00:00Z'))],
    ['an optional key', (inside: z.ZodType) => z.strictObject({ deep: inside.optional() })],
    ['what is read-only', (inside: z.ZodType) => z.array(inside).readonly()],
    ['what is not optional', (inside: z.ZodType) => z.nonoptional(inside.optional())],
  ])('is wrong inside %s', (_what, wrap) => {
    expect(of(wrap(z.date()))).toMatch(/does not give JSON.*use z\.iso\.datetime\(\)$/)
    expect(of(wrap(z.coerce.number()))).toMatch(/coerces its input/)
    expect(of(wrap(z.string().trim()))).toMatch(/changes what goes through it/)
  })

  test.each([
    ['undefined', undefined],
    ['a type', 'string'],
    ['a constructor', String],
    ['a schema of zod 3', { _def: { typeName: 'ZodString' }, parse: String }],
    ['an array', [z.string()]],
  ])('is none: %s', (_what, schema) => {
    expect(of(schema)).toMatch(
      /^defineCharacterModel: attribute 'mood' must be a schema of zod 4, got /,
    )
  })
})

describe('a name is refused that', () => {
  test.each(['id', 'name', 'traits', 'is_active', 'version_number', 'system_prompt'])(
    'is a field of every character: %s',
    (name) => {
      expect(refusal({ attributes: { [name]: z.string() } })).toBe(
        `defineCharacterModel: '${name}' is a field of every character: choose another attribute name`,
      )
    },
  )

  test.each([
    ['_id', 'the library keeps it for itself'],
    ['write_id', 'the library keeps it for itself'],
    ['deleted_name', 'the library keeps it for itself'],
    ['deleted_at', 'the library keeps it for itself'],
    ['renamed_from', 'the library keeps it for itself'],
    ['character_id', 'the library keeps it for itself'],
    ['search_words', 'the library keeps it for itself'],
    ['$set', "a key must not start with '$'"],
    ['a.b', "it must not hold '.'"],
    ['', 'a key must not be empty'],
    ['__proto__', 'this key is not allowed'],
    ['constructor', 'this key is not allowed'],
    ['toJSON', 'this key is not allowed'],
    ['toString', 'every object has it'],
    ['hasOwnProperty', 'every object has it'],
  ])('no storage takes: %j', (name, reason) => {
    const attributes = Object.fromEntries([[name, z.string()]])
    expect(refusal({ attributes })).toBe(
      `defineCharacterModel: '${name}' cannot name an attribute, ${reason}: choose another attribute name`,
    )
  })
})

test.each([
  [undefined, 'options must be an object, got undefined'],
  [null, 'options must be an object, got null'],
  [[], 'options must be an object, got an array'],
  [{ attribute: {} }, "there is no option 'attribute': the nearest is 'attributes'"],
  [{ attributes: [] }, 'attributes must be an object of zod schemas, got an array'],
  [
    { attributes: z.object({ mood: z.string() }) },
    'attributes must be an object of zod schemas, got a schema: pass its .shape',
  ],
  [{ private: 'mood' }, "private must be an array of attribute names, got 'mood'"],
  [
    { private: ['mood'] },
    "private holds 'mood', which is no attribute: name attributes of this model",
  ],
  [{ private: [7] }, 'private holds 7, which is no attribute: name attributes of this model'],
  [{ validate: {} }, 'validate must be a function, got an object'],
])('options are checked: %o', (options, sentence) => {
  expect(refusal(options)).toBe(`defineCharacterModel: ${sentence}`)
})

test('a model tells what its attributes are where none is given', () => {
  const tags = z.array(z.string()).default(['new'])
  const { defaults } = defineCharacterModel({
    attributes: { mood: z.enum(['calm', 'wild']).default('calm'), tags, motto: z.string() },
  })
  expectTypeOf(defaults).toEqualTypeOf<{
    readonly mood: 'calm' | 'wild'
    readonly tags: readonly string[]
  }>()
  expect(defaults).toEqual({ mood: 'calm', tags: ['new'] })
  expect(isDeeplyFrozen(defaults)).toBe(true)
})

test('a definition is frozen, and does not follow what it was made of', () => {
  const attributes: Record<string, z.ZodType> = { mood: z.string() }
  const model = defineCharacterModel({ attributes, private: ['mood'] })
  attributes.rank = z.number()
  expect(Object.keys(model.attributes)).toEqual(['mood'])
  for (const part of [model, model.attributes, model.private, model.searchable, model.limits]) {
    expect(Object.isFrozen(part)).toBe(true)
  }
})

test('an explicit undefined means the default', () => {
  const model = defineCharacterModel({
    attributes: undefined,
    private: undefined,
    searchable: undefined,
    limits: undefined,
    validate: undefined,
  })
  expect(model).toMatchObject({
    attributes: {},
    private: [],
    searchable: ['name', 'display_name', 'traits', 'personality'],
    validate: undefined,
  })
})
