import { execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { chromium } from 'playwright-core'
import { ROOT } from '../package/source-graph.ts'
import { CHROMIUM } from '../support/chromium.ts'
import { freePort } from '../support/redis-server.ts'
import type { Outlet } from './bundle.ts'

/** Where a bundle runs. */
export interface Runtime {
  readonly name: string
  /** The switch of the environment under which it must be there. */
  readonly required: 'REQUIRE_RUNTIMES' | 'REQUIRE_BROWSER'
  readonly outlet: Outlet
  /** Its program; `null` where this machine has none. */
  readonly program: string | null
  /**
   * Runs a script with it, and gives the JSON that it handed on.
   *
   * @param mayFetch whether it may reach this machine over the network
   */
  run(program: string, script: string, mayFetch: boolean): Promise<string>
}

const MODULES = join(ROOT, 'node_modules')

/** Everything but Node that the package is for. */
export const RUNTIMES: readonly Runtime[] = [
  printing('Bun', findBun(), () => []),
  // Without any other permission: nothing is read, fetched or executed.
  printing('Deno', works(join(MODULES, '.bin/deno')), (mayFetch) => [
    ...['run', '--no-prompt', '--cached-only'],
    ...(mayFetch ? ['--allow-net=127.0.0.1'] : []),
  ]),
  {
    name: 'workerd',
    required: 'REQUIRE_RUNTIMES',
    outlet: 'serve',
    program: works(join(MODULES, '.bin/workerd')),
    run: (program, script, mayFetch) =>
      inFolder({ 'bundle.mjs': script }, (folder) => serve(program, folder, mayFetch)),
  },
  { ...CHROMIUM, outlet: 'global', run: browse },
]

/** Node itself, to compare the others with. */
export const NODE: Runtime = printing('Node', process.execPath, () => [])

/** The one with this name. */
export function runtimeNamed(name: string): Runtime {
  const found = [NODE, ...RUNTIMES].find((runtime) => runtime.name === name)
  if (found === undefined) throw new Error(`there is no runtime ${name}`)
  return found
}

function printing(
  name: string,
  program: string | null,
  argsFor: (mayFetch: boolean) => readonly string[],
): Runtime {
  return {
    name,
    required: 'REQUIRE_RUNTIMES',
    outlet: 'print',
    program,
    run: (file, script, mayFetch) =>
      inFolder({ 'bundle.mjs': script }, async (folder) => {
        const options = { cwd: folder, maxBuffer: 64 * 1024 * 1024 }
        const args = [...argsFor(mayFetch), 'bundle.mjs']
        return (await promisify(execFile)(file, args, options)).stdout
      }),
  }
}

/** A program that starts; one that an installation left unfinished does not. */
function works(program: string): string | null {
  const isThere = existsSync(program)
  return isThere && spawnSync(program, ['--version']).status === 0 ? program : null
}

/** Where its installation did not run, Bun lies in the package of its platform. */
function findBun(): string | null {
  const platforms = join(MODULES, '@oven')
  const names = existsSync(platforms) ? readdirSync(platforms) : []
  const programs = [
    join(MODULES, '.bin/bun'),
    ...names.map((name) => join(platforms, name, 'bin/bun')),
  ]
  return programs.map(works).find((program) => program !== null) ?? null
}

async function inFolder<T>(
  files: Readonly<Record<string, string>>,
  act: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'dramatis-runtime-'))
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
    return await act(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const WORKER = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "internet", network = (allow = [NETWORK])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:PORT", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  modules = [(name = "bundle.mjs", esModule = embed "bundle.mjs")],
  compatibilityDate = "2025-01-01",
);
`

async function serve(program: string, folder: string, mayFetch: boolean): Promise<string> {
  const port = await freePort()
  const config = WORKER.replace('PORT', `${port}`).replace('NETWORK', mayFetch ? '"private"' : '')
  await writeFile(join(folder, 'config.capnp'), config)
  // It says on descriptor 3 when it listens.
  const args = ['serve', '--control-fd=3', 'config.capnp']
  const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe', 'pipe'] })
  const said: string[] = []
  child.stderr?.on('data', (part) => said.push(String(part)))
  const ended = once(child, 'close')
  const listens = child.stdio[3]
  try {
    if (listens) await Promise.race([once(listens, 'data'), ended])
    const response = await fetch(`http://127.0.0.1:${port}/`)
    if (!response.ok) throw new Error(await response.text())
    return await response.text()
  } catch (cause) {
    throw new Error(`workerd failed: ${said.join('')}`, { cause })
  } finally {
    child.kill('SIGKILL')
    await ended
  }
}

async function browse(program: string, script: string): Promise<string> {
  const browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox'] })
  try {
    const page = await browser.newPage()
    await page.addScriptTag({ content: script })
    return String(await page.evaluate('globalThis.outcome'))
  } finally {
    await browser.close()
  }
}
