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
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4))
  let length = 0
  let bits = 0
  let count = 0
  for (let index = 0; index < text.length; index++) {
    const value = VALUES[text[index] ?? 0] ?? REFUSED
    if (value === SKIPPED) continue
    if (value === REFUSED) return null
    bits = ((bits << 6) | value) & 0xfff
    if (count++ % 4 > 0) bytes[length++] = bits >> (6 - 2 * ((count - 1) % 4))
  }
  return count % 4 === 1 ? null : bytes.subarray(0, length)
}

/** Bytes as base64, itself as bytes. */
export function encodeBase64(bytes: Uint8Array): Uint8Array {
  const text = new Uint8Array(Math.ceil(bytes.length / 3) * 4).fill(PADDING)
  let length = 0
  for (let index = 0; index < bytes.length; index += 3) {
    const bits =
      ((bytes[index] ?? 0) << 16) | ((bytes[index + 1] ?? 0) << 8) | (bytes[index + 2] ?? 0)
    const digits = Math.min(bytes.length - index, 3) + 1
    for (let digit = 0; digit < digits; digit++) {
      text[length++] = ALPHABET.charCodeAt((bits >> (18 - 6 * digit)) & 63)
    }
    length += 4 - digits
  }
  return text
}
