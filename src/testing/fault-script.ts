import { CharacterStorageError } from '../errors.ts'
import type { CharacterStorage, StorageCallOptions } from '../storage/character-storage.ts'

/** The name of a call to a storage. */
export type StorageCall = Exclude<keyof CharacterStorage, 'keepVersions' | 'statesFirst'>

/** Which calls a fault is meant for: those of one name, or `any`. */
export type FaultTarget = StorageCall | 'any'

/** Where a call is held: before the storage hears of it, or after it is done and before the reply. */
export type FaultPoint = 'before' | 'after'

/** A place where a call waits until a test lets it go on. */
export interface StorageGate {
  /** Settles once the call has come to the gate. */
  readonly reached: Promise<void>
  /** Lets the call go on; opened in advance, the call does not wait at all. */
  open(): void
}

/**
 * What goes wrong, and when. In every method `n` counts the matching calls from now on: 1, the
 * default, is the next one. Several faults of one call strike in the order they were scripted. A
 * given `error` is thrown as it is; without one it is a `CharacterStorageError`.
 */
export interface FaultScript {
  /** Fails the n-th such call before the storage hears of it: nothing is read or written. */
  failBefore(target: FaultTarget, n?: number, error?: unknown): void
  /** Fails the n-th such call after the storage carried it out: the reply is lost. */
  failAfter(target: FaultTarget, n?: number, error?: unknown): void
  /** Fails every such call before the storage hears of it, until {@link FaultScript.reset}. */
  failAlways(target?: FaultTarget, error?: unknown): void
  /**
   * Leaves the n-th such call without an answer, whatever its signal and `timeoutMs` say.
   *
   * @param at `before` (default): it is carried out once released; `after`: it is carried out at once
   * @returns lets the call go on
   */
  hang(target: FaultTarget, n?: number, at?: FaultPoint): () => void
  /**
   * Leaves every such call without an answer from now on, like a database that hangs.
   *
   * @returns ends it: the calls that hang are carried out late, new ones at once
   */
  hangAlways(target?: FaultTarget, at?: FaultPoint): () => void
  /**
   * Holds the n-th such call at a gate.
   *
   * @param at `before` (default): the storage has not heard of it; `after`: it is done, and its
   *   reply waits
   */
  gate(target: FaultTarget, n?: number, at?: FaultPoint): StorageGate
  /** The names of all calls since the last {@link FaultScript.reset}, in the order they came. */
  readonly calls: readonly StorageCall[]
  /** How many such calls came since the last {@link FaultScript.reset}. */
  count(target?: FaultTarget): number
  /** How many calls have come and are not answered yet. */
  readonly pending: number
  /** Drops all faults and empties the log; calls that are held at a gate or hang go on. */
  reset(): void
}

interface Fault {
  readonly target: FaultTarget
  readonly at: FaultPoint
  /** Matching calls until it strikes; `null` strikes at every one. */
  left: number | null
  readonly strike: (call: StorageCall) => Promise<void>
}

/** Keeps the script and plays it. */
export class ScriptedFaults implements FaultScript {
  #faults: Fault[] = []
  #calls: StorageCall[] = []
  #releases = new Set<() => void>()
  #pending = 0

  get calls(): readonly StorageCall[] {
    return this.#calls
  }

  get pending(): number {
    return this.#pending
  }

  count(target: FaultTarget = 'any'): number {
    return this.#calls.filter((call) => target === 'any' || call === target).length
  }

  failBefore(target: FaultTarget, n = 1, error?: unknown): void {
    this.#script(target, 'before', n, failure('before', error))
  }

  failAfter(target: FaultTarget, n = 1, error?: unknown): void {
    this.#script(target, 'after', n, failure('after', error))
  }

  failAlways(target: FaultTarget = 'any', error?: unknown): void {
    this.#script(target, 'before', null, failure('before', error))
  }

  hang(target: FaultTarget, n = 1, at: FaultPoint = 'before'): () => void {
    return this.gate(target, n, at).open
  }

  hangAlways(target: FaultTarget = 'any', at: FaultPoint = 'before'): () => void {
    return this.#hold(target, null, at).open
  }

  gate(target: FaultTarget, n = 1, at: FaultPoint = 'before'): StorageGate {
    return this.#hold(target, n, at)
  }

  reset(): void {
    this.#faults = []
    this.#calls = []
    for (const release of this.#releases) release()
    this.#releases.clear()
  }

  /** Carries out a call with the faults that are due for it. */
  protected async run<O extends StorageCallOptions | undefined, T>(
    call: StorageCall,
    options: O,
    carryOut: (options: O) => Promise<T>,
  ): Promise<T> {
    this.#calls.push(call)
    this.#pending += 1
    try {
      const due = this.#due(call)
      const held = due.filter(({ at }) => at === 'before')
      for (const fault of held) await fault.strike(call)
      const reply = await carryOut(held.length > 0 ? unbounded(options) : options)
      for (const fault of due) if (fault.at === 'after') await fault.strike(call)
      return reply
    } finally {
      this.#pending -= 1
    }
  }

  #due(call: StorageCall): readonly Fault[] {
    const due = this.#faults.filter((fault) => {
      if (fault.target !== 'any' && fault.target !== call) return false
      if (fault.left === null) return true
      fault.left -= 1
      return fault.left === 0
    })
    if (due.length > 0) this.#faults = this.#faults.filter(({ left }) => left !== 0)
    return due
  }

  #script(target: FaultTarget, at: FaultPoint, n: number | null, strike: Fault['strike']): Fault {
    if (n !== null && !(Number.isInteger(n) && n >= 1)) {
      throw new TypeError(`n must be an integer of 1 or more, got ${String(n)}`)
    }
    const fault = { target, at, left: n, strike }
    this.#faults.push(fault)
    return fault
  }

  #hold(target: FaultTarget, n: number | null, at: FaultPoint): StorageGate {
    let release = (): void => {}
    let arrive = (): void => {}
    const opened = new Promise<void>((resolve) => {
      release = resolve
    })
    const reached = new Promise<void>((resolve) => {
      arrive = resolve
    })
    this.#releases.add(release)
    const fault = this.#script(target, at, n, () => {
      arrive()
      return opened
    })
    const open = (): void => {
      release()
      this.#releases.delete(release)
      if (n === null) this.#faults = this.#faults.filter((other) => other !== fault)
    }
    return { reached, open }
  }
}

function failure(at: FaultPoint, error: unknown): Fault['strike'] {
  return async (call) => {
    if (error !== undefined) throw error
    throw new CharacterStorageError(
      at === 'before'
        ? `Scripted fault: ${call} was not carried out`
        : `Scripted fault: ${call} was carried out, its reply is lost`,
    )
  }
}

/** A call that arrives late is carried out, whoever has given it up meanwhile. */
function unbounded<O extends StorageCallOptions | undefined>(options: O): O {
  return options && { ...options, signal: undefined, timeoutMs: undefined }
}
