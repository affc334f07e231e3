import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { ROOT } from '../package/source-graph.ts'

/** An example that runs as a program of its own. */
export interface RunningExample {
  /** The first address it printed. */
  readonly url: string
  /** All it has printed so far. */
  output(): string
  /** Waits until it has printed this. */
  printed(pattern: RegExp): Promise<RegExpExecArray>
  /** Sends a signal and waits for its end; gives the exit code. */
  stop(signal: 'SIGINT' | 'SIGTERM'): Promise<number | null>
}

/**
 * Starts an example on a free port. Without the paths of tsconfig.tests.json, `dramatis` is what
 * package.json exports: the build.
 */
export async function startExample(
  file: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<RunningExample> {
  const { MONGODB_URI, NODE_OPTIONS, VITEST, NODE_ENV, ...env } = process.env
  const child = spawn(process.execPath, ['--import', 'tsx', `examples/${file}`], {
    cwd: ROOT,
    env: { ...env, PORT: '0', ...settings },
  })
  const printed = watchOutput(file, child)
  const [url] = await printed.until(/http:\/\/127\.0\.0\.1:\d+\S*/)
  return {
    url,
    output: printed.all,
    printed: printed.until,
    async stop(signal) {
      const ended = once(child, 'close')
      child.kill(signal)
      const [code] = await ended
      return code as number | null
    },
  }
}

interface Watched {
  all(): string
  until(pattern: RegExp): Promise<RegExpExecArray>
}

function watchOutput(file: string, child: ChildProcessWithoutNullStreams): Watched {
  let text = ''
  let wake = (): void => {}
  let hasEnded = false
  const take = (part: Buffer): void => {
    text += part
    wake()
  }
  child.stdout.on('data', take)
  child.stderr.on('data', take)
  child.on('close', () => {
    hasEnded = true
    wake()
  })
  return {
    all: () => text,
    async until(pattern) {
      for (;;) {
        const found = pattern.exec(text)
        if (found !== null) return found
        if (hasEnded) throw new Error(`${file} ended without printing ${pattern}:\n${text}`)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
  }
}
