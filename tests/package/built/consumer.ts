import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { cp, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { inject } from 'vitest'
import { ROOT } from '../source-graph.ts'

const run = promisify(execFile)

/** A project of a user, with the packed package installed. */
export interface Consumer {
  readonly directory: string
  /** Runs a program of the project in its folder; gives what it prints, rejects when it fails. */
  run(program: string, ...args: string[]): Promise<string>
  /** Writes a file of the project. */
  write(name: string, text: string): Promise<void>
}

/**
 * A project under `.cache/consumers` with these dependencies, the packed package, and the files of
 * `tests/package/consumers/<name>` where there are some. The dependencies are installed once.
 */
export async function consumer(
  name: string,
  dependencies: Readonly<Record<string, string>>,
): Promise<Consumer> {
  const hash = createHash('sha256').update(JSON.stringify(dependencies)).digest('hex').slice(0, 12)
  const project = projectIn(join(ROOT, '.cache/consumers', `${name}-${hash}`))
  if (!existsSync(join(project.directory, 'node_modules/.package-lock.json'))) {
    await rm(project.directory, { recursive: true, force: true })
    await mkdir(project.directory, { recursive: true })
    await project.write('package.json', JSON.stringify({ private: true, dependencies }))
    await project.run('npm', 'install', '--no-audit', '--no-fund', '--legacy-peer-deps')
  }
  const installed = join(project.directory, 'node_modules/dramatis')
  await rm(installed, { recursive: true, force: true })
  await mkdir(installed, { recursive: true })
  await run('tar', ['-xzf', inject('packed').tarball, '--strip-components=1', '-C', installed])
  const files = join(ROOT, 'tests/package/consumers', name)
  if (existsSync(files)) await cp(files, project.directory, { recursive: true })
  return project
}

/** A new, empty project in which a user has run `npm install dramatis`, and nothing else. */
export async function freshConsumer(name: string): Promise<Consumer> {
  const project = projectIn(join(ROOT, '.cache/consumers', name))
  await rm(project.directory, { recursive: true, force: true })
  await mkdir(project.directory, { recursive: true })
  await project.write('package.json', JSON.stringify({ private: true }))
  await project.run('npm', 'install', '--no-audit', '--no-fund', inject('packed').tarball)
  return project
}

function projectIn(directory: string): Consumer {
  return {
    directory,
    async run(program, ...args) {
      // What the runner sets for itself would change what a user's own programs do.
      const { NODE_ENV, NODE_OPTIONS, VITEST, ...env } = process.env
      const options = { cwd: directory, env, maxBuffer: 64 * 1024 * 1024 }
      const { stdout } = await run(program, args, options).catch((error: ProgramError) => {
        const said = [error.stdout, error.stderr].filter(Boolean).join('\n')
        throw new Error(`${program} ${args.join(' ')} failed:\n${said || error.message}`)
      })
      return stdout
    },
    write: (name, text) => writeFile(join(directory, name), text),
  }
}

interface ProgramError extends Error {
  readonly stdout?: string
  readonly stderr?: string
}
