import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hunksOf } from '../../../../src/page/app/words/hunks.ts'

const word = fc.constantFrom(...'abcdefgh')
const words = fc.array(word, { maxLength: 30 })

/** What the places say the other list is. */
function rebuilt(before: readonly string[], after: readonly string[], left?: number): string[] {
  const result: string[] = []
  let at = 0
  const hunks = left === undefined ? hunksOf(before, after) : hunksOf(before, after, { left })
  for (const { from, to, otherFrom, otherTo } of hunks) {
    expect(from).toBeGreaterThanOrEqual(at)
    expect(to - from + otherTo - otherFrom).toBeGreaterThan(0)
    result.push(...before.slice(at, from), ...after.slice(otherFrom, otherTo))
    at = to
  }
  return [...result, ...before.slice(at)]
}

/** Red when an anchor is taken out of the order of one list. */
test('the places where two lists differ make the one into the other, however little effort is left', () => {
  fc.assert(
    fc.property(words, words, fc.nat(40), (before, after, left) => {
      expect(rebuilt(before, after)).toEqual(after)
      expect(rebuilt(before, after, left)).toEqual(after)
      expect(rebuilt(before, after, 0)).toEqual(after)
    }),
    { numRuns: 1_000 },
  )
})

test('the same lists differ nowhere', () => {
  expect(hunksOf(['a', 'b'], ['a', 'b'])).toEqual([])
  expect(hunksOf([], [])).toEqual([])
})

test('each place is as small as it can be', () => {
  expect(hunksOf([...'abcdef'], [...'abXdf'])).toEqual([
    { from: 2, to: 3, otherFrom: 2, otherTo: 3 },
    { from: 4, to: 5, otherFrom: 4, otherTo: 4 },
  ])
})

/** Red when nothing stops the comparisons of a place. */
test('no lists take more than the effort that is left', () => {
  const lists = (pattern: string, size: number): string[] =>
    Array.from({ length: size }, (_, at) => pattern[at % pattern.length] ?? '')
  const random = fc.array(fc.constantFrom('ab', 'abb', 'aabab', 'ba', 'abcab'), {
    minLength: 2,
    maxLength: 2,
  })
  fc.assert(
    fc.property(random, fc.integer({ min: 0, max: 20_000 }), ([one = '', other = ''], left) => {
      const effort = { left }
      hunksOf(lists(one, 900), lists(other, 1_100), effort)
      expect(effort.left).toBeGreaterThanOrEqual(-1)
    }),
  )
})

/** Red when edits cost nothing. */
test('a place where too many edits are tried for takes its share of the effort', () => {
  const lists = ['a', 'b'].map((side) => Array.from({ length: 900 }, (_, at) => `${side}${at}`))
  const effort = { left: 10_000 }
  const [one = [], other = []] = lists
  expect(hunksOf(one, other, effort)).toEqual([{ from: 0, to: 900, otherFrom: 0, otherTo: 900 }])
  expect(effort.left).toBeLessThan(8_000)
})
