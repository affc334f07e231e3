import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { ENTRIES } from '../public-names.ts'
import { ROOT } from '../source-graph.ts'

const KIB = 1_024

/** What bundles hold at most, minified and gzipped, the peers apart; an entry is bundled whole. */
const BOUNDS: readonly (readonly [title: string, contents: string, maxKib: number])[] = [
  [
    'CharacterService and memoryStorage',
    "export { CharacterService, memoryStorage } from './dist/index.js'",
    28,
  ],
  ['dramatis/cards', exportAll('dramatis/cards'), 14],
  ['dramatis/prompt', exportAll('dramatis/prompt'), 4],
  ['dramatis/client', exportAll('dramatis/client'), 8],
]

async function gzippedBytes(contents: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: ROOT },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    external: ['zod', 'mongodb'],
    write: false,
  })
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length
}

function exportAll(entry: string): string {
  const name = entry === 'dramatis' ? 'index' : entry.replace('dramatis/', '')
  return `export * from './dist/${name}.js'`
}

test.each(BOUNDS)('%s: bundled, it keeps to its bound', async (title, contents, maxKib) => {
  const bytes = await gzippedBytes(contents)
  console.log(`figure: size of ${title}: ${(bytes / KIB).toFixed(1)} of ${maxKib} KiB min+gzip`)
  expect(bytes).toBeGreaterThan(KIB)
  expect(bytes).toBeLessThanOrEqual(maxKib * KIB)
})

test('every entry can be bundled whole', async () => {
  for (const entry of ENTRIES) {
    const bytes = await gzippedBytes(exportAll(entry))
    console.log(`figure: size of ${entry}: ${(bytes / KIB).toFixed(1)} KiB min+gzip`)
    expect(bytes).toBeGreaterThan(KIB)
  }
})
