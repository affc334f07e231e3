/** All parts in one: bytes, or numbers that are as good. */
export function concat(parts: readonly ArrayLike<number>[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** A few bytes as text of one character each, as PNG spells its keywords and zip its magic numbers. */
export function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes)
}

/** The bytes of such a text. */
export function fromLatin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}

/** A view that reads and writes numbers. */
export function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength)
}

/** How pictures begin. */
const PICTURES: readonly (readonly [type: string, at: number, start: string])[] = [
  ['png', 0, '\x89PNG\r\n\x1a\n'],
  ['jpeg', 0, '\xff\xd8\xff'],
  ['gif', 0, 'GIF8'],
  ['webp', 8, 'WEBP'],
  ['avif', 4, 'ftypavi'],
]

/** What kind of picture it is, by its first bytes; `null` when it is none that browsers show. */
export function pictureType(bytes: Uint8Array): string | null {
  const start = latin1(bytes.subarray(0, 16))
  const [type] = PICTURES.find(([, at, magic]) => start.startsWith(magic, at)) ?? []
  return type === undefined ? null : `image/${type}`
}
