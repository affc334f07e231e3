import { CharacterStorageError, isCharacterError } from '../../errors.ts'
import { requireOpen } from '../call-arguments.ts'
import type { StorageCallOptions } from '../character-storage.ts'

/** What every command of a call carries. */
export interface CommandBounds {
  /** Ends the command in the driver: its connection is closed, or its wait for one. */
  readonly signal?: AbortSignal
  /** Milliseconds after which the server gives up by itself. */
  readonly maxTimeMS?: number
}

/** Gives the bounds that hold at the time it is asked. */
export type Bounds = () => CommandBounds

/**
 * Runs the commands of one call within its bounds, and wraps whatever fails. At the deadline, or
 * when nobody waits any longer, it rejects at once; a driver that knows `signal` (6.13 and newer)
 * then frees the connection too, an older one when the server answers.
 *
 * @throws {CharacterStorageError} with the original error, or the reason of the signal, as `cause`
 */
export async function runCommands<T>(
  call: string,
  options: StorageCallOptions | undefined,
  run: (bounds: Bounds) => Promise<T>,
): Promise<T> {
  requireOpen(options)
  const deadline = new Deadline(options)
  try {
    return await deadline.race(run(() => deadline.bounds()))
  } catch (error) {
    throw toStorageError(call, deadline.passed ? deadline.reason : error, deadline.passed)
  } finally {
    deadline.close()
  }
}

/** Wraps an error of the driver; an error of ours stays as it is. */
export function toStorageError(call: string, cause: unknown, gaveUp = false): Error {
  if (isCharacterError(cause, 'CHARACTER_STORAGE')) return cause
  const message = gaveUp ? 'MongoDB storage gave up waiting' : 'MongoDB storage failed'
  const hint = isOtherDriver(cause) ? `: ${OTHER_DRIVER}` : ''
  return new CharacterStorageError(`${message} during ${call}${hint}`, { cause })
}

const OTHER_DRIVER =
  'the Db is of another major version of the mongodb driver than the one that dramatis/mongo imports: install one'

function isOtherDriver(error: unknown): boolean {
  return error instanceof Error && error.name === 'BSONVersionError'
}

const DUPLICATE_KEY = 11000
const WRITE_CONFLICT = 112

/** Whether a write was refused because a unique key is taken. */
export function isDuplicateKey(error: unknown): boolean {
  return codeOf(error) === DUPLICATE_KEY
}

/** Whether a write lost against another one. Compatible servers answer races so. */
export function isWriteConflict(error: unknown): boolean {
  return codeOf(error) === WRITE_CONFLICT
}

/** The code of an error of the server. */
export function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
}

/** When a call ends: once its time is over, or its caller's signal aborts. */
class Deadline {
  /** What ends a command in the driver: the caller's own signal, else one of ours for the time. */
  readonly #signal: AbortSignal | undefined
  readonly #own: AbortController | undefined
  readonly #endsAt: number | undefined
  readonly #timer: ReturnType<typeof setTimeout> | undefined
  #giveUp: ((reason: unknown) => void) | undefined
  #passed = false
  #reason: unknown

  constructor({ signal, timeoutMs }: StorageCallOptions = {}) {
    signal?.addEventListener('abort', this.#onAbort, { once: true })
    if (signal === undefined && timeoutMs !== undefined) this.#own = new AbortController()
    this.#signal = signal ?? this.#own?.signal
    if (timeoutMs === undefined) return
    this.#endsAt = performance.now() + timeoutMs
    this.#timer = setTimeout(() => {
      this.#end(new Error(`no answer within ${timeoutMs} ms`))
    }, timeoutMs)
  }

  get passed(): boolean {
    return this.#passed
  }

  get reason(): unknown {
    return this.#reason
  }

  bounds(): CommandBounds {
    if (this.#passed) throw this.#reason
    const signal = this.#signal
    if (signal === undefined) return {}
    if (this.#endsAt === undefined) return { signal }
    return { signal, maxTimeMS: Math.max(1, Math.ceil(this.#endsAt - performance.now())) }
  }

  race<T>(answer: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#giveUp = reject
      answer.then(resolve, reject)
    })
  }

  close(): void {
    clearTimeout(this.#timer)
    if (this.#own === undefined) this.#signal?.removeEventListener('abort', this.#onAbort)
  }

  readonly #onAbort = (): void => this.#end(this.#signal?.reason)

  #end(reason: unknown): void {
    if (this.#passed) return
    this.#passed = true
    this.#reason = reason
    this.#own?.abort(reason)
    this.#giveUp?.(reason)
  }
}
