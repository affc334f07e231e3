import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { sameJson } from '../../../../src/model/same-json.ts'
import { countCodePoints } from '../../../../src/page/app/form/code-points.ts'
import { COMMON_FIELDS } from '../../../../src/page/app/form/fields-of.ts'
import {
  fromFormValue,
  sameFormValue,
  toFormValue,
} from '../../../../src/page/app/form/form-value.ts'
import { ATTRIBUTES, fieldOf } from './fields.ts'

const AWKWARD = ['', ' ', ' a', '\r', '\n', 'a\r\nb\n', '\ufeff', '🦊', 'calm', 'wild', 'red', '1']
const text = fc.oneof(
  fc.constantFrom(...AWKWARD, 'null', '[]', 'only', '2026-01-31', 'https://x.example/a'),
  fc.string({ unit: 'binary', maxLength: 8 }),
)
const value = fc.oneof(
  ...[text, fc.array(text, { maxLength: 4 }), fc.array(fc.constantFrom('red', 'blue'))],
  ...[
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer({ min: 0, max: 9 }),
  ],
  ...[fc.constantFrom(null, true, false, 3.5, 1e21, 5e-324, Number.MAX_SAFE_INTEGER)],
  ...[fc.jsonValue(), fc.record({ a: text }), fc.tuple(text, text)],
)

/** Red when a nullable text is `null` at `''` whatever it may hold, or a list without items is `null`. */
describe.each(Object.entries(ATTRIBUTES))('a field of %s', (_, schema) => {
  const field = fieldOf(schema)

  test('gives every valid value back as it was, and so refuses none that the server takes', () => {
    let valid = 0
    const check = (given: unknown): void => {
      if (!schema.safeParse(given).success) return
      valid++
      const parsed = fromFormValue(field, toFormValue(field, given))
      if (!parsed.ok) expect.fail(`${JSON.stringify(given)} ${parsed.message}`)
      if (!sameJson(parsed.value, given)) expect.fail(`${JSON.stringify(given)} came back changed`)
    }
    for (const one of [...AWKWARD, null, [], {}, true, 1, 'only', 0.5]) check(one)
    fc.assert(fc.property(value, check), { numRuns: 500 })
    expect(valid).toBeGreaterThan(0)
  })

  test('says of whatever is typed whether a character may have it', () => {
    fc.assert(
      fc.property(fc.oneof(text, fc.array(text), fc.boolean()), (held) => {
        const parsed = fromFormValue(field, held)
        if (parsed.ok) toFormValue(field, parsed.value)
        else expect(parsed.message).not.toBe('')
      }),
    )
  })
})

