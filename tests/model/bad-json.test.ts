import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { CharacterIssue } from '../../src/errors.ts'
import { defineCharacterModel } from '../../src/model/define-character.ts'
import { parseCreate, parseUpdate } from '../../src/model/parse.ts'
import { luna } from '../support/characters.ts'
import { figure } from '../support/sizes.ts'
import { issuesOf, refusalOf, SECRET } from './refusal.ts'

const model = defineCharacterModel({ attributes: { extra: z.json().default(null) } })

/** The issues of one value, which `voice_settings` and an attribute have alike. */
async function jsonIssues(value: () => unknown): Promise<CharacterIssue[]> {
  const voice = await issuesOf('voice_settings', value)
  const { issues } = await refusalOf(async () => parseUpdate(model, { extra: value() }))
  expect(issues.map(({ path, message }) => [path.slice(1), message])).toEqual(
    voice.map(({ path, message }) => [path.slice(1), message]),
  )
  return voice
}

/** `levels` objects or arrays in each other. */
function nested(levels: number, wrap: (inside: unknown) => unknown): unknown {
  let value: unknown = 1
  for (let level = 0; level < levels; level++) value = wrap(value)
  return value
}

describe('keys', () => {
  test.each([
    ['$where', '$where', "a key must not start with '$'"],
    ['$', '$', "a key must not start with '$'"],
    ['empty', '', 'a key must not be empty'],
    ['with NUL', 'a\0b', 'a key must not hold NUL'],
    ['with a lone surrogate', 'a\ud800', 'a key must not hold a lone surrogate'],
    ['201 letters', 'k'.repeat(201), 'a key must hold at most 200 code points'],
    ['a million letters', 'k'.repeat(1_000_000), 'a key must hold at most 200 code points'],
    ['__proto__', '__proto__', 'this key is not allowed'],
    ['constructor', 'constructor', 'this key is not allowed'],
    ['prototype', 'prototype', 'this key is not allowed'],
    ['_bsontype', '_bsontype', 'this key is not allowed'],
    ['toJSON', 'toJSON', 'this key is not allowed'],
    ['toBSON', 'toBSON', 'this key is not allowed'],
  ])('that are %s are refused at every level', async (_what, key, message) => {
    const shown = key.slice(0, 100).toWellFormed()
    const bad = (): unknown => JSON.parse(`{ ${JSON.stringify(key)}: "${SECRET}" }`)
    const places: [() => unknown, (string | number)[]][] = [
      [bad, []],
      [() => ({ a: bad() }), ['a']],
      [() => ({ a: [{ b: bad() }] }), ['a', 0, 'b']],
      [() => ({ a: { b: { c: [[bad()]] } } }), ['a', 'b', 'c', 0, 0]],
    ]
    for (const [value, path] of places) {
      expect(await jsonIssues(value)).toEqual([
        { path: ['voice_settings', ...path, shown], message },
      ])
    }
  })

  test('that are symbols are refused', async () => {
    expect(await jsonIssues(() => ({ a: { [Symbol(SECRET)]: 1 } }))).toEqual([
      { path: ['voice_settings', 'a'], message: 'a key must be a string, not a symbol' },
    ])
  })

  test('may be anything else, and odd ones are kept', () => {
    const odd = { hasOwnProperty: 1, 'a b': 2, ключ: 3, '0': 4, valueOf: 5, a$: 6, '🌙': 7 }
    const parsed = parseCreate(model, { ...luna(), voice_settings: odd, extra: odd })
    expect(parsed).toMatchObject({ voice_settings: odd, extra: odd })
  })
})

