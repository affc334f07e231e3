import { expect, test } from 'vitest'
import { createCharacterClient } from '../../src/client/character-client.ts'

const url = 'http://host.test/characters'

test.each([
  [{}, 'url'],
  [{ url: '' }, 'url'],
  [{ url: '/characters' }, 'url'],
  [{ url: 'ftp://host/characters' }, 'url'],
  [{ url: 'http://me:hidden@host/characters' }, 'url'],
  [{ url: 'http://host/characters?key=hidden' }, 'url'],
  [{ url: 'http://host/characters#x' }, 'url'],
  [{ url, headers: 'authorization: hidden' }, 'headers'],
  [{ url, fetch: 'fetch' }, 'fetch'],
  [{ url, view: 'all' }, 'view'],
  [{ url, timeoutMs: 0 }, 'timeoutMs'],
  [{ url, timeoutMs: '5' }, 'timeoutMs'],
  [{ url, retries: -1 }, 'retries'],
  [{ url, retries: 1.5 }, 'retries'],
  [{ url, retries: 11 }, 'retries'],
  [{ url, cache: 1 }, 'cache'],
  [{ url, timeout: 5 }, "'timeout': the nearest is 'timeoutMs'"],
  [null, 'options'],
])('%j is misuse, and named', (options, named) => {
  const make = () => createCharacterClient(options as never)
  expect(make).toThrow(TypeError)
  expect(make).toThrow(named)
  expect(make).not.toThrow('hidden')
})

test('a path may hold what means something elsewhere in a URL', () => {
  const odd = 'https://host.test:8443/@team/a:b/characters'
  expect(() => createCharacterClient({ url: odd })).not.toThrow()
})

test('undefined means the default', () => {
  const rest = { headers: undefined, fetch: undefined, model: undefined, view: undefined }
  const more = { timeoutMs: undefined, retries: undefined, cache: undefined }
  expect(() => createCharacterClient({ url: new URL(url), ...rest, ...more })).not.toThrow()
})

test('making a client sends nothing', () => {
  let count = 0
  const fetch = async () => new Response(`${++count}`)
  createCharacterClient({ url, fetch, headers: () => ({ 'x-count': `${++count}` }) })
  expect(count).toBe(0)
})
