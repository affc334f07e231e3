import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { luna } from '../support/characters.ts'
import { issuesOf, refusalOf, SECRET, untyped, withLuna } from './refusal.ts'

class Secret {
  readonly value = SECRET
}

const NOT_TEXT: readonly (readonly [string, () => unknown])[] = [
  ['null', () => null],
  ['a number', () => 7],
  ['NaN', () => Number.NaN],
  ['a bigint', () => 7n],
  ['a boolean', () => true],
  ['a symbol', () => Symbol(SECRET)],
  ['a function', () => () => SECRET],
  ['a date', () => new Date()],
  ['a boxed string', () => new String(SECRET)],
  ['an instance of a class', () => new Secret()],
  ['an object', () => ({ text: 'hello' })],
  ['an array', () => ['hello']],
  ['a map', () => new Map([[SECRET, SECRET]])],
  ['a set', () => new Set([SECRET])],
  ['a buffer', () => Buffer.from(SECRET)],
  ['a regular expression', () => /secret/],
  ['an error', () => new Error(SECRET)],
  ['a promise', () => Promise.resolve(SECRET)],
]

describe.each(['name', 'display_name', 'personality', 'system_prompt'])('%s', (field) => {
  test.each(NOT_TEXT)('is not %s', async (_what, value) => {
    expect(await issuesOf(field, value)).toEqual([{ path: [field], message: 'must be a string' }])
  })

  test('holds no lone surrogate', async () => {
    const message = 'must not hold a lone surrogate'
    for (const text of [`${SECRET}\ud800`, `\udc00${SECRET}`, '\ude00\ud83d']) {
      expect(await issuesOf(field, () => text)).toEqual([{ path: [field], message }])
    }
  })
})

test.each([
  ['name', 100, 'must hold at most 100 code points'],
  ['display_name', 200, 'must hold 1 to 200 code points'],
  ['personality', 100_000, 'must hold 1 to 100000 code points'],
  ['system_prompt', 100_000, 'must hold 1 to 100000 code points'],
  ['avatar_url', 2_048, 'must hold at most 2048 code points'],
])('%s holds at most %i code points, an emoji being one', async (field, max, message) => {
  const start = field === 'avatar_url' ? 'https://a/' : 'a'
  const fits = start + '🌙'.repeat(max - start.length)
  const service = new CharacterService({ storage: memoryStorage() })
  const created = await service.createCharacter({ ...luna(), [field]: fits })
  expect(Reflect.get(created, field)).toBe(fits)
  expect(await issuesOf(field, () => `${fits}🌙`)).toEqual([{ path: [field], message }])
  expect(await issuesOf(field, () => `${fits}a`)).toEqual([{ path: [field], message }])
  for (const huge of ['a'.repeat(10_000_000), '🌙'.repeat(5_000_000), ' '.repeat(1_000_000)]) {
    expect(await issuesOf(field, () => huge)).toEqual([{ path: [field], message }])
  }
})

test.each(['display_name', 'personality', 'system_prompt'])('%s is not empty', async (field) => {
  const max = field === 'display_name' ? 200 : 100_000
  const message = `must hold 1 to ${max} code points`
  expect(await issuesOf(field, () => '')).toEqual([{ path: [field], message }])
})

test.each([
  ['', 'must hold a letter, a digit or a pictograph'],
  ['a/b', "must not hold '/' or '\\'"],
  ['a／b', "must not hold '/' or '\\' (in canonical form)"],
  ['a\u202eb', 'must not hold a bidirectional control'],
])('the name %j is refused as no name, with the rule it breaks', async (name, message) => {
  expect(await issuesOf('name', () => name)).toEqual([{ path: ['name'], message }])
})

