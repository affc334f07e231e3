import { describe, expect, test } from 'vitest'
import { circles, floorFaults } from './floors.ts'
import { parseSource, readSources, type SourceFile } from './source-graph.ts'

const MAX_FILE_LINES = 300
const MAX_FUNCTION_LINES = 40
/** Of views, in which each attribute of an element may take a line. */
const MAX_VIEW_LINES = 60

const sources = readSources('src')

describe('the sources', () => {
  test('import down only, and name a package only where it belongs', () => {
    expect(floorFaults(sources)).toEqual([])
    const imports = sources.flatMap((file) => file.imports)
    console.log(`figure: floors: ${sources.length} files, ${imports.length} imports`)
    expect(imports.length).toBeGreaterThan(sources.length)
  })

  test('import only files that exist', () => {
    const paths = new Set(sources.map((file) => file.path))
    const lost = sources.flatMap(({ path, imports }) =>
      imports
        .filter(({ isRelative, target }) => isRelative && !paths.has(target))
        .map(({ target }) => `${path} → ${target}`),
    )
    expect(lost).toEqual([])
  })

  test('form no circle, not even of types', () => {
    expect(circles(sources)).toEqual([])
  })

  test(`have functions of at most ${MAX_FUNCTION_LINES} lines, and views of ${MAX_VIEW_LINES}`, () => {
    const long = sources.flatMap(({ path, functions }) =>
      functions
        .filter(({ lines }) => lines > mostLines(path))
        .map(({ name, line, lines }) => `${path}:${line} ${name} has ${lines} lines`),
    )
    expect(long).toEqual([])
  })
})

function mostLines(path: string): number {
  return path.endsWith('.tsx') ? MAX_VIEW_LINES : MAX_FUNCTION_LINES
}

test(`no file has more than ${MAX_FILE_LINES} lines, tests included`, () => {
  const files = [...sources, ...readSources('tests'), ...readSources('examples')]
  const long = files.filter(({ lines }) => lines > MAX_FILE_LINES)
  expect(long.map(({ path, lines }) => `${path} has ${lines} lines`)).toEqual([])
})

describe('the rules', () => {
  const faultsOf = (path: string, text: string): string[] => floorFaults([parseSource(path, text)])

  test.each([
    ['src/model/a.ts', "import { b } from '../service/b.ts'", 'imports up'],
    ['src/model/a.ts', "import type { B } from '../service/b.ts'", 'imports up'],
    ['src/storage/a.ts', "import { b } from '../cache/b.ts'", 'imports up'],
    ['src/cache/a.ts', "import type { B } from '../invalidation/redis/bus.ts'", 'imports up'],
    ['src/errors.ts', "import { b } from './model/b.ts'", 'imports up'],
    ['src/service/a.ts', "const b = await import('../index.ts')", 'imports up'],
    ['src/http/a.ts', "import { lruCache } from '../cache/lru.ts'", 'knows an implementation'],
    [
      'src/service/a.ts',
      "import { b } from '../storage/memory/storage.ts'",
      'knows an implementation',
    ],
    ['src/service/a.ts', "import { z } from 'zod'", 'must not name zod'],
    ['src/storage/memory/record.ts', "import type { Db } from 'mongodb'", 'must not name mongodb'],
    ['src/http/a.ts', "type Req = import('node:http').IncomingMessage", 'must not name node:http'],
    ['src/http/mounts/fastify.ts', "import fastify from 'fastify'", 'must not name fastify'],
    ['src/sync/a.ts', "import { b } from '../service/reads.ts'", 'more than the contract'],
    ['src/index.ts', "export * from './errors.ts'", 'exports all'],
    ['src/index.ts', "import { b } from './mongo.ts'", 'imports an entry'],
    ['src/utils/a.ts', '', 'a name that says nothing'],
    ['src/model/types.ts', '', 'a name that says nothing'],
  ])('see that %s with "%s" %s', (path, text, fault) => {
    expect(faultsOf(path, text).join()).toContain(fault)
  })

  test.each([
    ['src/http/mounts/fastify.ts', "import type { FastifyRequest } from 'fastify'"],
    ['src/service/a.ts', "import type { CharacterStorage } from '../storage/character-storage.ts'"],
    ['src/cache/a.ts', "import type { B } from '../invalidation/invalidation-bus.ts'"],
    ['src/storage/mongo/name-index.ts', "import { ObjectId } from 'mongodb'"],
    ['src/http/mounts/node.ts', "import { createServer } from 'node:http'"],
    ['src/mongo.ts', "export { mongoStorage } from './storage/mongo/storage.ts'"],
  ])('let %s have "%s"', (path, text) => {
    expect(faultsOf(path, text)).toEqual([])
  })

  test('see a circle over several files', () => {
    const file = (path: string, target: string): SourceFile =>
      parseSource(path, `import type { A } from '${target}'`)
    const files = [file('src/a.ts', './b.ts'), file('src/b.ts', './c.ts')]
    expect(circles(files)).toEqual([])
    expect(circles([...files, file('src/c.ts', './a.ts')])).toEqual([
      'src/a.ts → src/b.ts → src/c.ts → src/a.ts',
    ])
  })
})
