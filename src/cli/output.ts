import { styleText } from 'node:util'
import stringWidth from 'fast-string-width'
import type { Io } from './io.ts'
import type { Secrets } from './secrets.ts'

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow'

const BAR = 24
/** What moves the cursor, or makes one line two. */
const CONTROL = /\p{Cc}/gu

/** Writes results: for people on a terminal, as plain lines elsewhere, as JSON where it was asked for. */
export class Output {
  readonly #io: Io
  readonly #secrets: Secrets
  readonly #isJson: boolean
  #hasBar = false

  constructor(io: Io, secrets: Secrets, isJson: boolean) {
    this.#io = io
    this.#secrets = secrets
    this.#isJson = isJson
  }

  /** What was asked for: a value as JSON, or lines. */
  result(json: unknown, lines: () => Iterable<string>): void {
    this.#clearBar()
    if (this.#isJson) this.#io.out(`${JSON.stringify(json, null, 2)}\n`)
    else for (const line of lines()) this.#io.out(`${line}\n`)
  }

  /** Rows under a head, in columns for people, with tabs between them for programs. */
  table(json: unknown, head: readonly string[], rows: readonly (readonly string[])[]): void {
    this.result(json, () => {
      const clean = rows.map((row) => row.map((cell) => cell.replaceAll(CONTROL, ' ')))
      if (!this.#io.isTerminal) return clean.map((row) => row.join('\t'))
      const widths = head.map((_, column) =>
        Math.max(...[head, ...clean].map((row) => stringWidth(row[column] ?? ''))),
      )
      const lineOf = (row: readonly string[]): string =>
        row
          .map((cell, at) => cell + ' '.repeat((widths[at] ?? 0) - stringWidth(cell)))
          .join('  ')
          .trimEnd()
      return [this.styled('bold', lineOf(head)), ...clean.map(lineOf)]
    })
  }

  /** Something beside the result. */
  note(text: string): void {
    this.#clearBar()
    this.#io.err(`${this.#secrets.hide(text)}\n`)
  }

  /** What went wrong. */
  error(error: unknown): void {
    this.#clearBar()
    const told = errorToJson(error, this.#secrets)
    if (this.#isJson) this.#io.err(`${JSON.stringify({ error: told })}\n`)
    else this.#io.err(`${this.styled('red', 'error:')} ${told.message}\n`)
  }

  /** An error as JSON tells it. */
  errorToJson(error: unknown): ToldError {
    return errorToJson(error, this.#secrets)
  }

  /** How far it is, where somebody looks. */
  progress(done: number, total: number, name: string): void {
    if (!this.#io.isInteractive || this.#isJson) return
    const full = Math.round((done / Math.max(total, 1)) * BAR)
    const bar = '█'.repeat(full) + '░'.repeat(BAR - full)
    const shown = name.replaceAll(CONTROL, ' ').slice(0, 40)
    this.#io.err(`\r\u001b[2K${bar} ${done}/${total} ${this.styled('dim', shown)}`)
    this.#hasBar = true
  }

  styled(style: Style, text: string): string {
    const { env, isTerminal } = this.#io
    const isPlain =
      !isTerminal || this.#isJson || (env.NO_COLOR ?? '') !== '' || env.TERM === 'dumb'
    // Node would ask its own output, which a test has none of.
    return isPlain ? text : styleText(style, text, { validateStream: false })
  }

  #clearBar(): void {
    if (this.#hasBar) this.#io.err('\r\u001b[2K')
    this.#hasBar = false
  }
}

/** An error as JSON tells it. */
export interface ToldError {
  readonly code: string | undefined
  readonly message: string
}

function errorToJson(error: unknown, secrets: Secrets): ToldError {
  const { code, message, cause } = Object(error) as Error & { readonly code?: unknown }
  const reason = typeof Object(cause).message === 'string' ? String(Object(cause).message) : ''
  const text = typeof message === 'string' ? message : String(error)
  const isTold = reason === '' || text.includes(reason)
  return {
    code: typeof code === 'string' ? code : undefined,
    message: secrets.hide(isTold ? text : `${text}: ${reason}`),
  }
}
