/** Numbers that look random and come again with the same seed. */
export interface Random {
  readonly seed: number
  /** A number from 0 up to, not including, 1. */
  next(): number
  /** An integer from 0 up to, not including, `below`. */
  below(below: number): number
  /** One of the items. */
  pick<T>(items: readonly T[]): T
}

/** A generator whose seed is printed, or taken from the environment variable SEED. */
export function seededRandom(title: string): Random {
  const seed = process.env.SEED ? Number(process.env.SEED) : Math.floor(Math.random() * 2 ** 31)
  console.log(`${title}: SEED=${seed}`)
  return randomOf(seed)
}

/** mulberry32. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (limit: number): number => Math.floor(next() * limit)
  return {
    seed,
    next,
    below,
    pick: (items) => items[below(items.length)] as (typeof items)[number],
  }
}
