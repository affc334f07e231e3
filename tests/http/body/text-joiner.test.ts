import { expect, test } from 'vitest'
import { TextJoiner } from '../../../src/http/body/text-joiner.ts'
import { seededRandom } from '../../support/random.ts'

/** Characters of one byte to four, so that stretches end within them. */
const ALPHABET = ['a', 'é', '漢', '😀', '\ufeff', '\0']

function joined(bytes: Uint8Array, sizeOf: () => number): string {
  const joiner = new TextJoiner()
  for (let at = 0; at < bytes.length; ) {
    const end = at + sizeOf()
    joiner.add(bytes.slice(at, end))
    at = end
  }
  expect(joiner.length).toBe(bytes.length)
  return joiner.text()
}

// Red when each stretch is decoded by itself, or when a mark of the byte order is dropped at its start.
test('a text is the same in whatever pieces its bytes come', () => {
  const random = seededRandom('pieces of UTF-8')
  for (let round = 0; round < 20; round++) {
    const units = Array.from({ length: 60_000 }, () => ALPHABET[random.below(6)] ?? '')
    const text = units.join('')
    const most = 1 + Math.floor(random.next() ** 4 * 200_000)
    const bytes = new TextEncoder().encode(text)
    expect(joined(bytes, () => 1 + random.below(most)) === text).toBe(true)
  }
})

// Red when the end of a stretch passes for the end of the text, or the end of the text for one of those.
test.each([
  ['in its first stretch', [0xff], 200_000],
  ['in its last stretch', [0xff], 10],
  ['at its very end', [0xf0, 0x9f], 0],
])('bytes that are no UTF-8 %s are refused', (_where, wrong, behind) => {
  const start = behind > 100_000 ? 10 : 200_000
  const bytes = Uint8Array.from([...bytesOf(start), ...wrong, ...bytesOf(behind)])
  expect(() => joined(bytes, () => 10_000)).toThrow('The body is not valid UTF-8')
})

function bytesOf(count: number): number[] {
  return Array.from({ length: count }, () => 97)
}
