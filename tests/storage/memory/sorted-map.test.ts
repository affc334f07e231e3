import { describe, expect, test } from 'vitest'
import { compareCodePoints } from '../../../src/model/code-point-order.ts'
import { SortedMap } from '../../../src/storage/memory/sorted-map.ts'
import { seededRandom } from '../../support/random.ts'
import { figure } from '../../support/sizes.ts'

const ascending = (a: number, b: number): number => a - b

describe('SortedMap', () => {
  test('holds what a sorted list of entries would, in whatever order they come', () => {
    const random = seededRandom('sorted map')
    for (const spread of [10, 1_000, 20_000]) {
      const map = new SortedMap<number, string>(ascending)
      const model = new Map<number, string>()
      for (let step = 0; step < 10_000; step++) {
        const key = random.below(spread)
        if (random.below(3) === 0) {
          map.delete(key)
          model.delete(key)
        } else {
          map.set(key, `${step}`)
          model.set(key, `${step}`)
        }
      }
      const entries = [...model].sort(([a], [b]) => a - b)
      expect([...map.ascending()]).toEqual(entries)
      expect([...map.descending()]).toEqual(entries.toReversed())
      for (let n = 0; n < 100; n++) {
        const key = random.below(spread + 2) - 1
        const above = entries.filter(([other]) => other > key)
        const below = entries.filter(([other]) => other < key).toReversed()
        expect(map.get(key)).toBe(model.get(key))
        expect(first(map.ascending(key))).toEqual(first(above))
        expect(first(map.descending(key))).toEqual(first(below))
      }
    }
  })

  test('is empty again when all is deleted', () => {
    const map = new SortedMap<number, number>(ascending)
    expect(map.isEmpty).toBe(true)
    for (let key = 0; key < 5_000; key++) map.set(key, key)
    for (let key = 4_999; key >= 0; key--) map.delete(key)
    map.delete(7)
    expect(map.isEmpty).toBe(true)
    expect([...map.ascending()]).toEqual([])
    expect([...map.ascending(3)]).toEqual([])
    expect([...map.descending(3)]).toEqual([])
  })

  test('takes rising, falling and random keys at a similar cost', () => {
    const random = seededRandom('order of insertion')
    const size = 200_000
    const keys = Array.from({ length: size }, (_, key) => key)
    const orders = {
      rising: keys,
      falling: keys.toReversed(),
      random: keys.map((key) => [random.next(), key] as const).sort(([a], [b]) => a - b),
    }
    const costs: string[] = []
    for (const [order, values] of Object.entries(orders)) {
      const map = new SortedMap<number, number>(ascending)
      const start = performance.now()
      for (const value of values) {
        const key = typeof value === 'number' ? value : value[1]
        map.set(key, key)
      }
      const microseconds = ((performance.now() - start) * 1_000) / size
      costs.push(`${order} ${microseconds.toFixed(2)} µs`)
      // Far above what it takes, so that a busy machine does not matter.
      expect(microseconds).toBeLessThan(50)
    }
    figure(`setting one of ${size} keys`, costs.join(', '))
  })
})

describe('compareCodePoints', () => {
  test('sorts as the bytes of UTF-8 do, which < does not', () => {
    const random = seededRandom('code points')
    const pools = [
      0x20, 0x7f, 0xe9, 0x3042, 0xd7ff, 0xe000, 0xfb01, 0xff21, 0xffff, 0x10000, 0x1f600, 0x10ffff,
    ]
    const word = (): string =>
      String.fromCodePoint(...Array.from({ length: random.below(5) }, () => random.pick(pools)))
    let disagreements = 0
    for (let n = 0; n < 50_000; n++) {
      const [a, b] = [word(), word()]
      const bytes = Buffer.compare(Buffer.from(a), Buffer.from(b))
      expect(Math.sign(compareCodePoints(a, b))).toBe(bytes)
      if (bytes !== 0 && a < b !== bytes < 0) disagreements += 1
    }
    expect(disagreements).toBeGreaterThan(0)
  })
})

/** Enough to come from one chunk into the next. */
function first<T>(entries: Iterable<T>): T[] {
  return [...entries].slice(0, 600)
}
