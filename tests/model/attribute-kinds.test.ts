import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { defineCharacterModel } from '../../src/model/define-character.ts'
import type { JsonValue } from '../../src/model/json-value.ts'
import { parseCreate, parseUpdate } from '../../src/model/parse.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { luna } from '../support/characters.ts'
import { refusalOf, untyped } from './refusal.ts'

interface Tree {
  readonly label: string
  readonly parts: readonly Tree[]
}
const Tree: z.ZodType<Tree> = z.strictObject({
  label: z.string(),
  parts: z.lazy(() => z.array(Tree)),
})
const Link = z.strictObject({
  to: z.string(),
  get next() {
    return Link.nullable()
  },
})
const Voice = z.discriminatedUnion('engine', [
  z.strictObject({ engine: z.literal('piper'), speed: z.number().default(1) }),
  z.strictObject({ engine: z.literal('cloud'), voice: z.string() }),
])

/** Each kind of schema, a value it takes, and one it does not. */
const KINDS: readonly (readonly [string, z.ZodType, unknown, unknown])[] = [
  ['a string', z.string().min(2).max(5), 'calm', 7],
  ['an e-mail address', z.email(), 'a@example.com', 'a'],
  ['a time', z.iso.datetime(), '2026-01-31T12:00:00Z', 'today'],
  ['a pattern', z.string().regex(/^[a-z]+$/), 'calm', 'CALM'],
  ['a number', z.number().min(0).max(1), 0.5, 2],
  ['an integer', z.int(), -3, 1.5],
  ['a boolean', z.boolean(), false, 'false'],
  ['null', z.null(), null, 0],
  ['an enum', z.enum(['calm', 'wild']), 'wild', 'WILD'],
  ['an enum of an object', z.enum({ Calm: 0, Wild: 1 }), 1, 2],
  ['a literal', z.literal(['a', 1, true, null]), 1, 2],
  ['a template', z.templateLiteral(['v', z.number()]), 'v7', 'w7'],
  ['an array', z.array(z.string()).max(2), ['a', 'b'], ['a', 'b', 'c']],
  ['a tuple', z.tuple([z.string(), z.number()]), ['a', 1], ['a']],
  ['a tuple with a rest', z.tuple([z.string()], z.number()), ['a', 1, 2], ['a', 'b']],
  ['an object', z.object({ a: z.string(), b: z.number().optional() }), { a: 'x' }, { b: 1 }],
  ['a record', z.record(z.string().max(2), z.number()), { ab: 1 }, { abc: 1 }],
  ['a record of an enum', z.record(z.enum(['a', 'b']), z.number()), { a: 1, b: 2 }, { c: 1 }],
  ['a union', z.union([z.string(), z.number()]), 7, true],
  ['a discriminated union', Voice, { engine: 'cloud', voice: 'a' }, { engine: 'none' }],
  [
    'an intersection',
    z.intersection(z.object({ a: z.string() }), z.object({ b: z.string() })),
    { a: '1', b: '2' },
    { a: '1' },
  ],
  ['a recursive schema', Tree, { label: 'a', parts: [{ label: 'b', parts: [] }] }, { label: 'a' }],
  ['a schema with a getter', Link, { to: 'a', next: { to: 'b', next: null } }, { to: 'a' }],
  ['any JSON', z.json(), { a: [1, null, { b: 'c' }] }, new Date()],
  ['a nullable', z.string().nullable(), null, 7],
  ['what is read-only', z.array(z.string()).readonly(), ['a'], [1]],
  ['what is not optional', z.nonoptional(z.string().optional()), 'a', null],
  ['a brand', z.string().brand('Mood'), 'a', 7],
  ['a refinement', z.string().refine((text) => text.startsWith('a')), 'ab', 'b'],
]

describe.each(KINDS)('an attribute may be %s', (_what, schema, good, bad) => {
  const model = defineCharacterModel({
    attributes: { extra: schema as z.ZodType<JsonValue, JsonValue> },
  })
  const input = { ...luna(), extra: good }

  test('is stored as it was given, and read again', async () => {
    const service = new CharacterService({ storage: memoryStorage(), model, cacheTtlMs: 0 })
    const created = await service.createCharacter(untyped(input))
    expect(created.extra).toStrictEqual(good)
    expect((await service.getCharacter('luna')).extra).toStrictEqual(good)
    const updated = await service.updateCharacter('luna', untyped({ extra: good }))
    expect(updated.extra).toStrictEqual(good)
    expect(model.character.parse(updated)).toStrictEqual(updated)
  })

  test('is judged at create and at update, and required', async () => {
    for (const work of [
      () => parseCreate(model, { ...input, extra: bad }),
      () => parseUpdate(model, { extra: bad }),
    ]) {
      const { issues } = await refusalOf(async () => work())
      for (const { path, message } of issues) {
        expect(path[0]).toBe('extra')
        expect(message).toMatch(/^(must|is|has|this) /)
      }
    }
    const { issues } = await refusalOf(async () => parseCreate(model, luna()))
    expect(issues).toEqual([{ path: ['extra'], message: 'is required' }])
  })
})

