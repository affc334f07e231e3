import { describe, expect, test } from 'vitest'
import { luna } from '../support/characters.ts'
import { app, outcome, problemOf } from './kit.ts'

describe('GET /characters', () => {
  test('answers the active characters by name, without their prompts', async () => {
    const { call, service } = app()
    await service.createCharacter(luna({ name: 'vega' }))
    await service.createCharacter(luna())
    await service.createCharacter(luna({ name: 'ghost' }))
    await service.deleteCharacter('ghost')
    const { status, json, headers } = await call('GET', '/characters')
    expect(status).toBe(200)
    expect(json).toMatchObject([{ name: 'luna' }, { name: 'vega' }])
    expect(JSON.stringify(json)).not.toContain('system_prompt')
    expect(headers.get('content-type')).toBe('application/json')
  })

  test('answers an empty array where there are none', async () => {
    expect(await app().call('GET', '/characters')).toMatchObject({ status: 200, text: '[]' })
  })
})

describe('GET /characters/{name}', () => {
  test('answers the character, whatever the case of the name', async () => {
    const { call } = app()
    await call('POST', '/characters', { json: luna() })
    const { status, json } = await call('GET', '/characters/LUNA')
    expect(status).toBe(200)
    expect(Object.keys(json as object).sort()).toEqual([
      'avatar_url',
      'created_at',
      'display_name',
      'id',
      'is_active',
      'name',
      'personality',
      'traits',
      'updated_at',
      'version_number',
      'voice_settings',
    ])
  })

  test('is 400 for what is no name, 404 for an absent one, in canonical form', async () => {
    const { call } = app()
    expect(outcome(await call('GET', '/characters/...'))).toBe('400 CHARACTER_NAME_INVALID')
    const absent = await call('GET', '/characters/GHOST')
    expect(outcome(absent)).toBe('404 CHARACTER_NOT_FOUND')
    expect(problemOf(absent).detail).toBe("Character 'ghost' not found")
  })
})

describe('POST /characters', () => {
  test('answers 200 and the character as it was stored', async () => {
    const { call, service } = app()
    const { status, json } = await call('POST', '/characters', { json: luna({ name: 'LUNA' }) })
    expect(status).toBe(200)
    const { system_prompt, ...shown } = await service.getCharacter('luna')
    expect(json).toEqual(shown)
    expect(system_prompt).toBe(luna().system_prompt)
  })

  test('is 400 for a taken name, an invalid name and invalid data', async () => {
    const { call } = app()
    await call('POST', '/characters', { json: luna() })
    const taken = await call('POST', '/characters', { json: luna({ name: 'LuNa' }) })
    expect(outcome(taken)).toBe('400 CHARACTER_ALREADY_EXISTS')
    expect(problemOf(taken).detail).toBe("Character with name 'luna' already exists")
    const named = await call('POST', '/characters', { json: luna({ name: 'a/b' }) })
    expect(named.status).toBe(400)
    const { traits, ...incomplete } = luna({ name: 'nova' })
    const invalid = await call('POST', '/characters', { json: { ...incomplete, rank: traits } })
    expect(outcome(invalid)).toBe('400 CHARACTER_VALIDATION')
    const paths = problemOf(invalid).issues?.map(({ path }) => path[0])
    expect(new Set(paths)).toEqual(new Set(['traits', 'rank']))
  })

  test('refuses fields that the system manages', async () => {
    const { call } = app()
    const sent = { ...luna(), id: 'x', version_number: 9, is_active: false }
    expect(outcome(await call('POST', '/characters', { json: sent }))).toBe(
      '400 CHARACTER_VALIDATION',
    )
  })
})

describe('PUT /characters/{name}', () => {
  test('changes the fields that are sent, and answers the new version', async () => {
    const { call, service } = app()
    const before = await service.createCharacter(luna())
    const { status, json } = await call('PUT', '/characters/Luna', { json: { traits: ['brave'] } })
    expect(status).toBe(200)
    expect(json).toMatchObject({ traits: ['brave'], version_number: 2 })
    const after = await service.getCharacter('luna')
    expect(after.personality).toBe(before.personality)
    expect(after.system_prompt).toBe(before.system_prompt)
  })

  test('renames', async () => {
    const { call } = app()
    await call('POST', '/characters', { json: luna() })
    await call('PUT', '/characters/luna', { json: { name: 'Nova' } })
    expect((await call('GET', '/characters/luna')).status).toBe(404)
    expect((await call('GET', '/characters/nova')).json).toMatchObject({ version_number: 2 })
  })

  test('is 404 for an absent character, 400 for invalid data', async () => {
    const { call } = app()
    const json = { traits: ['brave'] }
    expect(outcome(await call('PUT', '/characters/luna', { json }))).toBe('404 CHARACTER_NOT_FOUND')
    await call('POST', '/characters', { json: luna() })
    const invalid = await call('PUT', '/characters/luna', { json: { traits: 'brave' } })
    expect(outcome(invalid)).toBe('400 CHARACTER_VALIDATION')
  })
})

describe('DELETE /characters/{name}', () => {
  test('answers a message with the canonical name, then 404', async () => {
    const { call } = app()
    await call('POST', '/characters', { json: luna() })
    const deleted = await call('DELETE', '/characters/LUNA')
    expect(deleted.status).toBe(200)
    expect(deleted.text).toBe(`{"message":"Character 'luna' deleted successfully"}`)
    expect(outcome(await call('DELETE', '/characters/luna'))).toBe('404 CHARACTER_NOT_FOUND')
  })
})
