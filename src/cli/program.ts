import { Argument, Command, InvalidArgumentError, Option } from 'commander'
import { exportFolder } from './commands/export.ts'
import { exportCard } from './commands/export-card.ts'
import { CONFLICTS, importFiles } from './commands/import.ts'
import { label } from './commands/label.ts'
import { history, list, show } from './commands/look.ts'
import { rollback } from './commands/rollback.ts'
import { diff, sync } from './commands/sync.ts'
import { validate } from './commands/validate.ts'
import { Context } from './context.ts'
import type { Io, Status } from './io.ts'
import type { GlobalOptions } from './options.ts'

type Action<Given extends readonly unknown[], Flags> = (
  context: Context,
  ...given: [...Given, Flags]
) => Promise<Status>

/** The command with its subcommands; `done` is told the status with which one ended. */
export function createProgram(io: Io, version: string, done: (status: Status) => void): Command {
  const program = new Command('dramatis')
    .description('Characters of a service: as files, versions and cards.')
    .version(version, '-V', 'print the version of the package')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeOut: (text) => io.out(text), writeErr: (text) => io.err(text) })
    .exitOverride()
  addGlobalOptions(program)
  const act =
    <Given extends readonly unknown[], Flags>(action: Action<Given, Flags>) =>
    async (...given: unknown[]): Promise<void> => {
      // Behind the arguments come the options of the subcommand, and the subcommand.
      const context = new Context(io, program.opts<GlobalOptions>())
      done(await action(context, ...(given.slice(0, -1) as [...Given, Flags])))
    }
  addFileCommands(program, act)
  addCharacterCommands(program, act)
  addCardCommands(program, act)
  return program
}

type Act = <Given extends readonly unknown[], Flags>(
  action: Action<Given, Flags>,
) => (...given: unknown[]) => Promise<void>

function addGlobalOptions(program: Command): void {
  program
    .option('--uri <uri>', 'MongoDB (or the environment variable MONGODB_URI)')
    .option('--db <name>', 'the database (that of the URI)')
    .option('--collection <name>', "the collection ('characters')")
    .option('--url <url>', 'the characters of a service over HTTP, instead of --uri')
    .option(
      '--header <header>',
      "sent to it, like 'authorization: Bearer …'; again for more",
      collect,
    )
    .option('--tenant <name>', 'whose characters')
    .option('--model <file>', 'a module whose default export is the model')
    .option('--by <who>', 'who does it, kept with each write')
    .option('--note <why>', 'why, kept with each write')
    .option('--json', 'write JSON')
    .option('--yes', 'ask nothing')
}

function addFileCommands(program: Command, act: Act): void {
  program
    .command('validate')
    .description('say what is wrong with the files of a folder')
    .argument('<dir>')
    .action(act<[string], object>(validate))
  program
    .command('diff')
    .description('show what a sync would do; status 3 where there is something')
    .argument('<dir>')
    .option('--prune', 'what no file names would be deleted')
    .action(act<[string], object>(diff))
  program
    .command('sync')
    .description('bring the stored characters to what the files of a folder say')
    .argument('<dir>')
    .option('--prune', 'soft-delete what no file names')
    .option('--dry-run', 'write nothing')
    .action(act<[string], object>(sync))
  program
    .command('export')
    .description('write the stored characters to files')
    .argument('<dir>')
    .addOption(new Option('--format <format>').choices(['md', 'yaml', 'json']).default('md'))
    .option('--label <label>', 'the versions that a label points to, instead of the present ones')
    .action(act<[string], { format: 'md' }>(exportFolder))
}

function addCharacterCommands(program: Command, act: Act): void {
  program.command('list').description('list the characters').action(act<[], object>(list))
  program
    .command('show')
    .description('show a character')
    .argument('<name>')
    .action(act<[string], object>(show))
  program
    .command('history')
    .description('list the versions of a character, newest first')
    .argument('<name>')
    .action(act<[string], object>(history))
  program
    .command('rollback')
    .description('append a version with what an older one held')
    .argument('<name>')
    .addArgument(versionArgument())
    .action(act<[string, number], object>(rollback))
  program
    .command('label')
    .description('let a label point to a version')
    .argument('<name>')
    .argument('<label>')
    .addArgument(versionArgument())
    .action(act<[string, string, number], object>(label))
}

function addCardCommands(program: Command, act: Act): void {
  program
    .command('import')
    .description('store the characters of cards and other files')
    .argument('<file...>')
    .addOption(
      new Option('--on-conflict <what>', 'where the name is taken')
        .choices([...CONFLICTS])
        .default('error'),
    )
    .action(act<[string[]], { onConflict: 'error' }>(importFiles))
  program
    .command('export-card')
    .description('write a character as a card: .json, .png or .charx')
    .argument('<name>')
    .argument('<file>')
    .option('--version <n>', 'an older version of it', versionOf)
    .option('--image <file>', 'its picture (that of the file, where it is one already)')
    .action(act<[string, string], object>(exportCard))
}

function versionArgument(): Argument {
  return new Argument('<n>', 'the number of the version').argParser(versionOf)
}

function versionOf(text: string): number {
  const version = Number(text)
  if (!/^\d{1,15}$/.test(text) || version < 1)
    throw new InvalidArgumentError('It is no version number.')
  return version
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value]
}
