import { checkSignal } from '../service/arguments.ts'
import { onAbort, untilAborted } from '../service/until-aborted.ts'
import { CharacterHttpError } from './http-error.ts'

/** The end of one call in time, and the wish of its caller to give up. */
export class ClientDeadline {
  readonly #controller = new AbortController()
  readonly #endsAt: number
  readonly #timer: ReturnType<typeof setTimeout>
  readonly #wish: AbortSignal | undefined
  readonly #forget: (() => void) | undefined

  /**
   * @param wish the caller's own signal
   * @throws {TypeError} when it is no signal; its reason when it is aborted
   */
  constructor(timeoutMs: number, wish: AbortSignal | undefined) {
    checkSignal(wish)
    wish?.throwIfAborted()
    this.#wish = wish
    this.#endsAt = performance.now() + timeoutMs
    this.#timer = setTimeout(() => {
      const message = `There was no whole answer within ${timeoutMs} ms`
      this.#controller.abort(new CharacterHttpError(0, 'TIMEOUT', message))
    }, timeoutMs)
    this.#forget = wish && onAbort(wish, () => this.#controller.abort(wish.reason))
  }

  /** Aborted at the end, and when the caller gives up: with what the call then throws. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Whether the caller has given up. */
  get isUnwanted(): boolean {
    return this.#wish?.aborted === true
  }

  /** Must be called once. What is still under way is given up. */
  close(): void {
    clearTimeout(this.#timer)
    this.#forget?.()
    this.#controller.abort()
  }

  /** The promise itself, unless the end comes before, whatever the promise does. */
  race<T>(promise: Promise<T>): Promise<T> {
    return untilAborted(promise, this.signal)
  }

  /** Waits. @returns `false`, mostly at once, when there is not so much time left */
  async pause(ms: number): Promise<boolean> {
    if (performance.now() + ms >= this.#endsAt) return false
    let timer: ReturnType<typeof setTimeout> | undefined
    const moment = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms)
    })
    try {
      await this.race(moment)
      return true
    } catch (error) {
      if (this.isUnwanted) throw error
      return false
    } finally {
      clearTimeout(timer)
    }
  }
}
