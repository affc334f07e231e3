import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { snippetsOf } from '../package/snippets.ts'
import { ROOT } from '../package/source-graph.ts'

/** A program that somebody may copy, and where it stands. */
interface Shown {
  readonly where: string
  readonly code: string
}

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const namesIn = (directory: string, ending: string): string[] =>
  readdirSync(join(ROOT, directory), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending) && !name.startsWith('reference'))
    .map((name) => `${directory}/${name}`)

function inDocument(path: string): Shown[] {
  const snippets = snippetsOf(read(path), ['ts', 'js', 'tsx', 'jsx'])
  return snippets.map(({ line, code }) => ({ where: `${path}:${line}`, code }))
}

/** The snippets of the comments of a source, without the stars at the beginning of their lines. */
function inComments(path: string): Shown[] {
  const comments = [...read(path).matchAll(/\/\*\*[\s\S]*?\*\//g)]
  return comments.flatMap(([comment]) =>
    snippetsOf(comment.replace(/^[ \t]*\*(?: |$)/gm, ''), ['ts']).map(({ code }) => ({
      where: path,
      code,
    })),
  )
}

function everythingShown(): Shown[] {
  const documents = ['README.md', 'SECURITY.md', 'CONTRIBUTING.md', 'CHANGELOG.md']
  return [
    ...[...documents, ...namesIn('docs', '.md'), 'examples/README.md'].flatMap(inDocument),
    ...namesIn('examples', '.ts').map((path) => ({ where: path, code: read(path) })),
    ...namesIn('src', '.ts').flatMap(inComments),
  ]
}

/** An expression like `process.env.API_KEY`; what is written as a fallback makes it another one. */
const VARIABLE = String.raw`process\.env(?:\.\w+|\[[^\]]*\])`
const COMPARED = [
  new RegExp(String.raw`[=!]==?\s*${VARIABLE}`),
  new RegExp(String.raw`${VARIABLE}\s*[=!]={1,2}(?!=)(?!\s*(?:undefined|null|['"\`]))`),
  new RegExp(String.raw`(?:equal|compare|includes|has)\w*\([^\n]*${VARIABLE}`, 'i'),
]

/** Names that hold a variable which may be unset, and are used without having been looked at. */
function unchecked(code: string): string[] {
  const destructured = [...code.matchAll(/\{([^{}]*)\} = process\.env\b/g)].flatMap(
    ([, names = '']) =>
      names
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== '' && !name.includes('=')),
  )
  const assigned = [...code.matchAll(new RegExp(`(\\w+) = ${VARIABLE}\\s*$`, 'gm'))]
  const names = [...destructured, ...assigned.map(([, name = '']) => name)]
  return names.filter((name) => !code.includes(`if (!${name})`))
}

/** What is wrong with a program: a missing header and an unset variable are both `undefined`. */
function faultsOf({ where, code }: Shown): string[] {
  const compared = COMPARED.filter((pattern) => pattern.test(code)).map(() => 'compares')
  // `??` keeps a variable that is set to nothing, which a header may be as well.
  const kept = /KEY \?\?/.test(code) ? ['keeps an empty secret'] : []
  return [...compared, ...kept, ...unchecked(code)].map((fault) => `${where}: ${fault}`)
}

describe('the secrets of what the documents show', () => {
  test('are never compared with while they may be unset', () => {
    const shown = everythingShown()
    expect(shown.length).toBeGreaterThan(80)
    expect(shown.filter(({ code }) => code.includes('process.env')).length).toBeGreaterThan(4)
    expect(shown.flatMap(faultsOf)).toEqual([])
  })

  test.each([
    "request.headers['x-api-key'] === process.env.API_KEY",
    "request.headers.get('x-api-key') === process.env['API_KEY']",
    "process.env.API_KEY === request.headers['x-api-key']",
    "process.env.API_KEY !== key ? false : 'x'",
    'timingSafeEqual(Buffer.from(key), Buffer.from(process.env.API_KEY))',
    "const { API_KEY } = process.env\nrequest.headers['x-api-key'] === API_KEY",
    "const key = process.env.API_KEY ?? 'let-me-write'",
    "const key = process.env.API_KEY\nrequest.headers['x-api-key'] === key",
  ])('would be found in: %s', (code) => {
    expect(faultsOf({ where: 'here', code })).not.toEqual([])
  })

  test.each([
    "const key = process.env.API_KEY || 'let-me-write'",
    "if (process.env.MODE === 'full') run()",
    "const { API_KEY } = process.env\nif (!API_KEY) throw new Error('API_KEY is not set')",
  ])('would not be found in: %s', (code) => {
    expect(faultsOf({ where: 'here', code })).toEqual([])
  })
})
