import { describe, expect, test, vi } from 'vitest'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { luna } from '../support/characters.ts'
import { EVERY_ROUTE, ID } from './every-route.ts'
import { appOf, type Call, outcome, problemOf } from './kit.ts'

const TENANT = 'acme-7f3a'

function setup(options: Parameters<typeof appOf>[1] = {}) {
  const lines: unknown[] = []
  const note = (...line: unknown[]): void => void lines.push(line)
  const logger = { debug: note, info: note, warn: note, error: note }
  const root = new CharacterService({ storage: memoryStorage(), logger })
  const tenant = ({ request }: { readonly request: Request }) => request.headers.get('x-tenant')
  const call = appOf(root, { tenant, logger, view: 'full', ...options })
  const as =
    (name: string): Call =>
    (method, path, sent = {}) =>
      call(method, path, { ...sent, headers: { ...sent.headers, 'x-tenant': name } })
  return { root, call, as, lines }
}

test('each tenant is shown its own characters, and nobody is shown theirs', async () => {
  const { call, as } = setup()
  const mine = as(TENANT)
  expect((await mine('POST', '/characters', { json: luna({ name: 'Luna' }) })).status).toBe(200)
  expect(outcome(await call('GET', '/characters/luna'))).toBe('404 CHARACTER_NOT_FOUND')
  expect(outcome(await as('other')('GET', '/characters/luna'))).toBe('404 CHARACTER_NOT_FOUND')
  expect((await mine('GET', '/characters/LUNA')).json).toMatchObject({ name: 'luna' })
  expect((await call('GET', '/characters')).json).toEqual([])
})

test('authorize is asked after tenant, and sees whose characters are meant', async () => {
  const order: string[] = []
  const authorize = vi.fn(() => {
    order.push('authorize')
    return true
  })
  const tenant = async () => {
    order.push('tenant')
    return TENANT
  }
  const { call } = setup({ authorize, tenant })
  await call('GET', '/characters')
  expect(order).toEqual(['tenant', 'authorize'])
  expect(authorize.mock.calls).toMatchObject([[{ operation: 'list', tenant: TENANT }]])
})

describe('a tenant that cannot be told is a failure of the host', () => {
  test.each([
    ['throws', () => Promise.reject(new Error('no session'))],
    [
      'throws at once',
      () => {
        throw new Error('no session')
      },
    ],
    ['is no text', () => 5],
    ['is undefined', () => undefined],
    ['cannot be a name', () => 'a/b'],
  ])('it %s', async (_title, tenant) => {
    const onError = vi.fn()
    const { call } = setup({ tenant: tenant as () => string, onError })
    expect(outcome(await call('GET', '/characters'))).toBe('500 INTERNAL_ERROR')
    expect(onError).toHaveBeenCalledOnce()
  })
})

test('a service without forTenant is refused where the option is given', () => {
  const service = new CharacterService({ storage: memoryStorage() })
  const bare = new Proxy(service, {
    get: (of, key) => (key === 'forTenant' ? undefined : Reflect.get(of, key)),
  })
  expect(() => appOf(bare, { tenant: () => null })).toThrow(/forTenant/)
})

// Red when an error, a cursor, a link, a message or a line of the log goes by the stored name.
test('no answer, header or line of the log holds the name of a tenant', async () => {
  const { as, lines } = setup()
  const mine = as(TENANT)
  const seen: string[] = []
  const note = async (...asked: Parameters<Call>): Promise<void> => {
    const { status, headers, text } = await mine(...asked)
    seen.push(`${asked[0]} ${asked[1]} ${status} ${JSON.stringify([...headers])} ${text}`)
  }
  for (const name of ['luna', 'nova', 'zoe'])
    await note('POST', '/characters', { json: luna({ name }) })
  const { json } = await mine('GET', '/characters/zoe')
  const { id } = json as { readonly id: string }
  await note('DELETE', '/characters/zoe')
  for (const { method, path: pattern, json: body } of EVERY_ROUTE) {
    const path = pattern.replace(ID.toUpperCase(), id)
    await note(method, path, body === undefined ? {} : { json: body })
    if (method !== 'GET') await note(method, path, { json: { name: 5, version_number: 99 } })
  }
  await note('GET', '/characters?limit=1&sort=-updated_at')
  await note('GET', '/characters?limit=1&text=lu')
  await note('GET', '/characters?cursor=x')
  await note('PUT', '/characters/luna', { json: { name: 'nova' }, headers: { 'if-match': '"1"' } })
  await note('POST', '/characters', { json: luna({ name: 'nova' }) })
  await note('POST', '/characters/luna/rollback', { json: { version_number: 40 } })
  expect(seen.length).toBeGreaterThanOrEqual(30)
  for (const answer of [...seen, JSON.stringify(lines)]) {
    expect(answer).not.toContain(TENANT)
    expect(answer).not.toContain('tenants/')
  }
})

test('problems name the character as its tenant does', async () => {
  const { as } = setup()
  const answer = await as(TENANT)('GET', '/characters/Nobody')
  expect(problemOf(answer).detail).toContain("'nobody'")
})
