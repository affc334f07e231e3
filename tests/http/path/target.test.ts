import { expect, test } from 'vitest'
import { splitTarget } from '../../../src/http/path/target.ts'

test.each([
  ['/characters', '/characters', ''],
  ['/characters?limit=1', '/characters', 'limit=1'],
  ['/a%2Fb?x=%2F', '/a%2Fb', 'x=%2F'],
  ['/a?', '/a', ''],
  ['/a?b?c', '/a', 'b?c'],
  ['/a#b?c', '/a', ''],
  ['/a?b#c', '/a', 'b'],
  ['//evil.test/a', '//evil.test/a', ''],
  ['http://evil.test/characters/luna?x=1', '/characters/luna', 'x=1'],
  ['http://evil.test', '/', ''],
  ['http://evil.test?x=1', '/', 'x=1'],
  ['https://user:pass@evil.test:99/a', '/a', ''],
  ['*', '*', ''],
  ['', '/', ''],
  ['/a/http://b/c', '/a/http://b/c', ''],
])('the target %s has the path %s and the query %s', (target, path, query) => {
  expect(splitTarget(target)).toEqual({ path, query })
})
