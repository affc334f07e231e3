import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseJsonText } from '../../../src/http/body/json-text.ts'

/** Any JSON within our depth, without the key that is refused. */
const json = fc
  .jsonValue({ maxDepth: 6 })
  .filter((value) => !JSON.stringify(value).includes('"__proto__"'))

test('gives what JSON.parse gives', () => {
  fc.assert(
    fc.property(json, fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
      const text = JSON.stringify(value, null, indent)
      expect(parseJsonText(text)).toEqual(JSON.parse(text))
    }),
    { numRuns: 2_000 },
  )
})

/** The same string, with some characters written as escapes. */
function disguised(key: string): string {
  const escaped = [...key].map((char, i) => {
    const code = char.charCodeAt(0).toString(16).padStart(4, '0')
    return i % 2 === 0 && char.length === 1 ? `\\u${code}` : JSON.stringify(char).slice(1, -1)
  })
  return `"${escaped.join('')}"`
}

test('refuses a key given twice, wherever it stands and however it is written', () => {
  fc.assert(
    fc.property(json, json, fc.string({ unit: 'grapheme' }), (outer, inner, key) => {
      fc.pre(key !== '__proto__' && key.isWellFormed())
      const [a, b] = [JSON.stringify(outer), JSON.stringify(inner)]
      const twice = `{${JSON.stringify(key)}:${a},${disguised(key)}:${b}}`
      expect(() => parseJsonText(`[${a},{"x":${twice}},${b}]`)).toThrow('the same key twice')
      expect(() => parseJsonText(`{"y":[${a}],"z":${twice}}`)).toThrow('the same key twice')
    }),
    { numRuns: 1_000 },
  )
})

test('refuses what JSON.parse refuses', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'{}[]",:\\ 1ea-') }), (text) => {
      let valid = true
      try {
        JSON.parse(text)
      } catch {
        valid = false
      }
      if (!valid) expect(() => parseJsonText(text)).toThrow('The body ')
    }),
    { numRuns: 5_000 },
  )
})

test('takes 64 levels and no more', () => {
  const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`
  expect(parseJsonText(nested(64))).toBeInstanceOf(Array)
  expect(() => parseJsonText(nested(65))).toThrow('64 levels')
})
