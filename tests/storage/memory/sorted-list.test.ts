import { describe, expect, test } from 'vitest'
import { compareCodePoints } from '../../../src/model/code-point-order.ts'
import { SortedList } from '../../../src/storage/memory/sorted-list.ts'
import { seededRandom } from '../../support/random.ts'
import { figure } from '../../support/sizes.ts'

type Entry = readonly [key: number, value: string]

const ascending = ([a]: readonly [number, ...unknown[]], b: number): number => a - b

describe('SortedList', () => {
  test('holds what a sorted list of entries would, in whatever order they come', () => {
    const random = seededRandom('sorted list')
    for (const spread of [10, 1_000, 20_000]) {
      const list = new SortedList<number, Entry>(ascending)
      const model = new Map<number, string>()
      for (let step = 0; step < 10_000; step++) {
        const key = random.below(spread)
        if (random.below(3) === 0) {
          list.delete(key)
          model.delete(key)
        } else {
          list.set(key, [key, `${step}`])
          model.set(key, `${step}`)
        }
      }
      const entries = [...model].sort(([a], [b]) => a - b)
      expect([...list.walk()]).toEqual(entries)
      for (let n = 0; n < 100; n++) {
        const key = random.below(spread + 2) - 1
        const above = entries.filter(([other]) => other > key)
        const last = key + random.below(spread) - 3
        expect(list.get(key)?.[1]).toBe(model.get(key))
        expect(first(list.walk(key))).toEqual(first(above))
        expect([...list.walk(key, last)]).toEqual(above.filter(([other]) => other <= last))
      }
    }
  })

  test('is empty again when all is deleted', () => {
    const list = new SortedList<number, [number]>(ascending)
    for (let key = 0; key < 5_000; key++) list.set(key, [key])
    for (let key = 4_999; key >= 0; key--) list.delete(key)
    list.delete(7)
    expect([...list.walk()]).toEqual([])
    expect([...list.walk(3)]).toEqual([])
    list.set(7, [7])
    expect([...list.walk(3)]).toEqual([[7]])
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
      const list = new SortedList<number, [number]>(ascending)
      const start = performance.now()
      for (const value of values) {
        const key = typeof value === 'number' ? value : value[1]
        list.set(key, [key])
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
