import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix, resolve } from 'node:path'
import { describe, expect, inject, test } from 'vitest'
import { ENTRIES } from '../public-names.ts'
import { ROOT, readSources } from '../source-graph.ts'
import { declarationOf } from './declared-names.ts'

const filesOf = (directory: string, ending: string): string[] =>
  readdirSync(join(ROOT, directory))
    .filter((name) => name.endsWith(ending))
    .map((name) => `${directory}/${name}`)
const DOCUMENTS = [
  ...['CHANGELOG.md', 'CONTRIBUTING.md', 'LICENSE', 'README.md', 'SECURITY.md'],
  ...['THIRD-PARTY-LICENSES.md', 'bench/README.md', 'package.json'],
  ...[...filesOf('docs', '.md'), ...filesOf('examples', '.md'), ...filesOf('examples', '.ts')],
  ...filesOf('examples/characters', ''),
  ...filesOf('docs/pictures', '.png'),
]
/** The entries whose types are those of Node. */
const NODE_ENTRIES = ['dramatis/node', 'dramatis/koa']
const REFERENCE = '/// <reference types="node" />\n'

const { files } = inject('packed')
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')

describe('the package', () => {
  test('holds the build, its documents and nothing else', () => {
    const others = files.filter((path) => !/^dist\/[\w-]+\.(js|cjs|d\.ts|d\.cts)$/.test(path))
    expect(others).toEqual(DOCUMENTS.sort())
  })

  test('holds whatever its documents link to', () => {
    const missing = files
      .filter((path) => path.endsWith('.md'))
      .flatMap((path) =>
        linksOf(read(path)).map((link) =>
          posix.join(posix.dirname(path), link.split('#')[0] ?? ''),
        ),
      )
      .filter((target) => !target.endsWith('.') && !files.includes(target))
    expect(missing).toEqual([])
  })

  test('holds the licence of each project whose code it bundles', () => {
    const bundled = new Set<string>()
    for (const path of files.filter((path) => /\.c?js$/.test(path))) {
      for (const [, name] of read(path).matchAll(/^\/\/ node_modules\/((?:@[^/]+\/)?[^/]+)\//gm)) {
        if (name !== undefined) bundled.add(name)
      }
    }
    // The script of the page comes as one text, in which no comment tells where a part is from.
    for (const { imports } of readSources('src/page/app')) {
      const packages = imports.filter(({ isRelative, isType }) => !isRelative && !isType)
      for (const { target } of packages) bundled.add(target.split('/')[0] ?? '')
    }
    const notices = [...read('THIRD-PARTY-LICENSES.md').matchAll(/^## (\S+)/gm)]
    expect(notices.map(([, name]) => name).sort()).toEqual([...bundled].sort())
    expect(bundled).toContain('quick-lru')
  })

  test.each(['js', 'cjs'])('defines each class once in its .%s files', (extension) => {
    const classes = files
      .filter((path) => path.endsWith(`.${extension}`))
      .flatMap((path) => [
        ...read(path).matchAll(/^(?:var|let|const) (\w+) = class\b|^class (\w+)/gm),
      ])
      .map(([, assigned, declared]) => assigned ?? declared)
    expect(classes).toContain('CharacterStorageError')
    expect(classes.filter((name, index) => classes.indexOf(name) !== index)).toEqual([])
  })
})

describe.each(['d.ts', 'd.cts'] as const)('the declarations in %s', (extension) => {
  const texts = ENTRIES.map((entry) => [entry, reachable(declarationOf(entry, extension))] as const)

  test('ask for the types of Node where they are used, and only there', () => {
    const asking = ENTRIES.filter((entry) =>
      readFileSync(declarationOf(entry, extension), 'utf8').startsWith(REFERENCE),
    )
    expect(asking).toEqual(NODE_ENTRIES)
    const using = texts.filter(([, text]) => /from 'node:|import\('node:|\bBuffer\b/.test(text))
    expect(NODE_ENTRIES).toEqual(expect.arrayContaining(using.map(([entry]) => entry)))
  })

  test('show nothing of what is bundled', () => {
    for (const [, text] of texts) expect(text).not.toMatch(/from ['"](quick-lru|fflate|yaml)['"]/)
  })
})

/** The relative links of a text to other files, code left out. */
function linksOf(markdown: string): string[] {
  const prose = markdown.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '')
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target ?? '')
    .filter((target) => !/^(?:https?:|mailto:|#)/.test(target))
}

/** The text of a declaration file and of all the chunks it imports. */
function reachable(file: string, seen: Set<string> = new Set()): string {
  if (seen.has(file)) return ''
  seen.add(file)
  const text = readFileSync(file, 'utf8')
  const chunks = [...text.matchAll(/from '(\.[^']+)'/g)].map(([, path]) => path ?? '')
  const declarations = chunks.map((path) => path.replace(/\.(c?)js$/, '.d.$1ts'))
  return [text, ...declarations.map((path) => reachable(resolve(dirname(file), path), seen))].join(
    '',
  )
}
