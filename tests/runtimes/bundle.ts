import { join } from 'node:path'
import { build } from 'esbuild'
import { ENTRIES } from '../package/public-names.ts'
import { ROOT } from '../package/source-graph.ts'

/** How a bundle hands on what its module found out. */
export type Outlet = 'print' | 'serve' | 'global'

const OUTLETS: Readonly<Record<Outlet, string>> = {
  print: 'console.log(JSON.stringify(await run(input)))',
  serve: 'export default { fetch: async () => Response.json(await run(input)) }',
  global: 'globalThis.outcome = Promise.resolve(run(input)).then(JSON.stringify)',
}

/**
 * One script, for any runtime, of a module of the tests that exports `run(input)`. What it imports of
 * `dramatis` is the built package.
 *
 * @param module its path from the root of the repository
 * @param input what `run` is given, as JSON
 */
export async function bundle(module: string, input: unknown, outlet: Outlet): Promise<string> {
  const contents = [
    `import { run } from './${module}'`,
    `const input = ${JSON.stringify(input)}`,
    OUTLETS[outlet],
  ].join('\n')
  const names = ENTRIES.map((entry) => [entry, entry.replace(/^dramatis\/?/, '') || 'index'])
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: ROOT, loader: 'ts' },
    alias: Object.fromEntries(names.map(([entry, name]) => [entry, join(ROOT, `dist/${name}.js`)])),
    bundle: true,
    format: outlet === 'global' ? 'iife' : 'esm',
    // A module of Node, or anything else that only some runtimes have, fails here.
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: 'es2022',
    write: false,
    logLevel: 'error',
  })
  return outputFiles[0]?.text ?? ''
}
