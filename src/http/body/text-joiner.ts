import { BytesJoiner } from '../bytes.ts'
import { HttpProblem } from '../problem.ts'

type Decoder = InstanceType<typeof TextDecoder>

/** How many bytes wait for each other before they are decoded. */
const STRETCH = 65_536

/**
 * Puts chunks of UTF-8 together as they come. A long body is decoded a stretch at a time, each while the
 * next one is under way: all at once would hold everything else up for many times as long as its parsing.
 */
export class TextJoiner {
  readonly #texts: string[] = []
  #decoder: Decoder | undefined
  #waiting = new BytesJoiner()
  #decoded = 0
  #isBroken = false

  /** How many bytes there are so far. */
  get length(): number {
    return this.#decoded + this.#waiting.length
  }

  add(chunk: Uint8Array): void {
    this.#waiting.add(chunk)
    if (this.#waiting.length >= STRETCH) this.#decode(true)
  }

  /** All of it; to be asked for once. @throws {HttpProblem} 400 when it is not UTF-8 */
  text(): string {
    this.#decode(false)
    if (this.#isBroken) throw new HttpProblem('INVALID_REQUEST', 'The body is not valid UTF-8')
    return this.#texts.join('')
  }

  #decode(stream: boolean): void {
    const { bytes } = this.#waiting
    this.#decoded += bytes.length
    this.#waiting = new BytesJoiner()
    // One of its own where it must remember: a character may lie across two stretches.
    this.#decoder ??= stream ? newDecoder() : decoder
    try {
      if (!this.#isBroken) this.#texts.push(this.#decoder.decode(bytes, { stream }))
    } catch {
      this.#isBroken = true
    }
  }
}

function newDecoder(): Decoder {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
}

const decoder = /* @__PURE__ */ newDecoder()
