import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { defaultModel } from '../../src/model/default-model.ts'
import { defineCharacterModel } from '../../src/model/define-character.ts'
import { parseUpdate } from '../../src/model/parse.ts'
import { issuesOf, refusalOf, untyped } from './refusal.ts'

const BLANKS = [' ', '\n\t', '\u00a0', '\u2003\u3000', '\ufeff', ' '.repeat(150)]

describe.each(['display_name', 'personality', 'system_prompt'])('%s', (field) => {
  test('is not white space alone', async () => {
    for (const blank of BLANKS) {
      expect(await issuesOf(field, () => blank)).toEqual([
        { path: [field], message: 'must not be blank' },
      ])
    }
  })

  test('keeps the white space around it, and what is invisible but no white space', () => {
    for (const text of [' a ', '\n\nYou are Luna.\n', '\u200d']) {
      expect(parseUpdate(defaultModel, { [field]: text })).toEqual({ [field]: text })
    }
  })

  test('holds no NUL', async () => {
    for (const text of ['\0', 'lu\0na', 'luna\0']) {
      expect(await issuesOf(field, () => text)).toEqual([
        { path: [field], message: 'must not hold NUL' },
      ])
    }
  })
})

test('a trait is not blank and holds no NUL', async () => {
  expect(await issuesOf('traits', () => ['kind', ' ', 'a\0'])).toEqual([
    { path: ['traits', 2], message: 'must not hold NUL' },
  ])
  expect(await issuesOf('traits', () => ['kind', ' '])).toEqual([
    { path: ['traits', 1], message: 'must not be blank' },
  ])
})

test('a text in voice_settings or an attribute holds no NUL, and may be blank', async () => {
  expect(await issuesOf('voice_settings', () => ({ a: [{ b: 'x\0' }] }))).toEqual([
    { path: ['voice_settings', 'a', 0, 'b'], message: 'must not hold NUL' },
  ])
  const model = untyped(defineCharacterModel({ attributes: { note: z.string() } }))
  expect(parseUpdate(model, { note: ' ', voice_settings: { a: '' } })).toEqual({
    note: ' ',
    voice_settings: { a: '' },
  })
  const { issues } = await refusalOf(async () => parseUpdate(model, { note: 'a\0b' }))
  expect(issues).toEqual([{ path: ['note'], message: 'must not hold NUL' }])
})