describe('traits', () => {
  test.each([
    ['a string', () => 'helpful', 'must be an array'],
    ['null', () => null, 'must be an array'],
    ['an object', () => ({ 0: 'helpful', length: 1 }), 'must be an array'],
    ['a set', () => new Set(['helpful']), 'must be an array'],
    ['101 of them', () => Array(101).fill('kind'), 'must hold at most 100 items'],
    ['10⁷ of them', () => Array(10_000_000).fill('kind'), 'must hold at most 100 items'],
    ['a length without items', () => Array(4_000_000_000), 'must hold at most 100 items'],
  ])('are not %s', async (_what, value, message) => {
    expect(await issuesOf('traits', value)).toEqual([{ path: ['traits'], message }])
  })

  test.each([
    ['a number', 7, 'must be a string'],
    ['null', null, 'must be a string'],
    ['undefined', undefined, 'must be JSON, not undefined'],
    ['a symbol', Symbol(SECRET), 'must be JSON, not a symbol'],
    ['a date', new Date(), 'must be JSON, not an instance of a class'],
    ['empty', '', 'must hold 1 to 200 code points'],
    ['too long', '🌙'.repeat(201), 'must hold at most 200 code points'],
    ['10 MB long', 'a'.repeat(10_000_000), 'must hold at most 200 code points'],
    ['a lone surrogate', 'kind\ud800', 'must not hold a lone surrogate'],
  ])('hold none that is %s', async (_what, trait, message) => {
    expect(await issuesOf('traits', () => ['kind', trait])).toEqual([
      { path: ['traits', 1], message },
    ])
  })

  test('have no holes', async () => {
    const sparse = ['kind', 'calm', 'wise']
    delete sparse[1]
    expect(await issuesOf('traits', () => sparse)).toEqual([
      { path: ['traits', 1], message: 'must be JSON, not undefined' },
    ])
  })

  test('may be none, or 100 of 200 emoji', async () => {
    const { service } = await withLuna()
    for (const traits of [[], Array(100).fill('🌙'.repeat(200))]) {
      expect((await service.updateCharacter('luna', { traits })).traits).toEqual(traits)
    }
  })
})

describe('avatar_url', () => {
  test.each([
    'javascript:alert(1)',
    'JavaScript://example.com/%0aalert(1)',
    'file:///etc/passwd',
    'ftp://example.com/luna.png',
    '//example.com/luna.png',
    '/\\example.com/luna.png',
    '/\t/example.com/luna.png',
    '/avatars/luna\u0085.png',
    '/avatars\\luna.png',
    '/',
    '',
    ' /luna.png',
    'luna.png',
    './luna.png',
    'https:example.com',
    'https:///example.com',
    'https://',
    'https://exa mple.com',
    'https://example.com/a\nb',
    ' https://example.com',
    'https:\\\\example.com\\luna.png',
    'https://example.com:99999',
  ])('is not %j', async (url) => {
    const message = "must be an absolute http or https URL, or a path like '/avatars/luna.png'"
    expect(await issuesOf('avatar_url', () => url)).toEqual([{ path: ['avatar_url'], message }])
  })

  test.each([
    '/.',
    '/..',
    '/../luna.png',
    '/avatars/./luna.png',
    '/avatars/..?size=2',
    '/avatars/..#top',
    '/avatars/%2e%2E/luna.png',
    '/avatars/.%2e/luna.png',
    '/%2e',
  ])('holds no segment that leads elsewhere: %j', async (url) => {
    const message = "must not hold a segment '.' or '..'"
    expect(await issuesOf('avatar_url', () => url)).toEqual([{ path: ['avatar_url'], message }])
  })

  test.each([
    'data:image/png;base64,AAAA',
    'DATA:,x',
    `data:image/png;base64,${'A'.repeat(9_000)}`,
  ])('is no data URL, and says why', async (url) => {
    const message =
      'must not be a data URL, which would be stored with every version and sent with every read: serve the picture, and give its address'
    expect(await issuesOf('avatar_url', () => url)).toEqual([{ path: ['avatar_url'], message }])
  })

  test.each([`https://${SECRET}@example.com`, `https://me:${SECRET}@example.com/luna.png`])(
    'holds no credentials',
    async (url) => {
      const message = 'must not hold credentials'
      expect(await issuesOf('avatar_url', () => url)).toEqual([{ path: ['avatar_url'], message }])
    },
  )

  test('is kept as it was written', async () => {
    const { service } = await withLuna()
    for (const url of [
      'HTTPS://Example.com',
      'http://[::1]:80/a?b=c#d',
      'https://é.example/🌙',
      'https://example.com/../up',
      '/avatars/luna.png',
      '/a',
      '/.well-known/...',
      '/a//b?up=/../#/..',
      '/🌙%2f..',
    ]) {
      const { avatar_url } = await service.updateCharacter('luna', { avatar_url: url })
      expect(avatar_url).toBe(url)
    }
  })

  test('is not a URL object', async () => {
    const message = 'must be a string'
    const url = new URL('https://example.com')
    expect(await issuesOf('avatar_url', () => url)).toEqual([{ path: ['avatar_url'], message }])
  })
})

