import { isCharacterError } from '../errors.ts'
import { type Logger, tell } from '../logger.ts'

/** What an operation is about, for logs and traces. Never a persona's text. */
export interface OperationMeta {
  readonly name?: string | undefined
  readonly id?: string | undefined
}

/** What the tracing channel `dramatis.operation` carries of one call of a service. */
export interface OperationTrace extends OperationMeta {
  /** The method: `getCharacter`, `updateCharacter`, … */
  readonly operation: string
}

const READS = /^(?:get|find|list|diff|ping)/
const MAX_TEXT = 100

const channel = globalThis.process
  ?.getBuiltinModule?.('node:diagnostics_channel')
  ?.tracingChannel<unknown, OperationTrace>('dramatis.operation')

/** Tells the host's logger, and whoever traces, of every operation and its outcome. */
export class OperationLog {
  readonly #logger: Logger | undefined

  constructor(logger: Logger | undefined) {
    this.#logger = logger
  }

  /** Whether anybody listens: a cached read skips the rest when nobody does. */
  get active(): boolean {
    return this.#logger !== undefined || channel?.start.hasSubscribers === true
  }

  /** Does the work, and tells what became of it. */
  watch<T>(operation: string, meta: OperationMeta, work: () => Promise<T>): Promise<T> {
    if (!this.active) return work()
    const trace: OperationTrace = { operation, ...bounded(meta) }
    return channel?.start.hasSubscribers
      ? traced(trace, () => this.#logged(trace, work))
      : this.#logged(trace, work)
  }

  /** One line; a logger that fails, fails nothing. */
  write(level: 'debug' | 'info' | 'warn', message: string, meta: object): void {
    tell(this.#logger, level, message, meta)
  }

  async #logged<T>(trace: OperationTrace, work: () => Promise<T>): Promise<T> {
    const { operation } = trace
    const startedAt = performance.now()
    try {
      const value = await work()
      const level = READS.test(operation) ? 'debug' : 'info'
      const about = { ...bounded(identityOf(value)), ...trace }
      this.write(level, `${operation} succeeded`, { ...about, durationMs: since(startedAt) })
      return value
    } catch (error) {
      const code = isCharacterError(error) ? error.code : errorName(error)
      this.write('warn', `${operation} failed`, { ...trace, code, durationMs: since(startedAt) })
      throw error
    }
  }
}

/** The result stays out of the trace: it holds the persona's text. */
async function traced<T>(trace: OperationTrace, work: () => Promise<T>): Promise<T> {
  const results: T[] = []
  await channel?.tracePromise(async () => {
    results.push(await work())
  }, trace)
  return results[0] as T
}

/** Whom an operation turned out to be about, where it came to one character. */
function identityOf(value: unknown): OperationMeta {
  const { name, id } = Object(value) as { readonly name?: unknown; readonly id?: unknown }
  return typeof name === 'string' && typeof id === 'string' ? { name, id } : {}
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
  return Math.round((performance.now() - startedAt) * 1_000) / 1_000
}

function errorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error
}
