import { describe, expect, test } from 'vitest'
import { matchRoute } from '../../../src/http/path/routes.ts'

function describeMatch(base: string, path: string, hasPage = true): unknown {
  const match = matchRoute(base, path, hasPage)
  if (match === null) return null
  const { name, id, version, file, route } = match
  return [route.operations.GET ?? Object.values(route.operations)[0], name ?? id ?? file, version]
}

describe('a path means', () => {
  test.each([
    ['/characters', ['list', null, null]],
    ['/characters/', ['list', null, null]],
    ['/characters/luna', ['get', 'luna', null]],
    ['/characters/luna/', ['get', 'luna', null]],
    ['/characters/a%2Fb', ['get', 'a%2Fb', null]],
    ['/characters/..', ['get', '..', null]],
    ['/characters/-', ['get', '-', null]],
    ['/characters/luna/versions', ['listVersions', 'luna', null]],
    ['/characters/luna/versions/', ['listVersions', 'luna', null]],
    ['/characters/luna/versions/3', ['getVersion', 'luna', '3']],
    ['/characters/versions/versions/versions', ['getVersion', 'versions', 'versions']],
    ['/characters/luna/rollback', ['rollback', 'luna', null]],
    ['/characters/-/deleted', ['listDeleted', null, null]],
    ['/characters/-/deleted/7', ['purge', '7', null]],
    ['/characters/-/deleted/7/restore', ['restore', '7', null]],
    ['/characters/-/openapi.json', ['openapi', null, null]],
    ['/characters/-/health', ['health', null, null]],
    ['/characters/-/page', ['page', null, null]],
    ['/characters/-/page/app-1.js', ['page', 'app-1.js', null]],
  ])('%s', (path, meaning) => {
    expect(describeMatch('/characters', path)).toEqual(meaning)
    const atRoot = path.slice('/characters'.length)
    expect(describeMatch('', atRoot || '/')).toEqual(meaning)
    expect(describeMatch('/api/v1/cast', `/api/v1/cast${atRoot}`)).toEqual(meaning)
  })
})

describe('a path is not ours when', () => {
  test.each([
    ['it is the root', '/'],
    ['it is empty', ''],
    ['it only begins like ours', '/charactersX'],
    ['it only begins like ours, with more', '/charactersX/luna'],
    ['it is in another case', '/Characters/luna'],
    ['the base is encoded', '/%63haracters/luna'],
    ['it has two trailing slashes', '/characters//'],
    ['a name is followed by two', '/characters/luna//'],
    ['a segment is empty', '/characters//luna'],
    ['the name is empty', '/characters//versions'],
    ['a name is followed by something else', '/characters/luna/chat'],
    ['a version is followed by something', '/characters/luna/versions/3/x'],
    ['a rollback is followed by something', '/characters/luna/rollback/3'],
    ['something reserved does not exist', '/characters/-/versions'],
    ['the document is followed by something', '/characters/-/openapi.json/x'],
    ['health is followed by something', '/characters/-/health/x'],
    ['a file of the page is followed by something', '/characters/-/page/app-1.js/x'],
    ['an id is followed by something else', '/characters/-/deleted/7/purge'],
    ['a restore is followed by something', '/characters/-/deleted/7/restore/x'],
    ['it begins with two slashes', '//characters/luna'],
    ['it is the asterisk form', '*'],
  ])('%s', (_, path) => {
    expect(describeMatch('/characters', path)).toBeNull()
  })

  test.each(['/-/page', '/-/page/app-1.js'])('it is %s, and the mount has no page', (path) => {
    expect(describeMatch('', path, false)).toBeNull()
  })
})

test('Allow lists every method of a path', () => {
  const allow = (path: string) =>
    matchRoute('/characters', `/characters${path}`, false)?.route.allow
  expect(allow('')).toBe('GET, HEAD, POST, OPTIONS')
  expect(allow('/luna')).toBe('GET, HEAD, PUT, DELETE, OPTIONS')
  expect(allow('/luna/versions')).toBe('GET, HEAD, OPTIONS')
  expect(allow('/luna/rollback')).toBe('POST, OPTIONS')
  expect(allow('/-/deleted/7')).toBe('DELETE, OPTIONS')
  expect(allow('/-/deleted/7/restore')).toBe('POST, OPTIONS')
})
