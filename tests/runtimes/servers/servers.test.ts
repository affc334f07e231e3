import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Consumer, consumer } from '../../package/built/consumer.ts'
import { describeWithMongo, mongoUri, openMongo } from '../../support/mongo.ts'
import { runtimeNamed } from '../runtimes.ts'
import { testWhereThere } from '../test-where-there.ts'
import { expectedAnswers } from './expected-answers.ts'
import { type Answers, answersOf } from './questions.ts'
import { addressOf, serving } from './serving.ts'

/** A program of `tests/package/consumers/servers`, and what runs it. */
interface Program {
  readonly runtime: string
  readonly file: string
  /** What it says on its standard error, though nothing is wrong. */
  readonly says?: RegExp
}

const PROGRAMS: readonly Program[] = [
  { runtime: 'Node', file: 'node.mjs' },
  { runtime: 'Bun', file: 'node.mjs' },
  { runtime: 'Bun', file: 'bun.mjs' },
  { runtime: 'Deno', file: 'node.mjs' },
  // It says so once when anybody looks at `request.signal`, which tells of clients that left.
  { runtime: 'Deno', file: 'deno.mjs', says: /^Deno\.serve: request\.signal aborts on[^\n]*\n$/ },
]
// Red when the library needs more than the network. The driver looks at variables of its own.
const DENO = ['run', '--no-prompt', '--cached-only', '--allow-net=127.0.0.1']
const WORKER = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .worker)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  modules = [(name = "bundle.mjs", esModule = embed "bundle.mjs")],
  compatibilityDate = "2024-10-14",
);
`

const mongo = mongoUri() === null ? undefined : await openMongo()
afterAll(() => mongo?.close())

let project: Consumer
let expected: Answers
beforeAll(async () => {
  project = await consumer('servers', { mongodb: '7.9.0', zod: '4.6.7' })
  expected = await expectedAnswers()
})

test('applications are answered as they should be', () => {
  const { 'updates at once': updates, ...others } = expected
  expect(updates).toEqual([200, ...Array(7).fill(412)])
  const statuses = Object.entries(others).map(([asked, answer]) => [asked, Object(answer).status])
  expect(statuses.length).toBeGreaterThan(25)
  expect(Object.fromEntries(statuses.filter(([, status]) => status !== 200))).toEqual({
    'create without a key': 401,
    'create again': 400,
    'create nothing': 400,
    'read what is known': 304,
    'update what was overtaken': 412,
    'no such version': 404,
    'read what is deleted': 404,
    'list in a way there is none': 400,
    options: 204,
    patch: 405,
    elsewhere: 404,
    'too much': 413,
  })
})

describe('the installed package answers the same, and stops on SIGTERM', () => {
  for (const program of PROGRAMS) {
    const { runtime, file } = program
    const permissions = runtime === 'Deno' ? [...DENO, '--allow-env=MONGODB_URI'] : []
    testWhereThere(runtimeNamed(runtime), `in ${runtime}: ${file}`, async (command) => {
      await expectTheSame(command, [...permissions, file], program)
    })
  }

  // Red when a service makes anything random or sets a timer before the first request, and with any
  // older date: an update then waits forever for the one before it, which is another request.
  testWhereThere(runtimeNamed('workerd'), 'in workerd: worker.mjs', async (command) => {
    await bundleWorker()
    await expectTheSame(command, ['serve', '--control-fd=1', 'config.capnp'])
  })
})

describeWithMongo('the installed package answers the same on MongoDB', () => {
  if (!mongo) return

  for (const program of PROGRAMS) {
    const { runtime, file } = program
    const permissions = runtime === 'Deno' ? [...DENO, '--allow-env'] : []
    testWhereThere(runtimeNamed(runtime), `in ${runtime}: ${file}`, async (command) => {
      const settings = { MONGODB_URI: addressOf(mongo.db()) }
      await expectTheSame(command, [...permissions, file], program, settings)
    })
  }
})

async function expectTheSame(
  command: string,
  args: readonly string[],
  { says = /^$/ }: { readonly says?: RegExp } = {},
  settings: Readonly<Record<string, string>> = {},
): Promise<void> {
  const server = await serving(command, args, project.directory, settings)
  expect(await answersOf(`${server.origin}/api/characters`)).toEqual(expected)
  expect(await server.stop('SIGTERM')).toBe(0)
  expect(server.complaints()).toMatch(says)
}

/** As wrangler makes one. */
async function bundleWorker(): Promise<void> {
  await build({
    entryPoints: [join(project.directory, 'worker.mjs')],
    outfile: join(project.directory, 'bundle.mjs'),
    bundle: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['workerd', 'worker', 'browser'],
    target: 'es2024',
    logLevel: 'error',
  })
  await project.write('config.capnp', WORKER)
}
