import { describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { defineCharacterModel } from '../../src/model/define-character.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { faultyStorage } from '../../src/testing/faulty-storage.ts'
import { luna } from '../support/characters.ts'
import { app, appOf, outcome } from './kit.ts'
import { SECRET } from './leaks.ts'

const model = defineCharacterModel({
  attributes: { mood: z.string().default('calm'), backstory: z.string().default(SECRET) },
  private: ['backstory'],
})

/** Every answer that carries characters. */
async function everyAnswer(options: Parameters<typeof appOf>[1]): Promise<string[]> {
  const service = new CharacterService({ storage: memoryStorage(), model })
  const call = appOf(service, options)
  const json = { ...luna({ system_prompt: SECRET }), backstory: SECRET }
  const texts = [(await call('POST', '/characters', { json })).text]
  const ask = async (method: string, path: string, body?: unknown) => {
    const { status, text } = await call(method, `/characters${path}`, body ? { json: body } : {})
    expect(status).toBe(200)
    texts.push(text)
  }
  await ask('GET', '/luna')
  await ask('GET', '')
  await ask('PUT', '/luna', { mood: 'wild' })
  await ask('GET', '/luna/versions')
  await ask('GET', '/luna/versions/1')
  await ask('POST', '/luna/rollback', { version_number: 1 })
  const { id } = await service.deleteCharacter('luna')
  await ask('GET', '/-/deleted')
  await ask('POST', `/-/deleted/${id}/restore`, {})
  return texts
}

describe('the safe view', () => {
  test('shows attributes, but no prompt and nothing private, in every answer', async () => {
    for (const text of await everyAnswer({})) {
      expect(text).toContain('"mood":')
      expect(text).not.toContain(SECRET)
      expect(text).not.toContain('system_prompt')
      expect(text).not.toContain('backstory')
    }
  })

  test('is shown to whom a function does not answer full', async () => {
    const odd = [() => 'safe', () => 'all', () => undefined, async () => 'Full', () => ['full']]
    for (const view of odd) {
      const texts = await everyAnswer({ view: view as () => 'safe' })
      for (const text of texts) expect(text).not.toContain(SECRET)
    }
  })
})

test('the full view shows all, in every answer', async () => {
  for (const text of await everyAnswer({ view: 'full' })) {
    expect(text).toContain(`"system_prompt":"${SECRET}"`)
    expect(text).toContain(`"backstory":"${SECRET}"`)
  }
})

test('a function chooses by request, after authorize', async () => {
  const order: string[] = []
  const { call, service } = app({
    authorize: () => order.push('authorize') > 0,
    view: async ({ request, operation, name }) => {
      order.push(`view ${operation} ${name}`)
      return request.headers.get('x-role') === 'editor' ? 'full' : 'safe'
    },
  })
  await service.createCharacter(luna())
  const safe = await call('GET', '/characters/LUNA')
  const full = await call('GET', '/characters/luna', { headers: { 'x-role': 'editor' } })
  expect(safe.text).not.toContain('system_prompt')
  expect(full.text).toContain('system_prompt')
  expect(full.headers.get('etag')).not.toBe(safe.headers.get('etag'))
  expect(order).toEqual(['authorize', 'view get luna', 'authorize', 'view get luna'])
})

test.each([
  () => {
    throw new Error(SECRET)
  },
  () => Promise.reject(new Error(SECRET)),
])('a function that fails is a 500 before anything is written', async (view) => {
  const storage = faultyStorage(memoryStorage())
  const onError = vi.fn()
  const { call } = app({ view, onError }, { storage })
  expect(outcome(await call('POST', '/characters', { json: luna() }))).toBe('500 INTERNAL_ERROR')
  expect(onError).toHaveBeenCalledOnce()
  expect(storage.calls).toEqual([])
})
