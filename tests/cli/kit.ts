import type { Io } from '../../src/cli/io.ts'
import { runCommand } from '../../src/cli/run-command.ts'

/** What the command did. */
export interface Ran {
  readonly status: number
  readonly out: string
  readonly err: string
}

/** Runs the command here: into a pipe, with nobody to ask, unless it is said otherwise. */
export async function run(given: readonly string[], around: Partial<Io> = {}): Promise<Ran> {
  let [out, err] = ['', '']
  const io: Io = {
    out: (text) => {
      out += text
    },
    err: (text) => {
      err += text
    },
    env: {},
    isTerminal: false,
    isInteractive: false,
    confirm: async () => {
      throw new Error('nobody can answer')
    },
    signal: new AbortController().signal,
    ...around,
  }
  const status = await runCommand(given, io, '1.2.3')
  return { status, out, err }
}