describe('a default', () => {
  const list: string[] = []
  const inner = { deep: [['a']] }
  const model = defineCharacterModel({
    attributes: {
      list: z.array(z.string()).default(list),
      inner: z.strictObject({ deep: z.array(z.array(z.string())) }).default(inner),
      home: z
        .strictObject({
          city: z.string().default('Rome'),
          rooms: z.array(z.strictObject({ size: z.int().default(9) })),
        })
        .nullable()
        .default(null),
      voice: Voice.default({ engine: 'piper', speed: 2 }),
    },
  })

  /** Red when what zod gives is stored as it is: the host's own arrays are frozen with it. */
  test('stands for an absent attribute, and remains the host’s own', async () => {
    const service = new CharacterService({ storage: memoryStorage(), model })
    const created = await service.createCharacter(luna())
    expect(created).toMatchObject({ list: [], home: null, voice: { engine: 'piper', speed: 2 } })
    expect(Object.isFrozen(created.list)).toBe(true)
    expect(created.inner).toEqual(inner)
    expect([list, inner, inner.deep, inner.deep[0]].some(Object.isFrozen)).toBe(false)
    expect(created.list).not.toBe(list)
  })

  test('stands for an absent key at every depth', () => {
    const home = { rooms: [{}, { size: 2 }] }
    expect(parseUpdate(model, { home, voice: { engine: 'piper' } })).toStrictEqual({
      home: { city: 'Rome', rooms: [{ size: 9 }, { size: 2 }] },
      voice: { engine: 'piper', speed: 1 },
    })
    expect(home).toStrictEqual({ rooms: [{}, { size: 2 }] })
  })

  test('that is made anew for each use is judged each time', async () => {
    let made = 0
    const unsteady = defineCharacterModel({
      attributes: { n: z.number().default(() => (made++ < 2 ? 1 : Number.NaN)) },
    })
    const { issues } = await refusalOf(async () => {
      for (let round = 0; round < 3; round++) parseCreate(unsteady, luna())
    })
    expect(issues).toEqual([{ path: ['n'], message: 'must be a finite number' }])
  })
})

/** Red when zod's own objects drop what they do not know, as they do by default. */
test('a key that a schema does not know is refused by name, at every depth', async () => {
  const model = defineCharacterModel({
    attributes: {
      loose: z.object({ a: z.string(), deep: z.array(z.object({ b: z.string() })) }),
      strict: z.strictObject({ a: z.string() }).nullable().default(null),
    },
  })
  const loose = { a: '1', c: '2', deep: [{ b: '1' }, { b: '1', d: '2' }] }
  const first = await refusalOf(async () => parseUpdate(model, { loose }))
  expect(first.issues).toEqual([
    { path: ['loose', 'c'], message: 'is not known here' },
    { path: ['loose', 'deep', 1, 'd'], message: 'is not known here' },
  ])
  const second = await refusalOf(async () => parseUpdate(model, { strict: { a: '1', c: '2' } }))
  expect(second.issues).toEqual([{ path: ['strict', 'c'], message: 'is not known here' }])
})

test('what a host says in a schema is said in its place', async () => {
  const model = defineCharacterModel({
    attributes: {
      mood: z.enum(['calm'], 'choose a mood'),
      home: z
        .strictObject({ from: z.int(), to: z.int('years are whole') })
        .refine(({ from, to }) => from <= to, {
          path: ['to'],
          message: 'must not end before it began',
        }),
    },
  })
  const { issues } = await refusalOf(async () =>
    parseUpdate(model, { mood: 'wild', home: { from: 1, to: 'x' } }),
  )
  expect(issues).toEqual([
    { path: ['mood'], message: 'choose a mood' },
    { path: ['home', 'to'], message: 'years are whole' },
  ])
  const refined = await refusalOf(async () => parseUpdate(model, { home: { from: 2, to: 1 } }))
  expect(refined.issues).toEqual([
    { path: ['home', 'to'], message: 'must not end before it began' },
  ])
})

test('a schema that turns out asynchronous is a mistake of its programmer', () => {
  const model = defineCharacterModel({ attributes: { mood: z.string().refine(async () => true) } })
  expect(() => parseUpdate(model, { mood: 'calm' })).toThrow(
    new TypeError(
      "defineCharacterModel: attribute 'mood' has an asynchronous refinement: make it synchronous",
    ),
  )
})

test('a URL is kept as it was given, whatever its schema would make of it', () => {
  const model = defineCharacterModel({ attributes: { site: z.url() } })
  expect(parseUpdate(model, { site: 'HTTPS://Example.com' })).toEqual({
    site: 'HTTPS://Example.com',
  })
})
