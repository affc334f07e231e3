import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import { defineCharacterModel } from '../../src/model/define-character.ts'
import { parseCreate } from '../../src/model/parse.ts'
import { luna } from '../support/characters.ts'
import { refusalOf } from './refusal.ts'

const model = defineCharacterModel({
  attributes: { mood: z.enum(['calm', 'wild']), rank: z.int().max(9), motto: z.string().max(3) },
})
const bad = {
  ...luna(),
  personality: 7,
  mood: 'sad',
  rank: 10,
  motto: 'too long',
  display_name: '',
}
const good = { ...luna(), mood: 'calm', rank: 1, motto: 'Go' }
const EXPECTED = [
  { path: ['display_name'], message: 'must hold 1 to 200 code points' },
  { path: ['personality'], message: 'must be a string' },
  { path: ['mood'], message: 'must be one of "calm", "wild"' },
  { path: ['rank'], message: 'must be at most 9' },
  { path: ['motto'], message: 'must hold at most 3 UTF-16 code units' },
]

const before = { ...z.config() }
afterEach(() => {
  z.config({ customError: undefined, localeError: before.localeError, jitless: undefined })
})

test.each([
  ['none', {}],
  ['another language', z.locales.de()],
  ['messages of its own', { customError: () => 'nope' }],
  ['no compiled code', { jitless: true }],
])('what is said does not hang on what the host sets of zod: %s', async (_what, settings) => {
  z.config(settings)
  const { issues } = await refusalOf(async () => parseCreate(model, bad))
  expect(issues).toEqual(EXPECTED)
  expect(parseCreate(model, good)).toMatchObject(good)
})
