import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { canonicalName, describeInvalidName } from '../../src/model/name.ts'
import { queryWords, searchWords } from '../../src/model/search-words.ts'
import { ROOT } from '../package/source-graph.ts'
import { randomOf, seededRandom } from '../support/random.ts'
import { figure, sized } from '../support/sizes.ts'

const [, PAGE = ''] =
  /^## Words$([\s\S]*?)^## /m.exec(readFileSync(join(ROOT, 'docs/finding.md'), 'utf8')) ?? []
const EXAMPLE = /^\| `([^`]+)` \| `([^`]+)` \| (yes|no) \|/gm
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu
const EXAMPLES = [...PAGE.matchAll(EXAMPLE)].map(
  ([, typed = '', written = '', found]) =>
    [typed, written.replace('&shy;', '\u00ad'), found === 'yes'] as const,
)

/** Whether what is typed finds a text, as a storage decides it. */
function finds(typed: string, ...texts: readonly string[]): boolean {
  const stored = searchWords(texts)
  const words = queryWords(typed)
  return words.length > 0 && words.every((word) => stored.some((one) => one.startsWith(word)))
}

function everyCodePoint(judge: (point: string) => boolean): string[] {
  const wrong: string[] = []
  for (let code = 0; code <= 0x10ffff; code++) {
    if (!judge(String.fromCodePoint(code))) wrong.push(code.toString(16))
  }
  return wrong
}

describe('the examples of the page', () => {
  test('are all read', () => {
    expect(EXAMPLES.length).toBe(PAGE.match(/^\| `/gm)?.length)
    expect(EXAMPLES.length).toBeGreaterThan(45)
  })

  // Red without NFKD (no5), case folding (strasse, ΣΑΣΑ), the last letter of a run (猫), marks
  // removed (cafe) and marks kept (की, パパ, มา), the invisible removed (lu&shy;na).
  test.each(EXAMPLES)('%s in %s: %s', (typed, written, isFound) => {
    expect(finds(typed, written)).toBe(isFound)
    for (const form of ['NFC', 'NFD'] as const) {
      expect(finds(typed.normalize(form), written)).toBe(isFound)
      expect(finds(typed, written.normalize(form))).toBe(isFound)
    }
  })
})

describe('the words of a text', () => {
  test.each([
    ['The cat, the Cat & 2 dogs', ['the', 'cat', '2', 'dogs']],
    ['東京の猫', ['東京', '京の', 'の猫', '猫']],
    ['猫、犬', ['猫', '犬']],
    ['iPhone15の東京', ['iphone15', 'の東', '東京', '京']],
    ['猫a猫', ['猫', 'a']],
    ['ที่นี่', ['ที่นี่', 'นี่']],
    ['½ ﷺ', ['1', '2', 'صلى', 'الله', 'عليه', 'وسلم']],
    ['1️⃣ 👩‍👩‍👧 🇩🇪', ['1']],
    ['\u0301 \u093f a', ['a']],
    ['\ud835a\udc00b\ud835', ['a', 'b']],
    ['ᾳ α\u0345', ['αι']],
    // Red when half a pair that stood alone is remembered as what stands between words.
    ['—\u{1d400}\u{1d401}', ['ab']],
    ['', []],
  ])('%j', (text, words) => {
    expect(searchWords([text])).toEqual(words)
  })

  test('end with their text', () => {
    expect(searchWords(['a', 'b猫', '犬'])).toEqual(['a', 'b', '猫', '犬'])
  })

  test('are 400 at most, the first', () => {
    const numbers = Array.from({ length: 1_000 }, (_, index) => `w${index}`)
    expect(searchWords([numbers.join(' '), 'luna'])).toEqual(numbers.slice(0, 400))
    const han = Array.from({ length: 1_000 }, (_, index) => String.fromCodePoint(0x4e00 + index))
    expect(searchWords([han.join('')])).toHaveLength(400)
    expect(searchWords(['a '.repeat(1_000), 'luna'])).toEqual(['a', 'luna'])
  })

  test('are cut to 64 units, and never through a code point', () => {
    expect(searchWords(['A'.repeat(1_000)])).toEqual(['a'.repeat(64)])
    const linearB = '\u{10000}'
    expect(searchWords([`a${linearB.repeat(100)}`])).toEqual([`a${linearB.repeat(31)}`])
    const [marked = ''] = searchWords([`猫${'\u093f'.repeat(1_000)}`])
    expect(marked.length).toBeLessThanOrEqual(8)
    expect(finds('a'.repeat(5_000), `${'a'.repeat(5_000)}b`)).toBe(true)
  })

  test('of what is typed are 10 at most, of its beginning', () => {
    const numbers = Array.from({ length: 100 }, (_, index) => `w${index}`)
    expect(queryWords(numbers.join(' '))).toEqual(numbers.slice(0, 10))
    expect(queryWords('luna Luna LUNA moon')).toEqual(['luna', 'moon'])
    expect(queryWords(`luna${' '.repeat(5_000)}moon`)).toEqual(['luna'])
    expect(queryWords('東京の猫')).toEqual(['東京', '京の', 'の猫'])
  })

  test('are the same for marks of one letter in any order', () => {
    expect(searchWords(['ก\u0e49\u0e39'])).toEqual(searchWords(['ก\u0e39\u0e49']))
    expect(searchWords(['क\u094d\u093c'])).toEqual(searchWords(['क\u093c\u094d']))
  })
})

describe('every code point', () => {
  test('folds to words that fold to themselves', { timeout: 60_000 }, () => {
    // Red without the second step to lower case, or with words folded less than once.
    const wrong = everyCodePoint((point) => {
      const words = searchWords([`a${point}b ${point}`])
      return words.every((word) => word.isWellFormed() && finds(word, word))
    })
    expect(wrong).toEqual([])
  })

  test('is found as its name is spelled, upper case, lower case, composed, decomposed', {
    timeout: 120_000,
  }, () => {
    const wrong = everyCodePoint((point) => {
      if (!/[\p{L}\p{N}\p{M}\p{S}]/u.test(point)) return true
      const name = `ab${point}cd`
      const words = searchWords([name]).join()
      const canonical = describeInvalidName(name) === null ? canonicalName(name) : name
      const spellings = [canonical, name.toUpperCase(), name.toLowerCase()]
      return [...spellings, name.normalize('NFC'), name.normalize('NFD')].every((spelling) => {
        return searchWords([spelling]).join() === words
      })
    })
    expect(wrong).toEqual([])
  })
})

test('awkward texts are found by their beginnings, in the spelling of their name, and nothing is thrown', () => {
  const random = randomOf(seededRandom('awkward texts').seed)
  const awkward = [
    ...'aZ9 -ßΣςİıǰﬁﷺ½Ⅷ猫東のパハ゛ﾊﾟ한\u1100\u1161ก\u0e49\u0e39की\u093c\u094d',
    ...['\u0301', '\u00ad', '\u200d', '\ud800', '\udc00', '\u{1d400}', '🌙', '\ufe0f'],
  ]
  const wrong: string[] = []
  const rounds = sized('awkward texts', 1_000_000)
  for (let round = 0; round < rounds; round++) {
    const points = Array.from({ length: 1 + random.below(8) }, () => random.pick(awkward))
    const text = points.join('')
    const at = 1 + random.below(points.length)
    const stored = searchWords([text])
    // A mark that is yet to come may stand before one that is typed, in canonical order.
    const isWhole = !/^\p{M}/u.test(
      points.slice(at).join('').replace(INVISIBLE, '').normalize('NFKD'),
    )
    const isBeginning = queryWords(points.slice(0, at).join('')).every((word) => {
      return stored.some((one) => one.startsWith(word))
    })
    const canonical = describeInvalidName(text) === null ? canonicalName(text) : text
    const isSame = searchWords([canonical]).join() === stored.join()
    if ((isWhole && !isBeginning) || !isSame) wrong.push(JSON.stringify(text))
  }
  figure('awkward texts', `${rounds} texts, ${wrong.length} wrong`)
  expect(wrong).toEqual([])
})
