import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fold, type Piece, wordDiff } from '../../../../src/page/app/words/word-diff.ts'
import { randomOf, seededRandom } from '../../../support/random.ts'
import { figure } from '../../../support/sizes.ts'

/** A difference as a text: `-{removed}`, `+{added}`, `…` for what is folded. */
function shown(pieces: readonly Piece[]): string {
  const marks = { same: '', added: '+', removed: '-', folded: '…' }
  return pieces.map(({ kind, text }) => (marks[kind] ? `${marks[kind]}{${text}}` : text)).join('')
}

function textOf(pieces: readonly Piece[], ...kinds: readonly Piece['kind'][]): string {
  return pieces
    .filter(({ kind }) => kinds.includes(kind))
    .map(({ text }) => text)
    .join('')
}

const unit = fc.oneof(
  fc.constantFrom('a', 'b', ' ', '\n', '\r', '\r\n', '🦊', '漢', 'é', '{{char}}', '.', '\ud800'),
  fc.string({ unit: 'binary', maxLength: 2 }),
)
const text = fc.array(unit, { maxLength: 40 }).map((units) => units.join(''))

/** Red when blanks between two changes are kept as both changed and the same, or a piece is dropped. */
test('the pieces make both texts, whatever they hold', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const pieces = wordDiff(before, after)
      expect(textOf(pieces, 'same', 'removed')).toBe(before)
      expect(textOf(pieces, 'same', 'added')).toBe(after)
      expect(pieces.every((piece) => piece.text !== '')).toBe(true)
      if (before === after) expect(pieces.length).toBeLessThan(2)
    }),
    { numRuns: 2_000 },
  )
})

describe('a difference', () => {
  test.each([
    ['', '', ''],
    ['a', 'a', 'a'],
    ['', 'a', '+{a}'],
    ['a', '', '-{a}'],
    ['the red fox sits\n', 'the tame fox sits\n', 'the -{red}+{tame} fox sits\n'],
    ['the fox sits here', 'the fox, sits here', 'the fox+{,} sits here'],
    ['say: one two, please', 'say: three four, please', 'say: -{one two}+{three four}, please'],
    ['keep\nold line\nkeep', 'keep\nkeep', 'keep\n-{old line\n}keep'],
    ['你好世界和平', '你好月亮和平', '你好-{世界}+{月亮}和平'],
    ['naïve café is open', 'naïve caffè is open', 'naïve -{café}+{caffè} is open'],
    ['a {{char}} b', 'a {{user}} b', 'a {{-{char}+{user}}} b'],
    ['one\ntwo', 'one\r\ntwo', 'one-{\n}+{\r\n}two'],
  ])('is shown by words: %j, %j', (before, after, expected) => {
    expect(shown(wordDiff(before, after))).toBe(expected)
  })

  test('of lines that share next to nothing is shown by lines', () => {
    const pieces = wordDiff('She is curious and kind.', 'A wolf, old but never and tired.')
    expect(pieces.map(({ kind }) => kind)).toEqual(['removed', 'added'])
  })

  test('of many lines is found in each of them', () => {
    const lines = Array.from({ length: 2_000 }, (_, at) => `line ${at} says what it says\n`)
    const edited = lines.map((line, at) => (at % 3 === 0 ? line.replace('says', 'said') : line))
    const pieces = wordDiff(lines.join(''), edited.join(''))
    expect(pieces.filter(({ kind }) => kind === 'added').map((piece) => piece.text)).toEqual(
      Array(667).fill('said'),
    )
  })
})

/** The time itself is not judged here: it is printed. What bounds it is in the tests of hunks. */
test('texts of 500,000 code points are told apart in any state', () => {
  const random = randomOf(seededRandom('word differences').seed)
  const words = ['she', 'speaks', 'of', 'the', 'moon', 'softly', 'fox', '🦊', '漢字', '{{user}}']
  const prose = Array.from({ length: 120_000 }, () => random.pick(words))
  const lines = prose.map((word, at) => word + (at % 12 === 0 ? '\n' : ' '))
  const edited = (every: number): string =>
    lines.map((word) => (random.below(every) === 0 ? `new ${word}` : word)).join('')
  const pairs: Readonly<Record<string, readonly [string, string]>> = {
    'few edits': [lines.join(''), edited(1_000)],
    'many edits': [lines.join(''), edited(5)],
    'one line': [prose.join(' '), prose.toReversed().join(' ')],
    'only line ends': ['\n'.repeat(500_000), 'a\n'.repeat(250_000)],
    periodic: [`${'a\nb\n'.repeat(125_000)}x`, `y\n${'b\na\nb\n'.repeat(83_000)}`],
    'one word': ['漢字'.repeat(250_000), '字漢漢'.repeat(166_000)],
  }
  for (const [title, [before, after]] of Object.entries(pairs)) {
    const start = performance.now()
    const pieces = wordDiff(before, after)
    figure(`word difference, ${title}`, `${(performance.now() - start).toFixed(0)} ms`)
    expect(textOf(pieces, 'same', 'removed') === before).toBe(true)
    expect(textOf(pieces, 'same', 'added') === after).toBe(true)
    expect(textOf(fold(pieces), 'same', 'folded', 'added') === after).toBe(true)
  }
})

describe('folding', () => {
  const lines = (from: number, to: number): string =>
    Array.from({ length: to - from }, (_, at) => `line ${from + at} of a long text\n`).join('')

  test('leaves the lines around a change', () => {
    const before = lines(0, 60)
    const after = before.replace('line 30 of', 'line 30 in')
    const pieces = fold(wordDiff(before, after))
    expect(pieces.map(({ kind }) => kind)).toEqual([
      ...['folded', 'same', 'removed', 'added', 'same', 'folded'],
    ])
    expect(pieces[0]?.text).toBe(lines(0, 27))
    expect(pieces[1]?.text).toBe(`${lines(27, 30)}line 30 `)
    expect(pieces[4]?.text).toBe(` a long text\n${lines(31, 34)}`)
  })

  test('leaves as many lines as it is told', () => {
    const pieces = fold(wordDiff(lines(0, 40), `${lines(0, 40)}new\n`), 1)
    expect(pieces.map(({ text }) => text)).toEqual([lines(0, 39), lines(39, 40), 'new\n'])
  })

  test('leaves short stretches as they are', () => {
    const pieces = wordDiff('a\nb\nc\nd\ne\nf\ng\nh\n', 'a\nb\nc\nd\ne\nf\ng\nH\n')
    expect(fold(pieces)).toEqual(pieces)
  })

  test('hides most of a line without end, and cuts no pair', () => {
    const pieces = fold(wordDiff('🦊'.repeat(9_999), `${'🦊'.repeat(9_999)} end`))
    const [hidden, rest] = pieces
    expect(hidden?.kind).toBe('folded')
    expect(rest?.text.length).toBeLessThan(510)
    expect(pieces.every((piece) => piece.text.isWellFormed())).toBe(true)
  })

  test('hides all of a text that is the same', () => {
    expect(fold(wordDiff(lines(0, 9), lines(0, 9)))).toEqual([
      { kind: 'folded', text: lines(0, 9) },
    ])
  })

  test('changes nothing of the text', () => {
    fc.assert(
      fc.property(text, text, fc.nat(3), (before, after, context) => {
        const pieces = wordDiff(before.repeat(9), after + before.repeat(9))
        const all = (given: readonly Piece[]): string => given.map((piece) => piece.text).join('')
        expect(all(fold(pieces, context))).toBe(all(pieces))
      }),
    )
  })
})
