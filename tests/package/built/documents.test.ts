import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Program, programsOf, snippetsOf } from '../snippets.ts'
import { ROOT } from '../source-graph.ts'
import { type Consumer, consumer } from './consumer.ts'

const DOCUMENTS = [
  'README.md',
  'CHANGELOG.md',
  'SECURITY.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
]
/** What the pages in docs/ take for granted, where they do not make it themselves. */
const TAKEN_FOR_GRANTED = `
import type { CharacterService } from 'dramatis'
import type { Db } from 'mongodb'
declare global {
  const db: Db
  const url: string
  const service: CharacterService
}
`
/** What the snippets may import beside the package. */
const DEPENDENCIES = {
  '@anthropic-ai/sdk': '1.14.0',
  '@hono/node-server': '2.1.9',
  '@types/express': '5.0.6',
  '@types/koa': '3.0.3',
  '@types/node': '20.19.43',
  ai: '6.0.326',
  express: '5.3.0',
  fastify: '5.12.8',
  hono: '4.13.19',
  ioredis: '6.0.0',
  koa: '3.3.0',
  mongodb: '7.9.0',
  openai: '6.49.0',
  redis: '6.3.1',
  tsx: '4.23.15',
  typescript: '6.0.3',
  vitest: '4.1.12',
  zod: '4.6.7',
}

/** A program, and the file it is written to. */
interface ShownProgram extends Program {
  readonly file: string
}

describe('the documents', () => {
  const programs = DOCUMENTS.flatMap(programsIn)

  test('show programs, some of which run, the README first of all', () => {
    const inReadme = programs.filter(({ file }) => file.startsWith('README'))
    expect(inReadme.filter(({ runs }) => runs).length).toBeGreaterThan(0)
    expect(programs.length).toBeGreaterThan(inReadme.length)
    const running = programs.filter(({ runs }) => runs).length
    console.log(
      `figure: snippets: ${programs.length} of ${DOCUMENTS.length} documents, ${running} run`,
    )
  })

  test('show only programs that compile and run against the built package', async () => {
    const project = await consumer('readme', DEPENDENCIES)
    await compile(project, programs)
    for (const { file } of programs.filter(({ runs }) => runs)) {
      await project.run('node', '--import', 'tsx', file)
    }
    expect(programs.length).toBeGreaterThan(0)
  })
})

function programsIn(document: string): ShownProgram[] {
  const programs = programsOf(snippetsOf(readFileSync(join(ROOT, document), 'utf8'), ['ts']))
  // Named by its line, so that a compiler's message leads to the snippet.
  const name = document.replace('.md', '').replaceAll('/', '-')
  return programs.map((program) => ({ ...program, file: `${name}-line-${program.line}.mts` }))
}

async function compile(project: Consumer, programs: readonly ShownProgram[]): Promise<void> {
  for (const { file, code } of programs) await project.write(file, `${code}\nexport {}\n`)
  await project.write('taken-for-granted.d.mts', TAKEN_FOR_GRANTED)
  const compilerOptions = {
    module: 'nodenext',
    target: 'es2023',
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ['node'],
  }
  const files = ['taken-for-granted.d.mts', ...programs.map(({ file }) => file)]
  await project.write('tsconfig.json', JSON.stringify({ compilerOptions, files }))
  await project.run('npx', 'tsc', '-p', '.', '--pretty', 'false')
}
