import { describe, expect, test } from 'vitest'
import { canonicalName } from '../../../src/model/name.ts'
import { luna } from '../../support/characters.ts'
import { type Random, seededRandom } from '../../support/random.ts'
import { figure, sized } from '../../support/sizes.ts'
import { app, outcome } from '../kit.ts'

describe('a name in a path is 400 CHARACTER_NAME_INVALID when', () => {
  test.each([
    ['a percent sign stands alone', '%'],
    ['an escape is cut short', 'luna%4'],
    ['an escape is none', 'luna%zz'],
    ['it is overlong UTF-8', '%C0%AF'],
    ['it is an encoded surrogate', '%ED%A0%80'],
    ['it is cut UTF-8', '%E2%82'],
    ['it holds a slash', 'a%2Fb'],
    ['it holds a backslash', 'a%5Cb'],
    ['it is a dash', '-'],
    ['it holds NUL', 'a%00b'],
    ['it holds a line break', 'a%0Ab'],
    ['it is blank', '%20'],
    ['it turns text around', 'a%E2%80%AEb'],
    ['it is too long', 'x'.repeat(101)],
    ['it is far too long', 'x'.repeat(7_000)],
    ['it grows too long', encodeURIComponent('\ufdfa'.repeat(20))],
    ['it is a slash in disguise', encodeURIComponent('a／b')],
  ])('%s', async (_, segment) => {
    const { call } = app()
    for (const [method, path, json] of [
      ['GET', ''],
      ['PUT', '', {}],
      ['DELETE', ''],
      ['GET', '/versions'],
      ['GET', '/versions/1'],
      ['POST', '/rollback', { version_number: 1 }],
    ] as const) {
      if (segment === '-' && path !== '') continue
      const answer = await call(method, `/characters/${segment}${path}`, json ? { json } : {})
      expect(outcome(answer)).toBe('400 CHARACTER_NAME_INVALID')
    }
  })
})

test('a name is decoded once', async () => {
  const { call, service } = app()
  await service.createCharacter(luna({ name: '100%41' }))
  expect((await call('GET', '/characters/100%2541')).json).toMatchObject({ name: '100%41' })
  expect(outcome(await call('GET', '/characters/100%41'))).toBe('404 CHARACTER_NOT_FOUND')
  await service.createCharacter(luna({ name: 'a+b' }))
  expect((await call('GET', '/characters/a+b')).json).toMatchObject({ name: 'a+b' })
})

test.each(['versions', 'rollback', 'deleted', 'openapi.json', 'constructor', '-a'])(
  'the name %s is a name like any other',
  async (name) => {
    const { call } = app()
    await call('POST', '/characters', { json: luna({ name }) })
    expect((await call('GET', `/characters/${name}`)).json).toMatchObject({ name })
    expect((await call('GET', `/characters/${name}/versions`)).json).toMatchObject([{ name }])
    expect((await call('DELETE', `/characters/${name}`)).status).toBe(200)
  },
)

const ALPHABETS = [
  'abcdefghijklmnopqrstuvwxyz0123456789',
  'ABCÀÉÎÕÜßŁŒŸ',
  ' .,-_!?\'"()[]{}<>@#$%^&*+=|~`;:',
  'αβγΔжЩיקעשサクラ光안녕สวัสดี',
  '😀👩‍🚀🇯🇵',
  'éâ',
]

function randomName(random: Random): string {
  const length = 1 + random.below(12)
  let name = random.pick([...'luna0Жサé'])
  for (let i = 0; i < length; i++) name += random.pick([...random.pick(ALPHABETS)])
  return name
}

/** What `canonicalName` makes of it, or `null` where it is none. */
function canonical(name: string): string | null {
  try {
    return canonicalName(name)
  } catch {
    return null
  }
}

test('random names come back as they went in', { timeout: 120_000 }, async () => {
  const names = sized('random names over HTTP', 20_000)
  const random = seededRandom('names over HTTP')
  const { call } = app()
  const taken = new Set<string>()
  while (taken.size < names) {
    const name = randomName(random)
    const expected = canonical(name)
    if (expected === null || taken.has(expected)) continue
    taken.add(expected)
    const created = await call('POST', '/characters', { json: luna({ name }) })
    expect([name, created.status]).toEqual([name, 200])
    const { json } = await call('GET', `/characters/${encodeURIComponent(name)}`)
    expect(json).toMatchObject({ name: expected })
  }
  figure('names', `${taken.size} random names: created, and found by encodeURIComponent`)
})
