import { expect, test } from 'vitest'
import { hashOf, NEW, nameIn, type Route, readRoute } from '../../../../src/page/app/state/route.ts'

const ROUTES: readonly Route[] = [
  { at: 'list' },
  { at: 'deleted' },
  { at: 'import' },
  NEW,
  { at: 'new', from: 'a/b?c#d&e', version: null, of: null },
  { at: 'new', from: 'luna', version: 12, of: null },
  { at: 'new', from: null, version: null, of: 'luna' },
  ...['luna', 'a b', 'ü%2F#?', 'c', 'new', '日本'].flatMap((name): Route[] => [
    { at: 'edit', name },
    { at: 'history', name },
    { at: 'version', name, version: 3 },
    { at: 'compare', name, from: 1, to: 20 },
  ]),
]

test.each(ROUTES)('an address means what it was made of: %j', (route) => {
  const hash = hashOf(route)
  expect(readRoute(hash)).toEqual(route)
  expect(new URL(hash, 'http://x/-/page').hash).toBe(hash)
  expect(nameIn(route)).toBe('name' in route ? route.name : null)
})

test.each([
  ['', 'list'],
  ['#', 'list'],
  ['#/', 'list'],
  ['#/nowhere', 'list'],
  ['#/c', 'list'],
  ['#/c/', 'list'],
  ['#/c/luna/v/0', 'edit'],
  ['#/c/luna/v/x', 'edit'],
  ['#/c/luna/compare/1', 'edit'],
  ['#/c/%E0%A4%A', 'edit'],
  ['#/new?version=-1', 'new'],
])('an address that is none shows something all the same: %s', (hash, at) => {
  expect(readRoute(hash).at).toBe(at)
})
