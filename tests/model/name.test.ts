import { describe, expect, test } from 'vitest'
import { isCharacterError } from '../../src/errors.ts'
import { canonicalName, describeInvalidName } from '../../src/model/name.ts'
import { randomOf, seededRandom } from '../support/random.ts'
import { figure, sized } from '../support/sizes.ts'

const NO_NAME_ALONE = /[\p{Cc}\p{Cn}\p{Co}\p{Cs}]/u
const SPELLINGS: readonly ((name: string) => string)[] = [
  (name) => name.toLowerCase(),
  (name) => name.toUpperCase(),
  (name) => name.normalize('NFC'),
  (name) => name.normalize('NFD'),
]

/** What is no canonical form: one that changes again, or is not lower case, or not trimmed. */
function unstable(canonical: string): boolean {
  return canonicalName(canonical) !== canonical || canonical.trim().toLowerCase() !== canonical
}

/** Red without the first `toLowerCase` (ẞ), `toUpperCase` (ß), NFKD (ϒ) or the last strip (ab ¨). */
describe.each([
  ['alone', (point: string) => point],
  ['inside a word', (point: string) => `ab${point}cd`],
  ['after a space', (point: string) => `ab ${point}`],
] as const)('every code point %s', (where, inContext) => {
  test('has a stable canonical form in which its spellings meet, or is refused', {
    timeout: 120_000,
  }, () => {
    const wrong: string[] = []
    let named = 0
    let refused = 0
    for (let code = 0; code <= 0x10ffff; code++) {
      const point = String.fromCodePoint(code)
      const name = inContext(point)
      if (describeInvalidName(name) !== null) {
        refused++
        continue
      }
      named++
      const canonical = canonicalName(name)
      const meet = SPELLINGS.every((spell) => canonicalName(spell(name)) === canonical)
      if (!meet || unstable(canonical)) wrong.push(code.toString(16))
      if (NO_NAME_ALONE.test(point)) wrong.push(`accepted ${code.toString(16)}`)
    }
    figure(`every code point ${where}`, `${named} named, ${refused} refused, ${wrong.length} wrong`)
    expect(wrong).toEqual([])
    expect(named).toBeGreaterThan(130_000)
    expect(named + refused).toBe(0x110000)
  })
})

test('random names of awkward code points have stable canonical forms', () => {
  const { seed } = seededRandom('awkward names')
  const random = randomOf(seed)
  const awkward: string[] = [
    ...'ΣσςİıIiǰßẞſKÅΐ ./-0９\u00a0\u00ad\u0301\u0307\u0328\u200d\u1100\u1161\u11a8',
  ]
  for (let code = 0x80; code < 0x20000; code++) {
    const point = String.fromCodePoint(code)
    const isCased = point.toLowerCase() !== point || point.toUpperCase() !== point
    if (isCased || /[\p{M}\p{Default_Ignorable_Code_Point}\p{White_Space}]/u.test(point)) {
      awkward.push(point)
    }
  }
  const wrong: string[] = []
  let named = 0
  const rounds = sized('awkward names', 1_000_000)
  for (let round = 0; round < rounds; round++) {
    const name = Array.from({ length: 1 + random.below(6) }, () => random.pick(awkward)).join('')
    if (describeInvalidName(name) !== null) continue
    named++
    const canonical = canonicalName(name)
    const composed = canonicalName(name.normalize('NFC'))
    if (composed !== canonical || unstable(canonical)) wrong.push(JSON.stringify(name))
  }
  figure('awkward names', `${named} of ${rounds} named, ${wrong.length} wrong`)
  expect(wrong).toEqual([])
  expect(named).toBeGreaterThan(rounds / 2)
})

