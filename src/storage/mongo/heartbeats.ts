/** Starts a timer that holds no process open; gives what takes it back. */
export type StartTimer = (ms: number, fire: () => void) => () => void

/** How long a heartbeat may take. */
export interface HeartbeatLimits {
  /** After so many milliseconds the driver itself gives it up. */
  readonly answerMs: number
  /** So many more are granted to the driver. */
  readonly graceMs: number
}

interface OpenHeartbeat {
  isDead: boolean
  forget: () => void
}

/**
 * The heartbeats of a driver that have begun and not ended. One of those that poll is dead when the
 * driver should long have given it up; awaited ones last for as long as the server keeps silent.
 */
export class Heartbeats {
  readonly #limits: HeartbeatLimits
  readonly #startTimer: StartTimer
  readonly #onDead: () => void
  readonly #open = new Map<string, OpenHeartbeat>()

  constructor(limits: HeartbeatLimits, startTimer: StartTimer, onDead: () => void) {
    this.#limits = limits
    this.#startTimer = startTimer
    this.#onDead = onDead
  }

  /** The address of a server whose heartbeat is dead. */
  get dead(): string | undefined {
    for (const [address, { isDead }] of this.#open) if (isDead) return address
    return undefined
  }

  begin(address: string, isAwaited: boolean): void {
    this.end(address)
    if (isAwaited) return
    const { answerMs, graceMs } = this.#limits
    const heartbeat: OpenHeartbeat = { isDead: false, forget: () => {} }
    const die = (): void => {
      heartbeat.isDead = true
      this.#onDead()
    }
    // Two timers: of a process that was frozen the first is over as it wakes, and so is the driver's.
    // What the driver has to say of it comes before the second is.
    heartbeat.forget = this.#startTimer(answerMs, () => {
      heartbeat.forget = this.#startTimer(graceMs, die)
    })
    this.#open.set(address, heartbeat)
  }

  /** It has ended, in whatever way, or its server is no longer looked at. */
  end(address: string): void {
    this.#open.get(address)?.forget()
    this.#open.delete(address)
  }

  clear(): void {
    for (const { forget } of this.#open.values()) forget()
    this.#open.clear()
  }
}
