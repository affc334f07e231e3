import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { defineCharacterModel } from '../../src/model/define-character.ts'
import { toJsonSchemas } from '../../src/model/json-schema.ts'
import { DEFAULT_LIMITS, MAX_NAME } from '../../src/model/limits.ts'
import { describeInvalidName } from '../../src/model/name.ts'
import { NAME_PATTERN } from '../../src/model/patterns.ts'
import { luna } from '../support/characters.ts'
import { figure } from '../support/sizes.ts'
import { untyped } from './refusal.ts'

const model = defineCharacterModel({
  attributes: {
    mood: z.enum(['calm', 'wild']).default('calm'),
    nick: z.string().max(5).nullable(),
    stats: z.object({ age: z.int().min(0), tags: z.array(z.string()).default([]) }).readonly(),
  },
  private: ['nick'],
})
const schemas = toJsonSchemas(untyped(model))
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, formats: { 'date-time': true } })
const create = ajv.compile(schemas.create)
const update = ajv.compile(schemas.update)

const NOVA = { ...luna(), nick: null, stats: { age: 7 } }

/** Both the JSON Schema and the schema itself, when they agree; else which of them accepts. */
function verdict(validate: ValidateFunction, schema: z.ZodType, input: unknown): string {
  const said = validate(input)
  const meant = schema.safeParse(input).success
  if (said === meant) return meant ? 'valid' : 'invalid'
  return said ? 'the JSON Schema alone accepts it' : 'the JSON Schema alone refuses it'
}

const created = (fields: object): string =>
  verdict(create, model.create, untyped({ ...NOVA, ...fields }))
const updated = (fields: object): string => verdict(update, model.update, untyped(fields))

const emoji = '🌙'
const VALID: readonly object[] = [
  {},
  { name: 'a'.repeat(100) },
  { name: emoji.repeat(99).concat('a') },
  { name: '月' },
  { display_name: emoji.repeat(200) },
  { personality: 'a'.repeat(100_000), system_prompt: ' \n.' },
  { traits: [] },
  { traits: Array(100).fill(emoji.repeat(200)) },
  { avatar_url: null, voice_settings: null },
  { avatar_url: 'HTTPS://é.example/🌙?q=1#a@b' },
  { avatar_url: 'http://[::1]:80' },
  { avatar_url: '/avatars/luna.png?size=/../' },
  { avatar_url: '/.well-known/...' },
  { name: '🦊' },
  { voice_settings: { a: { b: [1, null] } } },
  { voice_settings: { 'gpt-4o-mini-tts@v1.2': { '.': 1 } } },
  { mood: 'wild' },
  { nick: '12345' },
  { stats: { age: 0, tags: ['a'] } },
]
const INVALID: readonly object[] = [
  { name: '' },
  { name: 'a'.repeat(101) },
  { name: 'a/b' },
  { name: 'a\\b' },
  { name: 'a\u0000' },
  { name: '...' },
  { name: 7 },
  { display_name: '' },
  { display_name: ' \t\u3000\ufeff' },
  { display_name: 'a\u0000b' },
  { display_name: emoji.repeat(201) },
  { personality: 'a'.repeat(100_001) },
  { system_prompt: null },
  { traits: Array(101).fill('a') },
  { traits: ['a', ' '] },
  { traits: 'a' },
  { avatar_url: 'javascript:alert(1)' },
  { avatar_url: 'data:image/png;base64,AAAA' },
  { avatar_url: '//example.com/luna.png' },
  { avatar_url: '/\\example.com/luna.png' },
  { avatar_url: '/avatars/../luna.png' },
  { avatar_url: '/avatars/%2E.' },
  { avatar_url: '/' },
  { avatar_url: 'https://me:word@example.com' },
  { avatar_url: 'https://me@example.com/' },
  { avatar_url: 'https://example.com/a b' },
  { avatar_url: `https://example.com/${'a'.repeat(2_048)}` },
  { voice_settings: [] },
  { voice_settings: 'loud' },
  { voice_settings: { $a: 1 } },
  { voice_settings: { '': 1 } },
  { voice_settings: { 'a\u0000': 1 } },
  { voice_settings: { constructor: 1 } },
  { voice_settings: { ['a'.repeat(201)]: 1 } },
  { mood: 'sad' },
  { mood: null },
  { nick: '123456' },
  { stats: { age: -1 } },
  { colour: 'red' },
]

