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

/**
 * Puts chunks together as they come. They are copied, not kept: each is an object many times as
 * large as a few bytes, and may hold on to the far larger buffer that it was read into.
 */
export class BytesJoiner {
  #space: Uint8Array = new Uint8Array(0)
  #length = 0

  /** How many bytes there are so far. */
  get length(): number {
    return this.#length
  }

  /** All of them, in one. */
  get bytes(): Uint8Array {
    return this.#space.subarray(0, this.#length)
  }

  add(chunk: Uint8Array): void {
    const length = this.#length + chunk.length
    // Most bodies come in one piece, which serves as it is.
    if (this.#length === 0) this.#space = chunk
    else {
      if (length > this.#space.length) this.#grow(length)
      this.#space.set(chunk, this.#length)
    }
    this.#length = length
  }

  #grow(length: number): void {
    const wider = allocate(Math.max(length, 2 * this.#space.length))
    wider.set(this.bytes)
    this.#space = wider
  }
}
