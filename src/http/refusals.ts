import { tell } from '../logger.ts'
import type { ErrorContext } from './context.ts'
import type { HttpAnswer, HttpRequest } from './exchange.ts'
import type { ResolvedHandlerOptions } from './handler-options.ts'
import { HostFailure } from './host-failure.ts'
import { factsOf, INTERNAL_ERROR, type ProblemFacts, problemAnswer } from './problem.ts'
import type { TenantContext } from './tenant-choice.ts'

/** Whom to tell of failures. */
type Told<Native> = Pick<ResolvedHandlerOptions<Native>, 'onError' | 'logger'>

const MAX_LOGGED = 100

const GIVEN_UP: ProblemFacts = { code: 'INVALID_REQUEST', detail: 'The client went away' }

/** Makes answers of errors: clients learn what is theirs to know, the host is told of the rest. */
export class Refusals<Native> {
  readonly #told: Told<Native>

  constructor(told: Told<Native>) {
    this.#told = told
  }

  /**
   * The answer to a request that has ended with an error. Never throws, whatever the error is.
   */
  answer(error: unknown, context: TenantContext<Native>, request: HttpRequest<Native>): HttpAnswer {
    const instance = newInstance()
    let failure = error
    try {
      const facts = error instanceof HostFailure ? null : factsOf(error)
      if (facts !== null) return problemAnswer(facts, instance)
      if (error instanceof HostFailure) failure = error.cause
    } catch {
      // Anything can be thrown: what cannot even be looked at is a failure like any other.
    }
    const { signal } = request
    // Nobody is there to read it, and nothing has failed.
    if (signal?.aborted && error === signal.reason) return problemAnswer(GIVEN_UP, instance)
    this.#report(failure, { ...context, instance })
    return problemAnswer(INTERNAL_ERROR, instance)
  }

  #report(error: unknown, context: ErrorContext<Native>): void {
    const { onError, logger } = this.#told
    const { operation, name, instance } = context
    const id = context.id === null ? null : context.id.slice(0, MAX_LOGGED)
    tell(logger, 'error', `${operation} failed`, { operation, name, id, instance, error })
    try {
      // A promise of any make: it may reject.
      Promise.resolve<unknown>(onError?.(error, context)).catch(ignore)
    } catch {
      // What onError throws has nowhere to go.
    }
  }
}

/** A name for one request: its client and the log of the host have the same one. */
export function newInstance(): string {
  return `urn:uuid:${crypto.randomUUID()}`
}

function ignore(): void {}
