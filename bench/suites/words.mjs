import { performance } from 'node:perf_hooks'
import { tsImport } from 'tsx/esm/api'
import { atMost, median, ROUNDS } from '../measure.mjs'

export const title = 'the words of a text of 1 MB (UTF-8), which is read to its end'
const MEGABYTE = 1_000_000
/** Texts whose different words are never so many that reading could stop. */
const TEXTS = {
  prose: 'The quick brown fox jumps over the lazy dog. ',
  'one letter': 'a',
  'one letter, spaced': 'a ',
  'one word, repeated': 'Luna ',
  'one accented letter, spaced': 'é ',
  'combining marks out of order': '\u0315\u0300',
  'vowel signs without a letter': '\u0e49\u0e39',
  Thai: 'ภาษาไทย',
  Han: '東京の猫',
  'Han, one letter': '猫',
  Hangul: '한국 ',
  'Hangul, all syllables': Array.from({ length: 11_172 }, (_, i) =>
    String.fromCharCode(0xac00 + i),
  ).join(''),
  'one letter that stands for four words': 'ﷺ',
  'lone surrogates': '\ud800',
  pictographs: '👩‍👩‍👧',
  'unassigned code points, all different': Array.from({ length: 250_000 }, (_, i) =>
    String.fromCodePoint(0xa0000 + i),
  ).join(''),
}
export const contenders = [...Object.keys(TEXTS), '1,000 different words']

export async function measure(contender) {
  const { queryWords, searchWords } = await tsImport(
    '../../src/model/search-words.ts',
    import.meta.url,
  )
  const piece = TEXTS[contender] ?? Array.from({ length: 1_000 }, (_, i) => `word${i} `).join('')
  const text = piece.repeat(Math.ceil(MEGABYTE / Buffer.byteLength(piece)))
  const words = () => searchWords([text])
  const first = time(words)
  const times = Array.from({ length: ROUNDS }, () => time(words))
  return {
    'first ms': first,
    ms: median(times),
    max: Math.max(...times),
    words: words().length,
    'typed ms': median(Array.from({ length: ROUNDS }, () => time(() => queryWords(text)))),
    ...atMost(Math.max(first, median(times)), 50),
  }
}

function time(work) {
  const start = performance.now()
  work()
  return performance.now() - start
}
