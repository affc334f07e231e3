import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Program, programsOf, snippetsOf } from '../snippets.ts'
import { ROOT } from '../source-graph.ts'
import { type Consumer, consumer } from './consumer.ts'

const README = join(ROOT, 'README.md')
/** What the snippets may import beside the package. */
const DEPENDENCIES = {
  '@hono/node-server': '2.1.9',
  '@types/express': '5.0.6',
  '@types/koa': '3.0.3',
  '@types/node': '20.19.43',
  express: '5.3.0',
  fastify: '5.12.8',
  hono: '4.13.19',
  ioredis: '6.0.0',
  koa: '3.3.0',
  mongodb: '7.9.0',
  redis: '6.3.1',
  tsx: '4.23.15',
  typescript: '6.0.3',
  vitest: '4.1.12',
  zod: '4.6.7',
}

describe('the README', () => {
  const programs = existsSync(README)
    ? programsOf(snippetsOf(readFileSync(README, 'utf8'), ['ts']))
    : []

  test('shows programs, some of which run', () => {
    expect(existsSync(README)).toBe(true)
    expect(programs.length).toBeGreaterThan(0)
    expect(programs.filter(({ runs }) => runs).length).toBeGreaterThan(0)
    console.log(`figure: snippets of the README: ${programs.length}`)
  })

  test('shows only programs that compile and run against the built package', async () => {
    const project = await consumer('readme', DEPENDENCIES)
    await compile(project, programs)
    for (const program of programs.filter(({ runs }) => runs)) {
      await project.run('npx', 'tsx', fileOf(program))
    }
    expect(programs.length).toBeGreaterThan(0)
  })
})

async function compile(project: Consumer, programs: readonly Program[]): Promise<void> {
  for (const program of programs) {
    await project.write(fileOf(program), `${program.code}\nexport {}\n`)
  }
  const compilerOptions = {
    module: 'nodenext',
    target: 'es2023',
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ['node'],
  }
  const files = programs.map(fileOf)
  await project.write('tsconfig.json', JSON.stringify({ compilerOptions, files }))
  await project.run('npx', 'tsc', '-p', '.', '--pretty', 'false')
}

/** Named by its line, so that a compiler's message leads to the snippet. */
function fileOf({ line }: Program): string {
  return `readme-line-${line}.mts`
}
