import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { isCharacterError } from '../../src/errors.ts'
import type { CharacterModel } from '../../src/model/character-model.ts'
import { defineCharacterModel } from '../../src/model/define-character.ts'
import { toJsonSchemas } from '../../src/model/json-schema.ts'
import { parseUpdate } from '../../src/model/parse.ts'

const model: CharacterModel = defineCharacterModel({
  attributes: {
    text: z.string().nullable(),
    short: z.string().max(3),
    wide: z.string().max(200_000),
    list: z.array(z.string()),
    few: z.array(z.number()).max(2),
    table: z.record(z.string(), z.array(z.string())),
    short_keys: z.record(z.string().max(2), z.number()),
    choices: z.record(z.enum(['a', 'b']), z.boolean()),
    anything: z.json(),
    home: z.object({ city: z.string(), rooms: z.array(z.string()).default([]) }),
    code: z.string().regex(/^[a-z]+$/),
    mood: z.enum(['calm', 'wild']),
  },
})
const { update, response } = toJsonSchemas(model)
const ajv = new Ajv2020({
  strict: true,
  strictTypes: false,
  strictRequired: false,
  formats: { 'date-time': true },
})
const validate = ajv.compile(update)

/** What is really done with an update. */
function isTaken(patch: object): boolean {
  try {
    parseUpdate(model, patch)
    return true
  } catch (error) {
    if (isCharacterError(error, 'CHARACTER_VALIDATION')) return false
    throw error
  }
}

const many = (count: number): object =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, 1]))

test.each<[object, boolean]>([
  [{ text: '🌙'.repeat(50_000) }, true],
  [{ text: 'a'.repeat(100_001) }, false],
  [{ text: 'a\0' }, false],
  [{ text: null, short: 'abc', mood: 'calm' }, true],
  [{ short: 'abcd' }, false],
  [{ wide: 'a'.repeat(100_000) }, true],
  [{ wide: 'a'.repeat(100_001) }, false],
  [{ list: Array(1_000).fill('a') }, true],
  [{ list: Array(1_001).fill('a') }, false],
  [{ few: [1, 2] }, true],
  [{ few: [1, 2, 3] }, false],
  [{ table: { a: ['b'] } }, true],
  [{ table: { $a: ['b'] } }, false],
  [{ table: { 'a.b': [] } }, true],
  [{ table: { '': [] } }, false],
  [{ table: { constructor: [] } }, false],
  [{ table: { a: Array(1_001).fill('a') } }, false],
  [{ short_keys: { ab: 1 } }, true],
  [{ short_keys: { abc: 1 } }, false],
  [{ short_keys: { $: 1 } }, false],
  [{ choices: { a: true, b: false } }, true],
  [{ choices: { c: true } }, false],
  [{ anything: { a: [{ b: null }] } }, true],
  [{ anything: many(1_000) }, true],
  [{ anything: many(1_001) }, false],
  [{ anything: [{ toJSON: 1 }] }, false],
  [{ home: { city: 'Rome' } }, true],
  [{ home: { city: 'Rome', street: 'x' } }, false],
  [{ home: { city: 'Rome', rooms: Array(1_001).fill('a') } }, false],
  [{ code: 'abc' }, true],
  [{ code: 'ABC' }, false],
])('the JSON Schema of an update says what is done with attributes: %#', (patch, taken) => {
  expect([isTaken(patch), validate(patch)]).toEqual([taken, taken])
})

test('a response is bounded by what the host says alone: what was stored is shown', () => {
  const { text, list } = response.properties as { text: object; list: object }
  expect(JSON.stringify(text)).not.toMatch(/maxLength|pattern/)
  expect(list).toEqual({ type: 'array', items: { type: 'string' } })
})

test('fields with bounds of their own are said once', () => {
  const { voice_settings, name } = update.properties as { voice_settings: object; name: object }
  expect(JSON.stringify(voice_settings)).not.toContain('allOf')
  expect(name).toHaveProperty('maxLength', 100)
})
