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

type Level = 'debug' | 'info' | 'warn'

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
    const about = Object.entries(meta).map(([key, value]) => [key, cut(value)])
    const trace: OperationTrace = { operation, ...Object.fromEntries(about) }
    return channel?.start.hasSubscribers
      ? traced(trace, () => this.#logged(trace, work))
      : this.#logged(trace, work)
  }

  /** One line; a logger that fails, fails nothing. */
  write(level: Level, message: string, meta: object): void {
    tell(this.#logger, level, message, meta)
  }

  async #logged<T>(trace: OperationTrace, work: () => Promise<T>): Promise<T> {
    const { operation } = trace
    const startedAt = performance.now()
    const tell = (level: Level, outcome: string, about: object): void => {
      const durationMs = Math.round((performance.now() - startedAt) * 1_000) / 1_000
      this.write(level, `${operation} ${outcome}`, { ...about, ...trace, durationMs })
    }
    try {
      const value = await work()
      tell(READS.test(operation) ? 'debug' : 'info', 'succeeded', identityOf(value))
      return value
    } catch (error) {
      const name = error instanceof Error ? error.name : typeof error
      tell('warn', 'failed', { code: isCharacterError(error) ? error.code : name })
      throw error
    }
  }
}

/** The result stays out of the trace: it holds the persona's text. */
async function traced<T>(trace: OperationTrace, work: () => Promise<T>): Promise<T> {
  let result: T | undefined
  await channel?.tracePromise(async () => {
    result = await work()
  }, trace)
  return result as T
}

/** Whom an operation turned out to be about, where it came to one character. */
function identityOf(value: unknown): OperationMeta {
  const { name, id } = Object(value) as { readonly name?: unknown; readonly id?: unknown }
  return typeof name === 'string' && typeof id === 'string' ? { name: cut(name), id: cut(id) } : {}
}

function cut(text: unknown): string {
  return typeof text === 'string' ? text.slice(0, MAX_TEXT) : typeof text
}
