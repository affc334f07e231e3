import { expect } from 'vitest'

/** Planted in errors, prompts and private attributes: no client may ever see it. */
export const SECRET = 'planted-secret-7f3a'

const LEAKS: readonly RegExp[] = [
  /mongo/i,
  /E11000/,
  /node_modules/,
  /\bat .*:\d+:\d+/,
  /\.(?:ts|js|mjs|cjs):\d+/,
  new RegExp(SECRET, 'i'),
]

let scanned = 0

/** Asserts that the body of a refusal tells nothing of what is behind it. */
export function expectNoLeak(status: number, body: string): void {
  if (status < 400) return
  scanned++
  for (const leak of LEAKS) expect(body, `${status}: ${body}`).not.toMatch(leak)
}

/** How many bodies of refusals were looked at so far. */
export function scannedBodies(): number {
  return scanned
}
