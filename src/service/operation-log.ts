import { isCharacterError } from '../errors.ts'
import type { Logger } from '../logger.ts'

/** What an operation is about, for logs and traces. Never a persona's text. */
export interface OperationMeta {
  readonly name?: string | undefined
  readonly id?: string | undefined
}

const READS = /^(?:get|find|list|diff)/
const MAX_TEXT = 100

/** Tells the host's logger of every operation and its outcome, in one line each. */
export class OperationLog {
  readonly #logger: Logger | undefined

  constructor(logger: Logger | undefined) {
    this.#logger = logger
  }

  /** Whether anybody listens: a cached read skips the rest when nobody does. */
  get active(): boolean {
    return this.#logger !== undefined
  }

  /** Passes the promise on, and tells what became of it. */
  watch<T>(operation: string, meta: OperationMeta, work: () => Promise<T>): Promise<T> {
    const promise = work()
    if (this.#logger === undefined) return promise
    const startedAt = performance.now()
    const about = { operation, ...bounded(meta) }
    return promise.then(
      (value) => {
        const level = READS.test(operation) ? 'debug' : 'info'
        this.write(level, `${operation} succeeded`, { ...about, durationMs: since(startedAt) })
        return value
      },
      (error: unknown) => {
        const code = isCharacterError(error) ? error.code : errorName(error)
        this.write('warn', `${operation} failed`, { ...about, code, durationMs: since(startedAt) })
        throw error
      },
    )
  }

  /** One line; a logger that throws fails nothing. */
  write(level: 'debug' | 'info' | 'warn', message: string, meta: object): void {
    try {
      this.#logger?.[level](message, meta)
    } catch {
      // Nowhere left to tell.
    }
  }
}

function bounded(meta: OperationMeta): OperationMeta {
  return {
    ...(meta.name !== undefined && { name: cut(meta.name) }),
    ...(meta.id !== undefined && { id: cut(meta.id) }),
  }
}

function cut(text: unknown): string {
  return typeof text === 'string' ? text.slice(0, MAX_TEXT) : typeof text
}

function since(startedAt: number): number {
  return Math.round((performance.now() - startedAt) * 1000) / 1000
}

function errorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error
}