test('full-width spellings meet the ASCII ones', () => {
  let met = 0
  for (let code = 0x21; code <= 0x7e; code++) {
    const wide = String.fromCodePoint(code + 0xfee0)
    const plain = String.fromCodePoint(code)
    if (plain === '/' || plain === '\\') {
      expect(() => canonicalName(`a${wide}b`)).toThrow(/'\/' or '\\' \(in canonical form\)/)
    } else {
      expect(canonicalName(`a${wide}b`)).toBe(canonicalName(`a${plain}b`))
      met++
    }
  }
  expect(met).toBe(92)
})

test.each([
  ['  Ｌｕｎａ ', 'luna'],
  ['LUNA', 'luna'],
  ['Luna\u00a0\u2003  Lovegood', 'luna lovegood'],
  ['lu\u00adna\u200b', 'luna'],
  ['Straße', 'strasse'],
  ['STRASSE', 'strasse'],
  ['ΟΔΥΣΣΕΥΣ', 'οδυσσευς'],
  ['οδυσσευσ', 'οδυσσευς'],
  ['Zoe\u0308', 'zo\u00eb'],
  ['ﬁona', 'fiona'],
  ['R2-D2', 'r2-d2'],
  ['J. R. R.', 'j. r. r.'],
  ['C-3PO (droid)!', 'c-3po (droid)!'],
  ['小さな月', '小さな月'],
  ['ﾙﾅ', 'ルナ'],
  ['🌙 moon', '🌙 moon'],
  ['🦊', '🦊'],
  ['❤️', '❤'],
  ['❤︎', '❤'],
  ['👩‍🚀', '👩🚀'],
  ['👨‍👩‍👧', '👨👩👧'],
  ['👍🏽', '👍🏽'],
  ['🇩🇪', '🇩🇪'],
  ['🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🏴'],
  ['🏴‍☠️', '🏴☠'],
  ['1️⃣', '1⃣'],
  ['#️⃣', '#⃣'],
  ['＃⃣', '#⃣'],
  ['©', '©'],
  ['Ⓜ️', 'm'],
  ['...a', '...a'],
  ['-a', '-a'],
  ['__proto__', '__proto__'],
  ['constructor', 'constructor'],
  ['7', '7'],
])('%j is named %j', (spelling, canonical) => {
  expect(canonicalName(spelling)).toBe(canonical)
})

test('no locale has a say: dotted and dotless i follow Unicode alone', () => {
  expect(canonicalName('TITLE')).toBe('title')
  expect(canonicalName('ıI')).toBe('ii')
  expect(canonicalName('İ')).toBe('i\u0307')
})

test('plain names come back as they are, by the short way', () => {
  const name = ['lu', 'na'].join('')
  expect(canonicalName(name)).toBe(name)
  expect(canonicalName('a'.repeat(100))).toHaveLength(100)
})

test('what is refused is a coded error', () => {
  let caught: unknown
  try {
    canonicalName('')
  } catch (error) {
    caught = error
  }
  expect(isCharacterError(caught, 'CHARACTER_NAME_INVALID')).toBe(true)
})

test('every emoji and every sequence of them is a name, whose canonical form is its own', () => {
  const wrong: string[] = []
  const tones = ['', '\u{1f3fb}', '\u{1f3ff}']
  let named = 0
  const check = (name: string): void => {
    const canonical = canonicalName(name)
    const isSame = canonicalName(name.replaceAll(/[\ufe0e\ufe0f\u200d]/g, '')) === canonical
    if (unstable(canonical) || !isSame) wrong.push(name)
    named++
  }
  for (let code = 0xa9; code < 0x20000; code++) {
    const point = String.fromCodePoint(code)
    if (!/[\p{Extended_Pictographic}\p{RI}]/u.test(point) || /[‼⁉\p{Cn}]/u.test(point)) continue
    for (const tone of tones) check(`${point}\ufe0f${tone}\u200d♀\ufe0f`)
    check(point)
    check(`${point}\ufe0e`)
    check(`${point}${point}`)
  }
  figure('emoji', `${named} named, ${wrong.length} wrong`)
  expect(wrong).toEqual([])
  expect(named).toBeGreaterThan(6_000)
})