describe('what a control says', () => {
  const said = (schema: z.ZodType, held: string | readonly string[]): unknown => {
    const parsed = fromFormValue(fieldOf(schema), held)
    return parsed.ok ? { value: parsed.value } : parsed.message
  }

  test('is held against the bounds of the field, in plain words', () => {
    const ten = z.string().min(3).max(10).default('abc')
    expect(said(ten, 'x'.repeat(11))).toBe('must be at most 10 characters, got 11')
    expect(said(ten, '🦊'.repeat(10))).toEqual({ value: '🦊'.repeat(10) })
    expect(said(ten, '🦊🦊')).toBe('must be at least 3 characters, got 2')
    expect(said(ten, '')).toBe('is required')
    expect(said(z.string().max(1).default(''), 'ab')).toBe('must be at most 1 character, got 2')
  })

  test('is a number as people write one', () => {
    const age = z.int().min(0).max(200).default(1)
    expect(said(age, ' 12 ')).toEqual({ value: 12 })
    expect(said(age, '+1e2')).toEqual({ value: 100 })
    expect(said(age, '1.5')).toBe('must be an integer')
    expect(said(age, '-1')).toBe('must be at least 0')
    expect(said(age, '201')).toBe('must be at most 200')
    for (const typed of ['x', '0x10', '1,5', '1e999', 'NaN', '--1', '.', 'Infinity']) {
      expect(said(age, typed)).toBe('must be a number')
    }
    expect(said(z.int().default(0), '9007199254740993')).toBe('must be an integer')
    expect(said(age, ' ')).toBe('is required')
    expect(said(age.nullable().default(null), ' ')).toEqual({ value: null })
  })

  test('is one of the choices', () => {
    const mood = z.enum(['calm', 'wild']).default('calm')
    expect(said(mood, 'grim')).toBe('must be one of "calm", "wild"')
    expect(said(mood, '')).toBe('is required')
    expect(said(z.literal(['1', 2, true]).default(2), '2')).toEqual({ value: 2 })
    expect(said(z.literal('a').default('a'), 'b')).toBe('must be "a"')
    const many = z.enum(Array.from({ length: 30 }, (_, n) => `n${n}`)).default('n0')
    expect(said(many, 'x')).toMatch(/^must be one of "n0", .*"n19", …$/)
  })

  test('is a list of which each text is held against its bounds', () => {
    const list = z.array(z.string().min(1).max(2)).max(2).default([])
    expect(said(list, ['a', 'b'])).toEqual({ value: ['a', 'b'] })
    expect(said(list, ['a', 'b', 'c'])).toBe('must hold at most 2 items, got 3')
    expect(said(list, ['a', 'abc'])).toBe('item 2 must be at most 2 characters, got 3')
    expect(said(list, [''])).toBe('item 1 must not be empty')
    expect(said(z.array(z.enum(['a'])).default([]), ['b'])).toBe('item 1 must be "a"')
  })

  test('is JSON, or what is wrong with it', () => {
    const voice = COMMON_FIELDS.find(({ name }) => name === 'voice_settings')
    if (voice === undefined) throw new Error('no voice settings')
    expect(fromFormValue(voice, '{ "a": [1] }')).toEqual({ ok: true, value: { a: [1] } })
    expect(fromFormValue(voice, ' \n ')).toEqual({ ok: true, value: null })
    expect(fromFormValue(voice, '{')).toMatchObject({
      ok: false,
      message: expect.stringMatching(/^must be JSON: /),
    })
    expect(toFormValue(voice, { a: [1] })).toBe('{\n  "a": [\n    1\n  ]\n}')
  })

  test('of a nullable text that starts with null is null where nothing is left', () => {
    expect(said(z.string().nullable().default(null), '')).toEqual({ value: null })
    expect(said(z.url().nullable().default('https://x.example'), '')).toEqual({ value: null })
    expect(said(z.string().nullable().default('x'), '')).toEqual({ value: '' })
  })
})

test('a value of another shape is shown as what it is', () => {
  expect(toFormValue(fieldOf(z.int().default(1)), 'many')).toBe('many')
  expect(toFormValue(fieldOf(z.string().default('')), { a: 1 })).toBe('{"a":1}')
  expect(toFormValue(fieldOf(z.array(z.string()).default([])), [1, 'a'])).toEqual(['1', 'a'])
  expect(toFormValue(fieldOf(z.boolean().default(true)), 'yes')).toBe(false)
})

test('two controls hold the same where their texts, switches or lists are the same', () => {
  expect(sameFormValue(['a', 'b'], ['a', 'b'])).toBe(true)
  expect(sameFormValue(['a', 'b'], ['b', 'a'])).toBe(false)
  expect(sameFormValue([], '')).toBe(false)
  expect(sameFormValue('a', 'a')).toBe(true)
  expect(sameFormValue(false, '')).toBe(false)
})

test('code points are counted as a walk over them counts', () => {
  const units = fc.array(fc.constantFrom('\ud83e', '\udd8a', 'a', '🦊')).map((all) => all.join(''))
  fc.assert(
    fc.property(units, (given) => {
      expect(countCodePoints(given)).toBe([...given].length)
    }),
  )
})
