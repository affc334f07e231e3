import { createRequire } from 'node:module'
import { join, relative } from 'node:path'
import type tsc from 'typescript'
import type { Consumer } from './consumer.ts'

/** Compiler options, as they stand in a `tsconfig.json`. */
export type Options = Readonly<Record<string, unknown>>

/** The complaints of a compiler about these files of a project, and about the package they import. */
export type Compile = (options: Options, files: readonly string[]) => Promise<string[]>

/**
 * The compiler that is installed under a name, run in this process: it is loaded once for all
 * programs, and checks nothing that other packages declare, which is theirs to mend.
 */
export async function compilerWithin(project: Consumer, name: string): Promise<Compile> {
  const installed = createRequire(join(project.directory, 'package.json'))
  const ts: typeof tsc = installed(name)
  return async (settings, files) => {
    const { options, errors } = ts.convertCompilerOptionsFromJson(settings, project.directory)
    const paths = files.map((file) => join(project.directory, file))
    const program = ts.createProgram(paths, options)
    const within = (path: string): string => relative(project.directory, path)
    const judged = program.getSourceFiles().filter(({ fileName }) => isJudged(within(fileName)))
    const found = [
      ...errors,
      ...program.getOptionsDiagnostics(),
      ...judged.flatMap((file) => [
        ...program.getSyntacticDiagnostics(file),
        ...program.getSemanticDiagnostics(file),
      ]),
      ...program.getGlobalDiagnostics(),
    ]
    return found.map((one) => {
      const text = ts.flattenDiagnosticMessageText(one.messageText, '\n')
      return `${within(one.file?.fileName ?? '')}: TS${one.code}: ${text}`
    })
  }
}

/** The same of a compiler that is a program of its own. */
export function compilerBeside(project: Consumer, name: string): Compile {
  return async (compilerOptions, files) => {
    await project.write('tsconfig.json', JSON.stringify({ compilerOptions, files }))
    const tsc = join(project.directory, 'node_modules', name, 'bin/tsc')
    const output = await project
      .run(process.execPath, tsc, '-p', '.', '--pretty', 'false')
      .catch((error: Error) => error.message)
    return output.split('\n').filter((line) => /error TS/.test(line) && isJudged(line))
  }
}

/** Whether a path of a project, or a line that begins with one, is its own or of the package. */
function isJudged(path: string): boolean {
  return !path.startsWith('node_modules/') || path.startsWith('node_modules/dramatis/')
}
