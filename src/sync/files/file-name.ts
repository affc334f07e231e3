import { createHash } from 'node:crypto'
import { canonicalName } from '../../model/name.ts'

/** File systems take 255 bytes; an ending, and that of a file that is being written, come on top. */
const MAX_BYTES = 200
/** What Windows refuses, what means a folder, and the sign itself. */
const NOT_IN_FILES = /[<>:"/\\|?*%\p{Cc}]/gu
/** What hides a file or a folder, and what Windows drops. */
const AT_THE_ENDS = /^[.~]|[. ]$/g
/** Devices of Windows, whatever their ending; and what is not read as a character. */
const RESERVED = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|readme)(?=\.|$)/

/** What a file of this character is called, without its ending: no two names share one. */
export function fileNameOf(name: string): string {
  const encoded = canonicalName(name)
    .replace(NOT_IN_FILES, percentEncoded)
    .replace(AT_THE_ENDS, percentEncoded)
    .replace(RESERVED, (word) => percentEncoded(word.charAt(0)) + word.slice(1))
  if (Buffer.byteLength(encoded) <= MAX_BYTES) return encoded
  const hash = createHash('sha256').update(encoded).digest('hex').slice(0, 16)
  return `${shortened(encoded)}~${hash}`
}

function percentEncoded(sign: string): string {
  const hex = (byte: number): string => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  return [...Buffer.from(sign)].map(hex).join('')
}

function shortened(text: string): string {
  let bytes = 0
  let kept = ''
  for (const sign of text) {
    bytes += Buffer.byteLength(sign)
    if (bytes > MAX_BYTES - 32) break
    kept += sign
  }
  return kept
}
