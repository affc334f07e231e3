import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { defineCharacterModel } from '../../src/model/define-character.ts'
import { luna } from '../support/characters.ts'
import { eachStorage } from '../support/each-storage.ts'
import { app, type Call } from './kit.ts'

const model = defineCharacterModel({
  attributes: { mood: z.enum(['calm', 'wild']).default('calm'), secret: z.string().default('') },
  private: ['secret'],
})

interface Read {
  readonly body: object
  readonly etag: string
}

async function read(call: Call): Promise<Read> {
  const { json, headers } = await call('GET', '/characters/luna')
  return { body: Object(json), etag: headers.get('etag') ?? '' }
}

function put(call: Call, json: object, headers: Record<string, string> = {}): ReturnType<Call> {
  return call('PUT', '/characters/luna', { json, headers })
}

describe.each(['safe', 'full'] as const)('an edited body of a GET, in the %s view', (view) => {
  eachStorage(({ create }) => {
    const ready = async (): Promise<ReturnType<typeof app>> => {
      const made = app({ view }, { storage: create(), model })
      await made.service.createCharacter({ ...luna(), ...{ secret: 'of old' } })
      return made
    }

    test('is taken back as one version, and changes what was edited', async () => {
      const { service, call } = await ready()
      const before = await service.getCharacter('luna')
      const { body } = await read(call)
      const { status, json } = await put(call, { ...body, mood: 'wild' })
      expect(status).toBe(200)
      expect(json).toMatchObject({ mood: 'wild', version_number: 2 })
      const after = await service.getCharacter('luna')
      const { updated_at } = after
      expect(after).toEqual({ ...before, mood: 'wild', version_number: 2, updated_at })
    })

    // Red when a conflict that If-Match names is taken for one of the body.
    test('is 409 when somebody was faster, and 412 where If-Match says so', async () => {
      const { service, call } = await ready()
      const { body, etag } = await read(call)
      await service.updateCharacter('luna', { display_name: 'Faster' })
      const stale = { ...body, mood: 'wild' }
      const conflict = await put(call, stale)
      expect(conflict.status).toBe(409)
      expect(conflict.json).toMatchObject({
        status: 409,
        title: 'Conflict',
        code: 'CHARACTER_VERSION_CONFLICT',
        detail: "Character 'luna' is at version 2, not 1",
      })
      expect((await put(call, stale, { 'if-match': etag })).status).toBe(412)
      const fresh = await read(call)
      // The condition holds, the body does not.
      expect((await put(call, stale, { 'if-match': fresh.etag })).status).toBe(409)
      expect((await put(call, stale, { 'if-match': '*' })).status).toBe(409)
      expect((await put(call, stale, { 'if-none-match': fresh.etag })).status).toBe(412)
      expect((await put(call, stale, { 'if-none-match': etag })).status).toBe(409)
      expect((await put(call, fresh.body, { 'if-match': fresh.etag })).status).toBe(200)
    })

    test('is 400 by name where it says what the character is not', async () => {
      const { call } = await ready()
      const { body } = await read(call)
      const wrong = { id: '0'.repeat(24), created_at: '2020-01-01T00:00:00.000Z', is_active: false }
      for (const [field, value] of Object.entries(wrong)) {
        const { status, json } = await put(call, { ...body, [field]: value })
        expect([field, status]).toEqual([field, 400])
        expect(json).toMatchObject({ issues: [{ path: [field] }] })
      }
      const updated_at = '2020-01-01T00:00:00.000Z'
      expect((await put(call, { ...body, updated_at })).status).toBe(200)
    })
  })
})
