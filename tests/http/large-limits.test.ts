import { describe, expect, test, vi } from 'vitest'
import { defineCharacterModel } from '../../src/model/define-character.ts'
import { luna } from '../support/characters.ts'
import { app } from './kit.ts'

const MAX = 500_000
const model = defineCharacterModel({ limits: { systemPrompt: MAX } })

function warnings(options: object, serviceOptions: object = { model }): string[] {
  const logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() }
  app({ ...options, authorize: () => true, logger }, serviceOptions)
  return logger.warn.mock.calls.map(([message]) => String(message))
}

describe('a limit above what a body may hold', () => {
  test('is said once, when the mount is made', () => {
    expect(warnings({})).toEqual([
      'createCharacterHandler: a body may have 1048576 bytes (maxBodyBytes), and the model allows more: systemPrompt 500000 × 4 = 2000000 bytes',
    ])
  })

  test('is not said where a body may be large enough, nor of the usual limits', () => {
    expect(warnings({ maxBodyBytes: 2_000_000 })).toEqual([])
    expect(warnings({}, {})).toEqual([])
  })
})

test('a prompt as long as its model allows goes in and out over HTTP', async () => {
  const { call } = app({ maxBodyBytes: 4_000_000, view: 'full' }, { model })
  const system_prompt = '🦊'.repeat(MAX)
  const created = await call('POST', '/characters', { json: luna({ system_prompt }) })
  expect(created.status).toBe(200)
  const read = await call('GET', '/characters/luna')
  expect(read.json).toMatchObject({ system_prompt })
  const refused = await call('PUT', '/characters/luna', {
    json: { system_prompt: `${system_prompt}!` },
  })
  expect(refused.status).toBe(400)
  expect(refused.text).toContain('must hold 1 to 500000 code points')
})

test('the OpenAPI document tells the limits of the model', async () => {
  const { call } = app({}, { model })
  const { json } = await call('GET', '/characters/-/openapi.json')
  const { components } = json as { readonly components: object }
  const bounded = { properties: { system_prompt: { maxLength: MAX } } }
  expect(components).toMatchObject({
    schemas: { CharacterCreate: bounded, CharacterUpdate: bounded },
  })
})
