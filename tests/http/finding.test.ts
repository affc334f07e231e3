import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createCharacterHandler } from '../../src/http/mounts/fetch.ts'
import { openApiDocument } from '../../src/http/openapi/document.ts'
import { defineCharacterModel } from '../../src/model/define-character.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { luna } from '../support/characters.ts'
import { appOf, type Call, outcome, type Received } from './kit.ts'

const model = defineCharacterModel({
  attributes: {
    mood: z.enum(['calm', 'wild']).default('calm'),
    level: z.number().nullable().default(null),
    tags: z.array(z.string()).default([]),
    secret: z.string().default('s'),
    extra: z.record(z.string(), z.string()).default({}),
    limit: z.string().default('x'),
  },
  private: ['secret'],
})
const filters = ['mood', 'level', 'tags']

async function cast(): Promise<{ call: Call; service: CharacterService }> {
  const service = new CharacterService({ storage: memoryStorage(), model })
  const create = (name: string, more: object): Promise<unknown> =>
    service.createCharacter({ ...luna({ name, display_name: `The ${name}` }), ...more })
  await create('ann', { mood: 'wild', level: 3, tags: ['a', 'b'], traits: ['kind', 'wise'] })
  await create('bob', { level: 3, tags: ['b'], traits: ['kind'] })
  await create('cat', { mood: 'wild', traits: [] })
  await create('dan', { level: 10, traits: ['wise'] })
  return { call: appOf(service, { filters }), service }
}

function names({ status, json }: Received): string {
  expect(status).toBe(200)
  return (json as { name: string }[]).map(({ name }) => name).join()
}

describe('a list', () => {
  test.each([
    ['', 'ann,bob,cat,dan'],
    ['text=the%20CA', 'cat'],
    ['text=%3F%21', ''],
    ['text=', ''],
    ['trait=kind', 'ann,bob'],
    ['trait=kind&trait=wise', 'ann'],
    ['mood=wild', 'ann,cat'],
    ['mood=wild&mood=calm&sort=-name', 'dan,cat,bob,ann'],
    ['level=3', 'ann,bob'],
    ['level=null', 'cat'],
    ['tags=a&tags=b&mood=calm', 'bob'],
    ['sort=-created_at', 'dan,cat,bob,ann'],
    ['secret=s&utm=1', 'ann,bob,cat,dan'],
  ])('asked for ?%s shows %s, and as many are counted', async (query, expected) => {
    const { call } = await cast()
    const answer = await call('GET', `/characters?${query}`)
    if (!query.startsWith('sort')) expect(names(answer)).toBe(expected)
    const count = await call('GET', `/characters/-/count?${query}`)
    expect(count.json).toEqual({ count: expected === '' ? 0 : expected.split(',').length })
  })

  test.each([
    ['sort=age', 'CHARACTER_VALIDATION'],
    ['sort=name&sort=name', 'INVALID_REQUEST'],
    ['text=a&text=b', 'INVALID_REQUEST'],
    ['mood=angry', 'CHARACTER_VALIDATION'],
    ['level=three', 'CHARACTER_VALIDATION'],
    ['mood[$ne]=x&mood=%7B%7D', 'CHARACTER_VALIDATION'],
    [`text=${'a'.repeat(1_001)}`, 'INVALID_REQUEST'],
    [`trait=${'a'.repeat(1_001)}`, 'INVALID_REQUEST'],
  ])('asked for ?%s is 400 %s', async (query, code) => {
    const { call } = await cast()
    expect(outcome(await call('GET', `/characters?${query}`))).toBe(`400 ${code}`)
  })
})

describe('pages of a search', () => {
  // Red when the cursor forgets what was looked for.
  test('follow the Link alone, and hold the order', async () => {
    const { call, service } = await cast()
    await service.updateCharacter('ann', { display_name: 'The last' })
    const seen: string[] = []
    let path = '/characters?limit=1&sort=-updated_at&mood=wild&mood=calm&text=the'
    for (let n = 0; n < 9; n++) {
      const answer = await call('GET', path)
      seen.push(names(answer))
      const [, next] = /^<([^>]+)>/.exec(answer.headers.get('link') ?? '') ?? []
      if (next === undefined) break
      path = `/characters${next}`
    }
    expect(seen.filter((name) => name !== '')).toHaveLength(4)
    expect(seen[0]).toBe('ann')
  })

  // Red when a cursor is taken for what another query looked for.
  test('refuse a cursor beside another query, and take it beside its own', async () => {
    const { call } = await cast()
    const first = await call('GET', '/characters?limit=1&mood=wild')
    const [, next] = /^<\?([^>]+)>/.exec(first.headers.get('link') ?? '') ?? []
    expect(names(await call('GET', `/characters?${next}`))).toBe('cat')
    expect(names(await call('GET', `/characters?${next}&mood=wild`))).toBe('cat')
    const other = await call('GET', `/characters?${next}&mood=calm`)
    expect(outcome(other)).toBe('400 INVALID_REQUEST')
    const plain = await call('GET', '/characters?limit=1')
    const [, plainNext] = /^<\?([^>]+)>/.exec(plain.headers.get('link') ?? '') ?? []
    const mixed = await call('GET', `/characters?${plainNext}&mood=calm`)
    expect(outcome(mixed)).toBe('400 INVALID_REQUEST')
  })

  const encoded = (value: unknown): string =>
    Buffer.from(JSON.stringify(value)).toString('base64url')
  test.each([
    ['no position', encoded(['found', ['sort=-name']])],
    ['a number in it', encoded(['found', ['sort=-name', 1, 'a']])],
    ['an order that is none', encoded(['found', ['sort=age', 'a', 'a']])],
    ['a time that is none', encoded(['found', ['sort=updated_at', 'yesterday', 'a']])],
    ['no end', encoded(['found', ['sort=-name', 'a'.repeat(1_001), 'a']])],
  ])('refuse a cursor with %s', async (_, cursor) => {
    const { call } = await cast()
    expect((await call('GET', `/characters?cursor=${cursor}`)).status).toBe(400)
  })
})

describe('filters', () => {
  test.each([
    ['secret', 'is private'],
    ['extra', 'no single value'],
    ['limit', 'means something else'],
    ['colour', 'no attribute of the model'],
    ['traits', 'no attribute of the model'],
  ])('do not hold %s, which %s', (name, reason) => {
    const service = new CharacterService({ storage: memoryStorage(), model })
    const create = () => createCharacterHandler(service, { authorize: () => true, filters: [name] })
    expect(create).toThrow(TypeError)
    expect(create).toThrow(reason)
  })

  test('are described beside text, trait and sort', () => {
    const service = new CharacterService({ storage: memoryStorage(), model })
    const { paths } = openApiDocument(service, { filters })
    const { get } = paths['/characters'] as { get: { parameters: { name: string }[] } }
    const described = get.parameters.map(({ name }) => name)
    expect(described).toEqual([
      ...['text', 'trait', 'sort', 'label', 'mood', 'level', 'tags', 'limit', 'cursor', 'Prefer'],
    ])
    const counted = paths['/characters/-/count'] as { get: { parameters: { name: string }[] } }
    expect(counted.get.parameters.map(({ name }) => name)).toEqual([
      ...['text', 'trait', 'mood', 'level', 'tags', 'Prefer'],
    ])
  })
})
