const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const PADDING = 61
const SKIPPED = 64
const REFUSED = 65

/** What each byte stands for, in both alphabets; padding and white space are passed over. */
const VALUES = new Uint8Array(256).fill(REFUSED)
for (let value = 0; value < 64; value++) VALUES[ALPHABET.charCodeAt(value)] = value
VALUES[45] = 62
VALUES[95] = 63
for (const skipped of [9, 10, 12, 13, 32, PADDING]) VALUES[skipped] = SKIPPED

/** The bytes behind base64, with or without its padding; `null` where it is none. */
export function decodeBase64(text: Uint8Array): Uint8Array | null {
  const bytes = new Uint8Array(text.length)
  let [bits, digits, length] = [0, 0, 0]
  for (let at = 0; at < text.length; at++) {
    const value = VALUES[text[at] ?? 0] ?? REFUSED
    if (value === REFUSED) return null
    if (value === SKIPPED) continue
    bits = (bits << 6) | value
    // The first digit of four ends no byte; the others do, with fewer bits left over each time.
    const place = digits++ % 4
    if (place > 0) bytes[length++] = bits >> (6 - 2 * place)
  }
  return digits % 4 === 1 ? null : bytes.subarray(0, length)
}

/** Bytes as base64, itself as bytes. */
export function encodeBase64(bytes: Uint8Array): Uint8Array {
  const text = new Uint8Array(Math.ceil(bytes.length / 3) * 4)
  for (let at = 0, length = 0; at < bytes.length; at += 3) {
    const bits = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0)
    for (let shift = 18; shift >= 0; shift -= 6) {
      text[length++] = ALPHABET.charCodeAt((bits >> shift) & 63)
    }
  }
  return text.fill(PADDING, text.length - ((3 - (bytes.length % 3)) % 3))
}
