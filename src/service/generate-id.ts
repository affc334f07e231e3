const random = new Uint8Array(8)
let prefix = ''
let counter = 0

/** An ObjectId: 4 bytes of seconds, 5 random bytes of the process, 3 bytes of a counter. */
export function generateId(): string {
  if (prefix === '') {
    globalThis.crypto.getRandomValues(random)
    prefix = Array.from(random.subarray(0, 5), (byte) => byte.toString(16).padStart(2, '0')).join(
      '',
    )
    counter = ((random[5] ?? 0) << 16) | ((random[6] ?? 0) << 8) | (random[7] ?? 0)
  }
  counter = (counter + 1) & 0xffffff
  const seconds = Math.floor(Date.now() / 1000) & 0xffffffff
  return hex(seconds >>> 0, 8) + prefix + hex(counter, 6)
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0')
}
