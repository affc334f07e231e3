import { expect, test } from 'vitest'
import { luna } from '../support/characters.ts'
import { app, outcome } from './kit.ts'

const PATHS = [
  ['/characters', 'GET, HEAD, POST, OPTIONS'],
  ['/characters/luna', 'GET, HEAD, PUT, DELETE, OPTIONS'],
  ['/characters/luna/versions', 'GET, HEAD, OPTIONS'],
  ['/characters/luna/versions/1', 'GET, HEAD, OPTIONS'],
  ['/characters/luna/rollback', 'POST, OPTIONS'],
  ['/characters/-/deleted', 'GET, HEAD, OPTIONS'],
  ['/characters/-/deleted/7', 'DELETE, OPTIONS'],
  ['/characters/-/deleted/7/restore', 'POST, OPTIONS'],
  ['/characters/-/openapi.json', 'GET, HEAD, OPTIONS'],
  ['/characters/-/health', 'GET, HEAD, OPTIONS'],
] as const

test.each(PATHS)('OPTIONS %s is 204 and allows %s, without asking', async (path, allow) => {
  const { call } = app({ authorize: () => false })
  const { status, headers, text } = await call('OPTIONS', path)
  expect([status, headers.get('allow'), text]).toEqual([204, allow, ''])
})

test.each(PATHS)('other methods of %s are 405 with Allow, without asking', async (path, allow) => {
  const { call } = app({ authorize: () => false })
  for (const method of ['PATCH', 'PROPFIND', 'constructor', '__proto__', 'toString']) {
    const answer = await call(method, path)
    expect(outcome(answer)).toBe('405 METHOD_NOT_ALLOWED')
    expect(answer.headers.get('allow')).toBe(allow)
  }
})

test('HEAD answers what GET does, without the body', async () => {
  const { call } = app()
  await call('POST', '/characters', { json: luna() })
  const paths = ['', '/luna', '/luna/versions', '/luna/versions/1', '/-/deleted', '/ghost', '/...']
  for (const path of [...paths, '/-/openapi.json', '/-/health']) {
    const got = await call('GET', `/characters${path}`)
    const { status, text, headers } = await call('HEAD', `/characters${path}`)
    expect([status, text]).toEqual([got.status, ''])
    expect([...headers]).toEqual([...got.headers])
  }
})

test('every answer forbids sniffing, and keeping it', async () => {
  const { call } = app()
  await call('POST', '/characters', { json: luna() })
  const answers = await Promise.all([
    call('GET', '/characters'),
    call('GET', '/characters/luna'),
    call('GET', '/characters/ghost'),
    call('GET', '/nowhere'),
    call('OPTIONS', '/characters'),
    call('PATCH', '/characters'),
    call('PUT', '/characters/luna', { json: {} }),
    call('DELETE', '/characters/luna'),
    call('GET', '/characters/-/deleted'),
    call('GET', '/characters/-/openapi.json'),
    call('GET', '/characters/-/health'),
  ])
  for (const { headers } of answers) {
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('cache-control')).toBe('no-store')
  }
})

test('cacheControl says how successful reads may be kept, and nothing else', async () => {
  const { call } = app({ cacheControl: 'private, max-age=60' })
  const written = await call('POST', '/characters', { json: luna() })
  expect(written.headers.get('cache-control')).toBe('no-store')
  const read = await call('GET', '/characters/luna')
  expect(read.headers.get('cache-control')).toBe('private, max-age=60')
  const etag = read.headers.get('etag') ?? ''
  const known = await call('GET', '/characters/luna', { headers: { 'if-none-match': etag } })
  expect(known.status).toBe(304)
  expect(known.headers.get('cache-control')).toBe('private, max-age=60')
  const absent = await call('GET', '/characters/ghost')
  expect(absent.headers.get('cache-control')).toBe('no-store')
})
