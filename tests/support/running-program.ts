import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'

/** A program that runs beside the tests. */
export interface RunningProgram {
  /** All it has printed so far. */
  output(): string
  /** What of it went to its standard error. */
  complaints(): string
  /** Waits until it has printed this. */
  printed(pattern: RegExp): Promise<RegExpExecArray>
  /** Sends a signal and waits for its end; gives the exit code, `null` where the signal ended it. */
  stop(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): Promise<number | null>
}

/** Starts a program in a folder, as a user does: without what the runner of the tests sets for itself. */
export function startProgram(
  file: string,
  args: readonly string[],
  cwd: string,
  settings: Readonly<Record<string, string>> = {},
): RunningProgram {
  const { MONGODB_URI, NODE_OPTIONS, VITEST, NODE_ENV, ...env } = process.env
  const child = spawn(file, args, { cwd, env: { ...env, ...settings } })
  const ended = once(child, 'close')
  const printed = watchOutput([file, ...args].join(' '), child)
  return {
    output: printed.all,
    complaints: printed.errors,
    printed: printed.until,
    async stop(signal) {
      child.kill(signal)
      const [code] = await ended
      return code as number | null
    },
  }
}

interface Watched {
  all(): string
  errors(): string
  until(pattern: RegExp): Promise<RegExpExecArray>
}

function watchOutput(program: string, child: ChildProcessWithoutNullStreams): Watched {
  let text = ''
  let errors = ''
  let wake = (): void => {}
  let hasEnded = false
  const take = (part: Buffer): void => {
    text += part
    wake()
  }
  child.stdout.on('data', take)
  child.stderr.on('data', (part: Buffer) => {
    errors += part
    take(part)
  })
  child.on('close', () => {
    hasEnded = true
    wake()
  })
  return {
    all: () => text,
    errors: () => errors,
    async until(pattern) {
      for (;;) {
        const found = pattern.exec(text)
        if (found !== null) return found
        if (hasEnded) throw new Error(`${program} ended without printing ${pattern}:\n${text}`)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
  }
}
