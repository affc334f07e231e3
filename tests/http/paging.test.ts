import { describe, expect, test } from 'vitest'
import { luna } from '../support/characters.ts'
import { app, appOf, type Call, outcome } from './kit.ts'
import { wrapService } from './wrap-service.ts'

/** Follows `Link` to the end. */
async function pages(call: Call, path: string): Promise<unknown[][]> {
  const all: unknown[][] = []
  const base = new URL(path, 'http://host.test/')
  for (let at: URL | undefined = base; at !== undefined; ) {
    const { status, json, headers } = await call('GET', at.pathname + at.search)
    expect(status).toBe(200)
    all.push(json as unknown[])
    const link = headers.get('link')
    const [, reference] = /^<([^>]+)>; rel="next"$/.exec(link ?? '') ?? []
    expect(link === null).toBe(reference === undefined)
    at = reference === undefined ? undefined : new URL(reference, at)
  }
  return all
}

const NAMES = ['ann', 'bob', 'łukasz', 'zoë', '光', '😀 smile', 'a b', "o'neil"]

async function cast() {
  const { call, service } = app()
  for (const name of NAMES) await service.createCharacter(luna({ name }))
  return { call, service }
}

describe('a list', () => {
  test.each([1, 2, 3, 7, 8, 9])('in pages of %i gives each character once, in order', async (n) => {
    const { call, service } = await cast()
    const found = await pages(call, `/characters?limit=${n}`)
    const sizes = found.map((page) => page.length)
    expect(sizes.slice(0, -1).every((size) => size === n)).toBe(true)
    expect(sizes.at(-1)).toBeGreaterThan(0)
    const names = found.flat().map((character) => (character as { name: string }).name)
    expect(names).toEqual((await service.listCharacters()).map(({ name }) => name))
  })

  test('has no Link where nothing follows', async () => {
    const { call } = await cast()
    expect((await call('GET', '/characters')).headers.get('link')).toBeNull()
    expect((await call('GET', '/characters?limit=8')).headers.get('link')).toBeNull()
    expect((await call('GET', '/characters?limit=7')).headers.get('link')).not.toBeNull()
  })

  test('gives at most 1,000 at once', async () => {
    const { service } = app()
    for (let i = 0; i < 1_001; i++) await service.createCharacter(luna({ name: `n${i}` }))
    const asked: unknown[] = []
    const watched = wrapService(service, (_, values) => asked.push(values[0]))
    const found = await pages(appOf(watched), '/characters')
    expect(found.map((page) => page.length)).toEqual([1_000, 1])
    expect(asked).toMatchObject([{ limit: 1_000 }, { limit: 1_000 }])
  })
})

describe('deleted characters', () => {
  test('page by id, under their own names', async () => {
    const { call, service } = await cast()
    for (const name of NAMES) await service.deleteCharacter(name)
    const found = await pages(call, '/characters/-/deleted?limit=3')
    expect(found.map((page) => page.length)).toEqual([3, 3, 2])
    const names = found.flat().map((character) => (character as { name: string }).name)
    expect(new Set(names)).toEqual(new Set(NAMES))
  })
})

describe('versions', () => {
  test('page from the newest to the oldest, 100 at once where nothing else is asked', async () => {
    const { call, service } = app()
    await service.createCharacter(luna())
    for (let i = 2; i <= 105; i++) await service.updateCharacter('luna', {})
    const numbers = (page: unknown[]) =>
      page.map((version) => (version as { version_number: number }).version_number)
    const found = await pages(call, '/characters/luna/versions')
    expect(found.map((page) => page.length)).toEqual([100, 5])
    expect(numbers(found.flat())).toEqual(Array.from({ length: 105 }, (_, i) => 105 - i))
    const small = await pages(call, '/characters/luna/versions?limit=50')
    expect(small.map((page) => page.length)).toEqual([50, 50, 5])
  })
})

describe('a query is 400', () => {
  const list = '/characters'
  const deleted = '/characters/-/deleted'
  const versions = '/characters/luna/versions'
  const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const raw = (text: string) => Buffer.from(text, 'latin1').toString('base64url')

  test.each(['0', '-1', '1001', '1.5', '1e2', '01e1', 'x', '', '٣', '00001', 'NaN', '%', ' 1'])(
    'with the limit "%s"',
    async (limit) => {
      const { call } = app()
      for (const path of [list, deleted, versions]) {
        expect(outcome(await call('GET', `${path}?limit=${limit}`))).toBe('400 INVALID_REQUEST')
      }
    },
  )

  test.each([
    ['empty', ''],
    ['no base64url', 'a+b='],
    ['no JSON', raw('nonsense')],
    ['no UTF-8', raw('["characters","\xff"]')],
    ['of another list', encoded(['deleted', 'x'])],
    ['not a pair', encoded(['characters'])],
    ['too much', encoded(['characters', 'x', 'y'])],
    ['an object', encoded({ kind: 'characters' })],
    ['a number where a name belongs', encoded(['characters', 7])],
    ['an empty name', encoded(['characters', ''])],
    ['a name without bounds', encoded(['characters', 'x'.repeat(1_001)])],
    ['endless', 'A'.repeat(9_000)],
  ])('with a cursor that is %s', async (_, cursor) => {
    const answer = await app().call('GET', `${list}?cursor=${cursor}`)
    expect(outcome(answer)).toBe('400 INVALID_REQUEST')
  })

  test.each([0, -1, 1.5, '1', null, 2 ** 53])('with a cursor to version %s', async (version) => {
    const answer = await app().call('GET', `${versions}?cursor=${encoded(['versions', version])}`)
    expect(outcome(answer)).toBe('400 INVALID_REQUEST')
  })

  test('with a parameter given twice', async () => {
    const { call } = app()
    expect((await call('GET', `${list}?limit=1&limit=1`)).status).toBe(400)
    expect((await call('GET', `${list}?cursor=a&cursor=a`)).status).toBe(400)
  })
})

test('parameters that are not ours are passed over', async () => {
  expect((await app().call('GET', '/characters?utm=x&page=3&__proto__=1')).status).toBe(200)
})
