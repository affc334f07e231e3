import { ROOT } from '../package/source-graph.ts'
import { type RunningProgram, startProgram } from '../support/running-program.ts'

/** An example that runs as a program of its own. */
export interface RunningExample extends RunningProgram {
  /** The first address it printed. */
  readonly url: string
}

/**
 * Starts an example on a free port. Without the paths of tsconfig.tests.json, `dramatis` is what
 * package.json exports: the build.
 */
export async function startExample(
  file: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<RunningExample> {
  const args = ['--import', 'tsx', `examples/${file}`]
  const example = startProgram(process.execPath, args, ROOT, { PORT: '0', ...settings })
  const [url] = await example.printed(/http:\/\/127\.0\.0\.1:\d+\S*/)
  return { ...example, url }
}