describe('the JSON Schemas say what the schemas say', () => {
  test('of what is valid', () => {
    for (const fields of VALID) expect([fields, created(fields)]).toEqual([fields, 'valid'])
    for (const fields of VALID) expect([fields, updated(fields)]).toEqual([fields, 'valid'])
  })

  test('of what is not', () => {
    for (const fields of INVALID) expect([fields, created(fields)]).toEqual([fields, 'invalid'])
    for (const fields of INVALID) expect([fields, updated(fields)]).toEqual([fields, 'invalid'])
  })

  test('of fields that are missing', () => {
    for (const field of Object.keys(NOVA)) {
      const { [field as keyof typeof NOVA]: _, ...rest } = NOVA
      expect(verdict(create, model.create, rest)).toBe('invalid')
      expect(verdict(update, model.update, rest)).toBe('valid')
    }
  })

  test('of an object that does not know a key, which zod alone would drop', () => {
    expect(create({ ...NOVA, stats: { age: 7, hair: 'red' } })).toBe(false)
  })
})

test('the pattern of a text is its rule, for every code point', () => {
  const { pattern } = Reflect.get(schemas.create.properties as object, 'display_name')
  const form = new RegExp(pattern, 'u')
  let refused = 0
  for (let code = 0; code <= 0x10ffff; code++) {
    if (code >= 0xd800 && code <= 0xdfff) continue
    const point = String.fromCodePoint(code)
    const { success } = model.update.safeParse({ display_name: point })
    if (!success) refused++
    if (form.test(point) !== success) throw new Error(`U+${code.toString(16)}`)
  }
  figure('texts of one code point', `${refused} refused`)
  // NUL and the white space of Unicode and of JavaScript.
  expect(refused).toBe(27)
})

test('the pattern of a name refuses no name, for every code point', () => {
  const form = new RegExp(NAME_PATTERN, 'u')
  let names = 0
  let unsaid = 0
  for (let code = 0; code <= 0x10ffff; code++) {
    const point = String.fromCodePoint(code)
    for (const name of [point, `a${point}`]) {
      const isName = describeInvalidName(name) === null
      if (isName) names++
      if (isName && !form.test(name)) throw new Error(`U+${code.toString(16)}`)
      if (!isName && code < 0x10000 && form.test(name)) unsaid++
    }
  }
  figure(
    'names of one code point',
    `${names} names; ${unsaid} of the BMP that only Unicode refuses`,
  )
  expect(names).toBeGreaterThan(260_000)
})

describe('the JSON Schema', () => {
  const { properties } = schemas.update as { properties: { [field: string]: object } }

  test('of a change has no defaults, as a change fills nothing in', () => {
    expect(Reflect.get(schemas.create.properties as object, 'mood')).toHaveProperty('default')
    for (const property of Object.values(properties)) expect(property).not.toHaveProperty('default')
    expect(schemas.update).not.toHaveProperty('required')
  })

  test('has readOnly for what the service sets, and for no attribute', () => {
    const set = ['created_at', 'id', 'is_active', 'updated_at', 'version_number']
    for (const { properties: told } of [schemas.character, schemas.update, schemas.response]) {
      const readOnly = Object.entries(told as object).filter(([, property]) => property.readOnly)
      expect(readOnly.map(([field]) => field).sort()).toEqual(set)
    }
    expect(JSON.stringify(schemas.create)).not.toContain('readOnly')
    expect(created({ id: 'x' })).toBe('invalid')
    expect(JSON.stringify(schemas).match(/readOnly/g)).toHaveLength(3 * set.length)
  })

  test('of a response has neither the system prompt nor private attributes', () => {
    const shown = Object.keys(schemas.response.properties as object)
    expect(shown).toContain('mood')
    expect(shown).not.toContain('system_prompt')
    expect(shown).not.toContain('nick')
    expect(Object.keys(schemas.character.properties as object)).toContain('nick')
  })

  test('says every bound', () => {
    const said = JSON.stringify(schemas.create)
    const { displayName, personality, traits, trait, avatarUrl, voiceSettingsBytes } =
      DEFAULT_LIMITS
    for (const bound of [MAX_NAME, displayName, personality, traits, trait, avatarUrl]) {
      expect(said).toContain(`${bound}`)
    }
    expect(said).toContain(`${voiceSettingsBytes} bytes`)
  })
})
