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
  readonly #statedMs: number
  readonly #wish: AbortSignal | undefined
  /** Gives up the call to the storage that is under way; listening to a signal costs more. */
  #giveUp: (() => void) | undefined
  #late: Promise<void> | undefined

  /**
   * @param timeoutMs milliseconds from now to the deadline
   * @param wish the caller's own signal
   * @param statedMs what an error names, where the call had begun before
   * @throws {TypeError} when `wish` is no signal
   */
  constructor(timeoutMs: number, wish?: AbortSignal | undefined, statedMs: number = timeoutMs) {
    checkSignal(wish)
    this.#statedMs = statedMs
    this.#wish = wish
    this.#endsAt = performance.now() + timeoutMs
    this.#timer = setTimeout(() => {
      this.#deadline.abort(this.#timeout())
      this.#giveUp?.()
    }, timeoutMs)
  }

  /**
   * Settles when the storage has answered the call that was given up at the deadline; `undefined`
   * when none was.
   */
  get late(): Promise<void> | undefined {
    return this.#late
  }

  /** Does the work of the call, which ends with it. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } finally {
      clearTimeout(this.#timer)
    }
  }

  /** The same for one question. */
  askOnce<T>(request: (options: StorageCallOptions) => Promise<T>): Promise<T> {
    return this.run(() => this.ask(request))
  }

  /** Asks the storage, one thing at a time. Whatever it throws comes out as `CharacterStorageError`. */
  ask<T>(request: (options: StorageCallOptions) => Promise<T>): Promise<T> {
    const { signal } = this.#deadline
    if (signal.aborted) return Promise.reject(signal.reason)
    const timeoutMs = Math.max(1, Math.ceil(this.#endsAt - performance.now()))
    return new Promise<T>((resolve, reject) => {
      const answer = askStorage(request, { signal, timeoutMs })
      this.#giveUp = () => {
        this.#late = answer.then(ignore, ignore)
        reject(signal.reason)
      }
      answer.then(
        (value) => {
          this.#giveUp = undefined
          resolve(value)
        },
        (error: unknown) => {
          this.#giveUp = undefined
          reject(signal.aborted ? signal.reason : toStorageError(error))
        },
      )
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
  async pause(ms: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined
    const moment = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms)
    })
    try {
      await untilAborted(moment, this.#deadline.signal)
    } finally {
      clearTimeout(timer)
    }
  }

  #timeout(): CharacterStorageError {
    const error = new CharacterStorageError(
      `The storage did not answer within ${this.#statedMs} ms: is the database reachable?`,
    )
    timeouts.add(error)
    return error
  }
}

const timeouts = new WeakSet<object>()

/** Whether a call failed because its time was over, and for no other reason. */
export function isTimeout(error: unknown): boolean {
  return timeouts.has(Object(error))
}

async function askStorage<T>(
  request: (options: StorageCallOptions) => Promise<T>,
  options: StorageCallOptions,
): Promise<T> {
  return request(options)
}

function toStorageError(error: unknown): Error {
  if (isCharacterError(error, 'CHARACTER_STORAGE')) return error
  return new CharacterStorageError('The storage failed', { cause: error })
}

function ignore(): void {}
