let prefix = ''
let counter = 0

/** An ObjectId: 4 bytes of seconds, 5 random bytes of the process, 3 bytes of a counter. */
export function generateId(): string {
  if (prefix === '') {
    const [first, second, start] = globalThis.crypto.getRandomValues(new Uint32Array(3))
    prefix = hex(first, 8) + hex(second, 2)
    counter = start ?? 0
  }
  return hex(Math.floor(Date.now() / 1_000), 8) + prefix + hex(counter++, 6)
}

/** The last digits of a number. */
function hex(value: number | undefined, digits: number): string {
  return Number(value).toString(16).padStart(digits, '0').slice(-digits)
}
