import { Inflate } from 'fflate/browser'
import { BOUNDS } from './bounds.ts'
import { concat } from './bytes.ts'
import { malformed, tooLarge } from './card-error.ts'

/** How much goes in at once: what comes out of it is at most about a thousand times as large. */
const STEP = 4096

/**
 * Inflates, and stops at the bound: what is larger is never held.
 *
 * @param max bytes that may come out
 * @param offset of the packed bytes in their file, for errors
 */
export function inflate(packed: Uint8Array, max: number, offset: number): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = []
  const most = Math.min(max, Math.max(BOUNDS.ratioFrom, packed.length * BOUNDS.ratio))
  let size = 0
  const stream = new Inflate((part) => {
    size += part.length
    parts.push(part)
  })
  for (let start = 0; start < packed.length; start += STEP) {
    const end = Math.min(start + STEP, packed.length)
    try {
      stream.push(packed.subarray(start, end), end === packed.length)
    } catch {
      throw malformed('The compressed data is broken', offset)
    }
    if (size > most) throw tooLarge(`The compressed data holds more than ${most} bytes`, offset)
  }
  if (packed.length === 0) throw malformed('The compressed data is broken', offset)
  return concat(parts)
}
