import { MAX_NAME } from '../model/limits.ts'
import { describeInvalidName } from '../model/name.ts'
import { crc32 } from './crc32.ts'
import type { JsonMap } from './json.ts'

/** What no name holds: slashes, controls, and code points that are nobody's. */
const NOT_IN_NAMES = /[/\\\p{Cc}\p{Cs}\p{Co}\p{Cn}\ufffd\u202a-\u202e\u2066-\u2069]+/gu

/** A name for what people call the character; made of the card itself where nothing is left of it. */
export function nameOf(displayName: string, card: JsonMap): string {
  const points = [...displayName.slice(0, 4 * MAX_NAME).replace(NOT_IN_NAMES, ' ')]
  // Some letters become several in canonical form.
  for (let length = MAX_NAME; length >= 1; length = Math.floor(length / 2)) {
    const name = points.slice(0, length).join('').replace(/\s+/g, ' ').trim()
    if (describeInvalidName(name) === null) return name
  }
  const hash = crc32(new TextEncoder().encode(JSON.stringify(card)))
  return `character-${hash.toString(16).padStart(8, '0')}`
}

/** Whether a character may have a text as its name. */
export function isName(text: string): boolean {
  return describeInvalidName(text) === null
}
