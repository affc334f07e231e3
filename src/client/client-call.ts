import { isCharacterError } from '../errors.ts'
import type { CharacterResponse } from '../model/character.ts'
import { ClientDeadline } from './client-deadline.ts'
import type { ResolvedClientOptions } from './client-options.ts'
import { errorOf } from './error-of.ts'
import { type Answer, type Ask, exchange } from './exchange.ts'
import { unexpectedAnswer } from './http-error.ts'
import type { KeptAnswers } from './kept-answers.ts'
import type { Reader } from './shown-character.ts'
import { type Failure, isPassing, isUntold, unknownOutcome } from './untold.ts'

const FIRST_PAUSE_MS = 100

/** One call of the client: the requests that it takes, within its deadline. */
export class ClientCall extends ClientDeadline {
  readonly #options: ResolvedClientOptions
  readonly #kept: KeptAnswers

  /** @param wish the caller's own signal */
  constructor(options: ResolvedClientOptions, kept: KeptAnswers, wish: AbortSignal | undefined) {
    super(options.timeoutMs, wish)
    this.#options = options
    this.#kept = kept
  }

  /** Reads something, and asks again where that may help. */
  async read<T>(ask: Omit<Ask, 'method'>, reader: Reader<T>): Promise<T> {
    for (let tries = 0; ; tries++) {
      const outcome = await this.#try({ ...ask, method: 'GET' }, reader)
      if ('value' in outcome) return outcome.value
      const isLast = tries >= this.#options.retries || !isPassing(outcome)
      if (isLast || !(await this.#pauseAfter(tries, outcome))) throw outcome.error
    }
  }

  /** Reads one character; one that is kept need not be sent again. */
  readCharacter<C extends CharacterResponse>(path: string, reader: Reader<C>): Promise<C> {
    if (!this.#options.cache) return this.read({ path }, reader)
    const kept = this.#kept.get(path)
    const headers = kept && { 'if-none-match': kept.etag }
    return this.read({ path, headers }, (content, answer) => {
      if (answer.status === 304 && kept !== undefined) {
        this.#kept.hit(path, kept)
        return kept.character as C
      }
      const character = reader(content, answer)
      const etag = answer.headers.get('etag')
      if (etag !== null) this.#kept.miss(path, { etag, character })
      return character
    })
  }

  /**
   * Writes something. Where the answer is lost it is sent again only under `If-Match`, where a second
   * time does nothing, and only to learn what became of the first.
   */
  async write<T>(ask: Ask, reader: Reader<T>): Promise<T> {
    const retries = ask.headers?.['if-match'] === undefined ? 0 : this.#options.retries
    let first: Failure | undefined
    for (let tries = 0; ; tries++) {
      const outcome = await this.#try(ask, reader)
      if ('value' in outcome) return outcome.value
      const isLost = isUntold(outcome)
      // The server would have said the same to the first.
      const isRefused = isCharacterError(outcome.error, 'CHARACTER_VALIDATION')
      if (!isLost && (first === undefined || isRefused)) throw outcome.error
      first ??= outcome
      // A conflict, say: with what the first has done, or with another. Nobody can tell.
      const isLast = tries >= retries || !isLost
      if (isLast || !(await this.#pauseAfter(tries))) throw unknownOutcome(first.error)
    }
  }

  async #try<T>(ask: Ask, reader: Reader<T>): Promise<{ readonly value: T } | Failure> {
    let isSent = false
    try {
      const headers = await this.#headers(ask)
      isSent = true
      const answer = await exchange(this.#options, ask, headers, this)
      if (isSuccess(answer, ask)) return { value: readAnswer(answer, reader) }
      return { error: errorOf(answer), isSent, retryAfterMs: retryAfterMs(answer) }
    } catch (error) {
      if (this.isUnwanted) throw error
      return { error, isSent }
    }
  }

  #pauseAfter(tries: number, { retryAfterMs }: Partial<Failure> = {}): Promise<boolean> {
    return this.pause(retryAfterMs ?? Math.random() * FIRST_PAUSE_MS * 2 ** tries)
  }

  async #headers({ method, body, headers: own }: Ask): Promise<{ [name: string]: string }> {
    const headers = await this.race(this.#options.headers())
    headers.set('accept', 'application/json')
    // A POST without a body too: no page of another site can send it so.
    if (method === 'POST' || body != null) headers.set('content-type', 'application/json')
    return { ...Object.fromEntries(headers), ...own }
  }
}

/** What cannot be read as what it should be is none of ours, whatever is wrong with it. */
function readAnswer<T>(answer: Answer, reader: Reader<T>): T {
  try {
    return reader(answer.content, answer)
  } catch (cause) {
    throw unexpectedAnswer(answer.status, cause)
  }
}

function isSuccess({ status }: Answer, { headers }: Ask): boolean {
  if (status === 304) return headers?.['if-none-match'] !== undefined
  return status >= 200 && status < 300
}

/** Seconds, or a date (RFC 9110, section 10.2.3). */
function retryAfterMs({ headers }: Answer): number | undefined {
  const said = headers.get('retry-after') ?? ''
  const ms = /^\d+$/.test(said) ? Number(said) * 1_000 : Date.parse(said) - Date.now()
  return Number.isNaN(ms) ? undefined : Math.max(0, ms)
}
