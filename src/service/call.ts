import { CharacterStorageError, isCharacterError } from '../errors.ts'
import type { StorageCallOptions } from '../storage/character-storage.ts'
import { checkSignal } from './arguments.ts'
import { untilAborted } from './until-aborted.ts'

/**
 * One call of the service: its deadline, and the wish of its caller to give up. Everything it asks
 * of the storage ends at the deadline, whatever the storage does.
 */
export class Call {
  readonly #deadline = new AbortController()
  readonly #endsAt: number
  readonly #timer: ReturnType<typeof setTimeout>
  readonly #wish: AbortSignal | undefined
  /** Give up the questions that are under way; listening to a signal costs more. */
  readonly #giveUps = new Set<() => void>()
  #late: Promise<void> | undefined

  /**
   * @param timeoutMs milliseconds from now to the deadline
   * @param wish the caller's own signal
   * @throws {TypeError} when `wish` is no signal
   */
  constructor(timeoutMs: number, wish?: AbortSignal | undefined) {
    checkSignal(wish)
    this.#wish = wish
    this.#endsAt = performance.now() + timeoutMs
    this.#timer = setTimeout(() => {
      this.#deadline.abort(timeoutAfter(timeoutMs))
      for (const giveUp of this.#giveUps) giveUp()
    }, timeoutMs)
  }

  /**
   * Settles when the storage has answered the call that was given up at the deadline; `undefined`
   * when none was.
   */
  get late(): Promise<void> | undefined {
    return this.#late
  }

  /** Does the work of the call, which ends with it; its caller may give up before. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const done = work().finally(() => clearTimeout(this.#timer))
    return untilAborted(done, this.#wish)
  }

  /** Whether its time is over. */
  get isOver(): boolean {
    return performance.now() >= this.#endsAt
  }

  /** Asks the storage. Whatever it throws comes out as `CharacterStorageError`. */
  ask<T>(request: (options: StorageCallOptions) => Promise<T>): Promise<T> {
    const { signal } = this.#deadline
    if (signal.aborted) return Promise.reject(signal.reason)
    const timeoutMs = Math.max(1, Math.ceil(this.#endsAt - performance.now()))
    return new Promise<T>((resolve, reject) => {
      const answer = (async () => request({ signal, timeoutMs }))()
      const giveUp = (): void => {
        this.#late = answer.then(ignore, ignore)
        reject(signal.reason)
      }
      this.#giveUps.add(giveUp)
      answer
        .then(resolve, (error: unknown) => reject(toStorageError(error)))
        .finally(() => this.#giveUps.delete(giveUp))
    })
  }

  /** @throws the caller's reason when it has given up, so that nothing more is begun */
  throwIfUnwanted(): void {
    this.#wish?.throwIfAborted()
  }

  /** Waits for anything but the storage: at most to the deadline, and while the caller wants it. */
  wait<T>(promise: Promise<T>): Promise<T> {
    return untilAborted(untilAborted(promise, this.#deadline.signal), this.#wish)
  }

  /** Waits a moment between two tries. */
  pause(ms: number): Promise<void> {
    const moment = new Promise<void>((resolve) => setTimeout(resolve, ms))
    return untilAborted(moment, this.#deadline.signal)
  }
}

const timeouts = new WeakSet<object>()

function timeoutAfter(ms: number): CharacterStorageError {
  const error = new CharacterStorageError(
    `The storage did not answer within ${ms} ms: is the database reachable?`,
  )
  timeouts.add(error)
  return error
}

/** Whether a call failed because its time was over, and for no other reason. */
export function isTimeout(error: unknown): boolean {
  return timeouts.has(Object(error))
}

function toStorageError(error: unknown): Error {
  if (isCharacterError(error, 'CHARACTER_STORAGE')) return error
  return new CharacterStorageError('The storage failed', { cause: error })
}

function ignore(): void {}
