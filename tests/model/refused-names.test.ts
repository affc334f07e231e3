import { describe, expect, test } from 'vitest'
import { canonicalName, describeInvalidName } from '../../src/model/name.ts'
import { figure } from '../support/sizes.ts'

/** What the refusal of a name says. */
function refusal(name: unknown): string {
  try {
    canonicalName(name as string)
  } catch (error) {
    if (error instanceof Error && error.name === 'CharacterNameInvalidError') return error.message
    throw error
  }
  return 'not refused'
}

const LETTER = 'Invalid character name: must hold a letter, a digit or a pictograph'
const LONG = 'Invalid character name: must hold at most 100 code points'
const SLASH = "Invalid character name: must not hold '/' or '\\'"
const CONTROL = 'Invalid character name: must not hold a control character'
const PRIVATE = 'Invalid character name: must not hold a private-use code point'
const UNASSIGNED = 'Invalid character name: must not hold an unassigned code point'
const SURROGATE = 'Invalid character name: must not hold a lone surrogate'
const BIDI = 'Invalid character name: must not hold a bidirectional control'

test.each([
  ['nothing', '', LETTER],
  ['a blank', '   ', LETTER],
  ['a dot', '.', LETTER],
  ['two dots', '..', LETTER],
  ['full-width dots', '．．', LETTER],
  ['the two dots of one code point', '‥', LETTER],
  ['a dash', '-', LETTER],
  ['punctuation alone', '!?_', LETTER],
  ['a skin tone alone', '\u{1f3fd}', LETTER],
  ['a keycap without a key', '\ufe0f\u20e3', LETTER],
  ['two exclamation marks of one code point', '\u203c', LETTER],
  ['what is invisible', '\u00ad\u200b\ufeff', LETTER],
  ['101 code points', 'a'.repeat(101), LONG],
  ['101 astral code points', '𝒜'.repeat(101), LONG],
  ['a slash', 'a/b', SLASH],
  ['a backslash', 'a\\b', SLASH],
  ['a tombstone', 'deleted/65f0aa11bb22cc33dd44ee55', SLASH],
  ['a route', '/-/', SLASH],
  ['a full-width slash', 'a／b', `${SLASH} (in canonical form)`],
  ['a full-width backslash', 'a＼b', `${SLASH} (in canonical form)`],
  ['a small backslash', 'a﹨b', `${SLASH} (in canonical form)`],
  ['the sign that means account of', 'a ℀', `${SLASH} (in canonical form)`],
  ['NUL', 'lu\0na', CONTROL],
  ['a line feed at the end', 'luna\n', CONTROL],
  ['a tab', 'lu\tna', CONTROL],
  ['DEL', 'lu\u007fna', CONTROL],
  ['a C1 control', 'lu\u0085na', CONTROL],
  ['private use', 'luna\ue000', PRIVATE],
  ['private use beyond the BMP', 'luna\u{f0000}', PRIVATE],
  ['what Unicode has not assigned', 'luna\u0378', UNASSIGNED],
  ['a noncharacter', 'luna\uffff', UNASSIGNED],
  ['a high surrogate alone', 'luna\ud800', SURROGATE],
  ['a low surrogate alone', 'luna\udc00', SURROGATE],
  ['surrogates the wrong way round', 'a\udc00\ud800', SURROGATE],
])('refuses %s', (_what, name, message) => {
  expect(refusal(name)).toBe(message)
})

test.each([
  '\u202a',
  '\u202b',
  '\u202c',
  '\u202d',
  '\u202e',
  '\u2066',
  '\u2067',
  '\u2068',
  '\u2069',
])('refuses the bidirectional control %j, at any place', (control) => {
  for (const name of [`${control}luna`, `lu${control}na`, `luna${control}`, control]) {
    expect(refusal(name)).toBe(BIDI)
  }
})

test.each([undefined, null, 7, {}, [], ['luna'], new String('luna'), Symbol('luna'), 7n])(
  'refuses what is no string: %o',
  (name) => {
    expect(refusal(name)).toBe('Invalid character name: must be a string')
  },
)

describe('length', () => {
  test('counts code points, in the given spelling', () => {
    expect(refusal('𝒜'.repeat(100))).toBe('not refused')
    expect(refusal('a'.repeat(100))).toBe('not refused')
  })

  test('holds for the canonical form too', () => {
    // U+FDFA is 18 code points in canonical form.
    expect(canonicalName('ﷺ'.repeat(5))).toHaveLength(90)
    expect(refusal('ﷺ'.repeat(6))).toBe(`${LONG} (in canonical form)`)
    expect(refusal('ß'.repeat(51))).toBe(`${LONG} (in canonical form)`)
  })

  test('is measured before blanks are stripped', () => {
    expect(refusal(`${' '.repeat(99)}a`)).toBe('not refused')
    expect(refusal(`${' '.repeat(100)}a`)).toBe(LONG)
  })

  /** Red when the name is normalised, or its code points counted, before its length is looked at. */
  test.each(['a', 'ﷺ', 'e\u0301', '𝒜', ' ', '\u00ad', '\ud800'])(
    'refuses a megabyte of %j at once',
    (part) => {
      const name = part.repeat(Math.ceil(1_000_000 / part.length))
      const start = performance.now()
      for (let round = 0; round < 1_000; round++) describeInvalidName(name)
      const each = (performance.now() - start) / 1_000
      figure(`a name of 1 MB of ${JSON.stringify(part)}`, `refused in ${each.toFixed(4)} ms`)
      expect(refusal(name)).toBe(LONG)
      expect(each).toBeLessThan(0.5)
    },
  )
})

test('the refusal in a model is the refusal of the name', () => {
  for (const name of ['', 'a/b', 'a／b', 'ﷺ'.repeat(6), 'luna\ud800']) {
    expect(`Invalid character name: ${describeInvalidName(name)}`).toBe(refusal(name))
  }
  expect(describeInvalidName('Luna')).toBeNull()
  expect(describeInvalidName('luna')).toBeNull()
})