describe('the fields as a whole', () => {
  test.each(['id', 'created_at', 'updated_at', 'is_active', 'version_number'])(
    '%j is refused by name in a create',
    async (field) => {
      const { service, storage } = await withLuna()
      const input = { ...luna({ name: 'nova' }), [field]: SECRET }
      const { issues } = await refusalOf(() => service.createCharacter(untyped(input)))
      expect(issues).toEqual([{ path: [field], message: 'is set by the service: leave it out' }])
      expect(storage.calls).toEqual([])
    },
  )

  test.each([
    ['id', null, 'must be a string'],
    ['created_at', 7, 'must be a string'],
    ['updated_at', {}, 'must be a string'],
    ['is_active', SECRET, 'must be true or false'],
    ['version_number', SECRET, 'must be a finite number'],
    ['version_number', 0, 'must be at least 1'],
    ['version_number', 1.5, 'must be an integer'],
  ])('%j is refused in an update when it is %j', async (field, value, message) => {
    const { service, storage } = await withLuna()
    const patch = untyped({ [field]: value })
    const { issues } = await refusalOf(() => service.updateCharacter('luna', patch))
    expect(issues).toEqual([{ path: [field], message }])
    expect(storage.calls).toEqual([])
  })

  test.each([
    'colour',
    '_id',
    'write_id',
    '__proto__',
    'constructor',
    '',
    '$set',
    'a.b',
    'toString',
  ])('%j is refused by name', async (field) => {
    const message = 'is not a field of a character'
    const { service, storage } = await withLuna()
    const input = (base: object): object =>
      JSON.parse(`{${JSON.stringify(field)}: "${SECRET}", ${JSON.stringify(base).slice(1)}`)
    const created = await refusalOf(() =>
      service.createCharacter(untyped(input(luna({ name: 'nova' })))),
    )
    const updated = await refusalOf(() =>
      service.updateCharacter('luna', untyped(input({ personality: 'new' }))),
    )
    expect(created.issues).toEqual([{ path: [field], message }])
    expect(updated.issues).toEqual(created.issues)
    expect(storage.calls).toEqual([])
  })

  test('are all required but two, and each that is missing is named', async () => {
    const { service } = await withLuna()
    const { issues } = await refusalOf(() => service.createCharacter(untyped({})))
    const required = ['name', 'display_name', 'personality', 'system_prompt', 'traits']
    expect(issues).toEqual(required.map((field) => ({ path: [field], message: 'is required' })))
  })

  test('of another realm are as good as ours', async () => {
    const { service } = await withLuna()
    const input = runInNewContext(
      `({ ...${JSON.stringify(luna({ name: 'nova' }))}, voice_settings: { tags: ['a'] } })`,
    )
    const nova = await service.createCharacter(input)
    expect(nova.voice_settings).toEqual({ tags: ['a'] })
    expect(Object.getPrototypeOf(nova.traits)).toBe(Array.prototype)
  })
})
