import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { ENTRIES, PUBLIC_NAMES } from '../public-names.ts'
import { ROOT } from '../source-graph.ts'

const MAX_CORE_BYTES = 20 * 1024
const MAX_PROMPT_BYTES = 4 * 1024
const ENTRY_VALUES = PUBLIC_NAMES.dramatis?.values ?? []

/** What a bundle on MongoDB holds of the main entry: neither the fetch handler nor the storage in memory. */
const NOT_CORE = ['createCharacterHandler', 'openApiDocument', 'memoryStorage']
const CORE = ENTRY_VALUES.filter((name) => !NOT_CORE.includes(name))

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

test('dramatis/prompt is at most 4 KB, minified and gzipped', async () => {
  expect(await gzippedBytes(exportAll('dramatis/prompt'))).toBeLessThanOrEqual(MAX_PROMPT_BYTES)
})

test('the core is at most 20 KB, minified and gzipped, without peer, handler and memory storage', async () => {
  const sizes = new Map<string, number>()
  for (const entry of ENTRIES) sizes.set(entry, await gzippedBytes(exportAll(entry)))
  const core = await gzippedBytes(`export { ${CORE.join(', ')} } from './dist/index.js'`)
  sizes.set('dramatis, without handler and memory storage', core)
  for (const [entry, bytes] of sizes) {
    console.log(`figure: size of ${entry}: ${(bytes / 1024).toFixed(1)} KB min+gzip`)
  }
  expect(core).toBeGreaterThan(1_000)
  expect(core).toBeLessThanOrEqual(MAX_CORE_BYTES)
})
