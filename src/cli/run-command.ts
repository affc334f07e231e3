import { CommanderError } from 'commander'
import { Context } from './context.ts'
import { type Io, STATUS, type Status, WrongUse } from './io.ts'
import type { GlobalOptions } from './options.ts'
import { createProgram } from './program.ts'

/**
 * Runs the command.
 *
 * @param given the arguments, without those of Node
 * @returns the exit status
 */
export async function runCommand(
  given: readonly string[],
  io: Io,
  version: string,
): Promise<Status> {
  let status: Status = STATUS.done
  const program = createProgram(io, version, (ended) => {
    status = ended
  })
  try {
    // A subcommand has an option of this name.
    const asked = given.length === 1 && given[0] === '--version' ? ['-V'] : [...given]
    await program.parseAsync(asked, { from: 'user' })
    return status
  } catch (error) {
    // Commander has written why.
    if (error instanceof CommanderError) return error.exitCode === 0 ? STATUS.done : STATUS.wrongUse
    const { out } = new Context(io, program.opts<GlobalOptions>())
    out.error(io.signal.aborted ? new Error('interrupted') : error)
    return error instanceof WrongUse ? STATUS.wrongUse : STATUS.failed
  }
}
