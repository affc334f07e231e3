const encoder = /* @__PURE__ */ new TextEncoder()

/** UTF-8 bytes; where the runtime has a `Buffer`, one of these, which it sends without wrapping. */
export function encodeText(text: string): Uint8Array {
  return typeof globalThis.Buffer === 'function'
    ? globalThis.Buffer.from(text, 'utf8')
    : encoder.encode(text)
}

/** The UTF-8 bytes of a value as JSON. */
export function encodeJson(value: unknown): Uint8Array {
  return encodeText(JSON.stringify(value))
}

/** An array of so many bytes to be filled, of the same kind as `encodeText` gives. */
export function allocate(length: number): Uint8Array {
  return typeof globalThis.Buffer === 'function'
    ? globalThis.Buffer.allocUnsafe(length)
    : new Uint8Array(length)
}

/** All chunks in one. */
export function concat(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const [only] = chunks
  if (chunks.length === 1 && only !== undefined) return only
  const whole = allocate(length)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}
