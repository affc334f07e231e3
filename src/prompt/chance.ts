/** Gives integers from 0 up to, not including, a bound. */
export type Draw = (below: number) => number

/**
 * A number of 32 bits that stands for a seed and the source of a text. FNV-1a over UTF-16 units:
 * integers only, so that it is the same on every platform.
 */
export function seedOf(seed: string | number, source: string): number {
  const text = `${seed}\n${source}`
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  }
  return hash >>> 0
}

/** The draws of one place of a text: the same for the same seed and place. */
export function drawAt(seed: number, offset: number): Draw {
  let state = seed ^ Math.imul(offset + 1, 0x9e3779b1)
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b)
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
    mixed ^= mixed >>> 16
    return Math.floor(((mixed >>> 0) / 0x1_0000_0000) * below)
  }
}

const MAX_DICE = 100
const ROLL = /^(?:(\d{1,3})?d)?(\d{1,7})([+-]\d{1,7})?$/i

/** The sum of dice such as `20`, `d20`, `2d6` or `2d6+3`; `undefined` where it says no dice. */
export function roll(dice: string, draw: Draw): string | undefined {
  const [, times = '1', sides = '0', bonus = '0'] = ROLL.exec(dice) ?? []
  const count = Number(times)
  if (count < 1 || count > MAX_DICE || Number(sides) < 1) return undefined
  let sum = Number(bonus)
  for (let die = 0; die < count; die++) sum += 1 + draw(Number(sides))
  return String(sum)
}
