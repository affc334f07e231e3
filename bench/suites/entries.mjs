import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { atMost, median, ROUNDS } from '../measure.mjs'

export const title = 'import time over zod (and mongodb) alone, and size of each entry'
const DIST = fileURLToPath(new URL('../../dist/', import.meta.url))
const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const EXTERNAL = ['zod', 'mongodb', 'node:*']
export const contenders = [
  'index',
  'mongo',
  'redis',
  'node',
  'fastify',
  'koa',
  'cards',
  'prompt',
  'client',
  'sync',
  'page',
  'testing',
]

export async function measure(entry) {
  const imports = Array.from({ length: ROUNDS }, () => importTime(entry))
  const ms = median(imports)
  const whole = await sizeOf(`export * from './${entry}.js'`)
  const core = entry === 'index' ? await coreSize() : undefined
  return {
    'import ms': ms,
    min: Math.min(...imports),
    max: Math.max(...imports),
    'KB min+gzip': whole / 1_024,
    ...(core !== undefined && { 'without its handler': core / 1_024 }),
    ...(core !== undefined && bothReached(ms, core / 1_024)),
  }
}

/** All that the main entry gives, but the handler and its OpenAPI document. */
async function coreSize() {
  const { createCharacterHandler, openApiDocument, ...core } = await import('../../dist/index.js')
  return sizeOf(`export { ${Object.keys(core).join(', ')} } from './index.js'`)
}

function bothReached(ms, coreKb) {
  const reached = atMost(ms, 30).reached === 'yes' && atMost(coreKb, 20).reached === 'yes'
  return { goal: '≤ 30 ms, ≤ 20 KB', reached: reached ? 'yes' : 'NO' }
}

/** Milliseconds in a fresh process which has the peers of the entry already. */
function importTime(entry) {
  const peers = entry === 'mongo' ? ['zod', 'mongodb'] : ['zod']
  const script = [
    ...peers.map((peer) => `await import('${peer}')`),
    'const start = performance.now()',
    `await import('${DIST}${entry}.js')`,
    'console.log(performance.now() - start)',
  ].join('\n')
  const args = ['--input-type=module', '--eval', script]
  return Number(execFileSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' }))
}

async function sizeOf(contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: DIST, loader: 'js' },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: EXTERNAL,
  })
  return gzipSync(outputFiles[0].contents, { level: 9 }).length
}