describe('values', () => {
  class Secret {
    readonly value = SECRET
  }
  test.each([
    ['NaN', Number.NaN, 'must be a finite number'],
    ['Infinity', Number.POSITIVE_INFINITY, 'must be a finite number'],
    ['1e400', JSON.parse('1e400'), 'must be a finite number'],
    ['a bigint', 7n, 'must be JSON, not a bigint'],
    ['a symbol', Symbol(SECRET), 'must be JSON, not a symbol'],
    ['a function', () => SECRET, 'must be JSON, not a function'],
    ['a class', Secret, 'must be JSON, not a function'],
    ['an instance', new Secret(), 'must be JSON, not an instance of a class'],
    ['a date', new Date(), 'must be JSON, not an instance of a class'],
    ['an invalid date', new Date(Number.NaN), 'must be JSON, not an instance of a class'],
    ['a boxed number', Object(7), 'must be JSON, not an instance of a class'],
    ['a map', new Map([[1, 2]]), 'must be JSON, not an instance of a class'],
    ['a typed array', new Uint8Array(8), 'must be JSON, not an instance of a class'],
    [
      'a date of another realm',
      runInNewContext('new Date()'),
      'must be JSON, not an instance of a class',
    ],
    ['a lone surrogate', `${SECRET}\ud800`, 'must not hold a lone surrogate'],
    ['10 MB of text', 'a'.repeat(10_000_000), 'must hold at most 100000 code points'],
    ['10⁷ items', Array(10_000_000).fill(0), 'must hold at most 1000 items'],
    [
      '1001 keys',
      Object.fromEntries(Array.from({ length: 1001 }, (_, n) => [`k${n}`, n])),
      'must hold at most 1000 keys',
    ],
  ])('that are %s are refused', async (_what, value, message) => {
    expect(await jsonIssues(() => ({ a: [value] }))).toEqual([
      { path: ['voice_settings', 'a', 0], message },
    ])
  })

  test('that are undefined are absent in an object and refused in an array', async () => {
    const parsed = parseUpdate(model, { voice_settings: { a: undefined, b: 1 } })
    expect(Object.keys(parsed.voice_settings as object)).toEqual(['b'])
    expect(await jsonIssues(() => ({ a: [undefined] }))).toEqual([
      { path: ['voice_settings', 'a', 0], message: 'must be JSON, not undefined' },
    ])
  })

  test('know no negative zero, as JSON does not', () => {
    const parsed = parseUpdate(model, { extra: [-0], voice_settings: { pitch: -0 } })
    expect(Object.is((parsed.extra as number[])[0], 0)).toBe(true)
    expect(parsed.voice_settings).toStrictEqual({ pitch: 0 })
    expect(JSON.parse(JSON.stringify(parsed))).toStrictEqual(parsed)
  })

  test.each([
    ['a string', 'loud'],
    ['an array', [1]],
    ['a number', 7],
    ['NaN', Number.NaN],
    ['true', true],
    ['a date', new Date()],
    ['a map', new Map()],
    ['a function', () => SECRET],
    ['a class instance', new Secret()],
  ])('of voice_settings are not %s', async (_what, value) => {
    expect(await issuesOf('voice_settings', () => value)).toEqual([
      { path: ['voice_settings'], message: 'must be a JSON object' },
    ])
  })
})

describe('depth', () => {
  const tooDeep = 'must not be nested deeper than 12 levels'

  test('is at most 12 levels, the character itself included', async () => {
    const wrap = (inside: unknown): object => ({ a: inside })
    const fits = nested(11, wrap)
    expect(parseCreate(model, { ...luna(), voice_settings: fits, extra: fits })).toMatchObject({
      voice_settings: fits,
      extra: fits,
    })
    expect(await jsonIssues(() => nested(12, wrap))).toEqual([
      { path: ['voice_settings', ...Array(11).fill('a')], message: tooDeep },
    ])
  })

  /** Red when the copy goes on to the end: it runs out of stack. */
  test.each([
    ['objects', (inside: unknown): unknown => ({ a: inside })],
    ['arrays', (inside: unknown): unknown => ({ a: [inside] })],
  ])('of a million %s is refused at once', async (_what, wrap) => {
    const value = nested(1_000_000, wrap)
    const start = performance.now()
    const [issue] = await jsonIssues(() => value)
    figure('depth of a million', `refused in ${(performance.now() - start).toFixed(1)} ms`)
    expect(issue?.message).toBe(tooDeep)
  })

  test('ends a cycle', async () => {
    const cyclic: Record<string, unknown> = { secret: SECRET }
    cyclic.self = cyclic
    const [issue] = await jsonIssues(() => cyclic)
    expect(issue?.message).toBe(tooDeep)
  })
})

describe('size', () => {
  /** Red without the running size: the copy would have 1000¹⁰ parts. */
  test('counts what occurs often as often as it occurs', async () => {
    let value: unknown = 'laugh'
    for (let level = 0; level < 9; level++) value = Array(1_000).fill(value)
    const start = performance.now()
    const voice = await issuesOf('voice_settings', () => ({ value }))
    const { issues } = await refusalOf(async () => parseUpdate(model, { extra: value }))
    figure('a billion laughs', `refused in ${(performance.now() - start).toFixed(1)} ms`)
    expect(voice).toEqual([
      { path: ['voice_settings'], message: 'must hold at most 16384 bytes as JSON' },
    ])
    expect(issues).toEqual([{ path: ['extra'], message: 'must hold at most 10000 values' }])
  })

  test('of an attribute is 10,000 values, so that no list of complaints overflows', async () => {
    const lists = defineCharacterModel({
      attributes: { lists: z.array(z.array(z.string().min(2).regex(/b/).regex(/c/))) },
    })
    const of = (count: number): number[][] =>
      Array.from({ length: count }, () => Array(999).fill('a'))
    const many = await refusalOf(async () => parseUpdate(lists, { lists: of(9) }))
    expect(many.issues).toHaveLength(20)
    for (const count of [11, 130, 1_000]) {
      const { issues } = await refusalOf(async () => parseUpdate(lists, { lists: of(count) }))
      expect(issues).toEqual([{ path: ['lists'], message: 'must hold at most 10000 values' }])
    }
  })
})
