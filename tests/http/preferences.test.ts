import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { defineCharacterModel } from '../../src/model/define-character.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { luna } from '../support/characters.ts'
import { app, appOf, problemOf } from './kit.ts'

describe('a DELETE that prefers return=representation', () => {
  test.each([
    'return=representation',
    'Return="representation"',
    'respond-async, return=representation; foo=bar',
  ])('is answered with the character as deleted: %s', async (prefer) => {
    const { call, service } = app()
    const { system_prompt, ...shown } = await service.createCharacter(luna())
    const answer = await call('DELETE', '/characters/luna', { headers: { prefer } })
    expect(answer.json).toEqual({ ...shown, is_active: false })
    expect(answer.headers.get('preference-applied')).toBe('return=representation')
    expect(answer.headers.get('etag')).toBe(`"${shown.id}.1.safe"`)
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  test('shows what the view shows', async () => {
    const { call, service } = app({ view: 'full' })
    await service.createCharacter(luna())
    const headers = { prefer: 'return=representation' }
    const { json } = await call('DELETE', '/characters/luna', { headers })
    expect(json).toMatchObject({ system_prompt: luna().system_prompt })
  })

  test.each(['return=minimal', 'returns=representation', '', 'representation'])(
    'and any other is answered with a message: %j',
    async (prefer) => {
      const { call, service } = app()
      await service.createCharacter(luna())
      const answer = await call('DELETE', '/characters/luna', { headers: { prefer } })
      expect(answer.json).toEqual({ message: "Character 'luna' deleted successfully" })
      expect(answer.headers.get('preference-applied')).toBeNull()
    },
  )
})

describe('a list that prefers handling=strict', () => {
  const model = defineCharacterModel({
    attributes: { mood: z.string().default('calm'), age: z.number().default(1) },
  })
  const service = new CharacterService({ storage: memoryStorage(), model })
  const call = appOf(service, { filters: ['mood'] })
  const headers = { prefer: 'handling=strict' }

  // Red when a filter that there is not shows everything to a client that relies on it.
  test.each(['', '/-/count'])(
    'refuses a parameter that %j does not know, naming it',
    async (path) => {
      for (const name of ['age', 'name', 'x'.repeat(300)]) {
        const answer = await call('GET', `/characters${path}?mood=calm&${name}=1`, { headers })
        const problem = problemOf(answer) as { readonly parameter?: string }
        expect(answer.status).toBe(400)
        expect(problem).toMatchObject({ code: 'INVALID_REQUEST', parameter: name.slice(0, 100) })
      }
      expect((await call('GET', `/characters${path}?mood=calm&age=1`)).status).toBe(200)
    },
  )

  test('takes every parameter that there is', async () => {
    const query = 'text=a&trait=b&mood=calm&sort=-name&limit=5'
    expect((await call('GET', `/characters?${query}`, { headers })).status).toBe(200)
  })
})

describe('a tag that names a version of whoever has the name', () => {
  test('holds for the character that has it now, and only at that version', async () => {
    const { call, service } = app()
    await service.createCharacter(luna())
    await service.updateCharacter('luna', {})
    const json = { traits: [] }
    const put = (tag: string) =>
      call('PUT', '/characters/luna', { json, headers: { 'if-match': tag } })
    const stale = await put('"*.1.safe"')
    expect(stale.status).toBe(412)
    expect(problemOf(stale)).toMatchObject({
      code: 'CHARACTER_VERSION_CONFLICT',
      expected: 1,
      actual: 2,
    })
    expect((await put('"*.2.safe"')).status).toBe(200)
    expect((await put('W/"*.3.safe"')).status).toBe(412)
  })
})

describe('a problem tells a program', () => {
  test('which name is taken, and which version is not there and why', async () => {
    const { call, service } = app()
    await service.createCharacter(luna())
    const taken = await call('POST', '/characters', { json: luna({ name: 'LUNA' }) })
    expect(problemOf(taken)).toMatchObject({ character_name: 'luna' })
    const absent = await call('GET', '/characters/luna/versions/7')
    expect(problemOf(absent)).toMatchObject({ version: 7, reason: 'never' })
  })
})
