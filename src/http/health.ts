import { isCharacterError } from '../errors.ts'
import type { CharacterOperations } from '../service/character-operations.ts'
import { HttpProblem } from './problem.ts'

/** Those who probe give up soon, and want to know why. */
const TIMEOUT_MS = 2_000
const KEPT_MS = 1_000

/**
 * Asks whether a service can answer. However many want to know, one question is under way, and its
 * answer serves all for a second: who probes must not be a load.
 */
export class HealthCheck {
  readonly #service: CharacterOperations
  readonly #now: () => number
  #answer: Promise<void> | undefined
  #expiresAt = 0

  /** @param now milliseconds of a clock that never goes back */
  constructor(service: CharacterOperations, now: () => number = () => performance.now()) {
    this.#service = service
    this.#now = now
  }

  /** @throws {HttpProblem} 503 when the storage does not answer, within two seconds at most */
  ask(): Promise<void> {
    if (this.#answer === undefined || this.#now() >= this.#expiresAt) {
      this.#expiresAt = Number.POSITIVE_INFINITY
      this.#answer = this.#question().finally(() => {
        this.#expiresAt = this.#now() + KEPT_MS
      })
    }
    return this.#answer
  }

  async #question(): Promise<void> {
    const service = this.#service
    try {
      if (service.ping === undefined) await service.listCharacters({ limit: 1 })
      else await service.ping({ timeoutMs: TIMEOUT_MS })
    } catch (error) {
      if (!isCharacterError(error, 'CHARACTER_STORAGE')) throw error
      const detail = 'The storage does not answer'
      throw new HttpProblem('SERVICE_UNAVAILABLE', detail, { 'retry-after': '1' })
    }
  }
}
