import { defineConfig, type Options } from 'tsup'
import { pageAssets } from './scripts/page-assets.mjs'

const config: Options = {
  entry: [
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
  ].map((name) => `src/${name}.ts`),
  format: ['esm', 'cjs'],
  target: 'node20',
  platform: 'node',
  clean: true,
  // One copy of each class, in a chunk that entries share: `instanceof` holds between them.
  splitting: true,
  // quick-lru is ESM only: a `require` of it fails in CommonJS and in Jest. Their licences stand in
  // THIRD-PARTY-LICENSES.md.
  noExternal: ['quick-lru', 'fflate', 'yaml'],
  esbuildOptions(options) {
    // Its modules for browsers are the same code as ESM: what is not used is left out, and nothing is
    // required of Node.
    options.alias = { yaml: './node_modules/yaml/browser/index.js' }
  },
  define: { PAGE_ASSETS: JSON.stringify(await pageAssets()) },
  // Split CommonJS otherwise goes through a transform that rewrites `?.` and class fields as well.
  treeshake: true,
  sourcemap: false,
  minify: false,
  dts: {
    // tsup sets `baseUrl`, which TypeScript 6 calls deprecated. The rule about annotations is one of
    // `npm run typecheck`, not of the build.
    compilerOptions: { ignoreDeprecations: '6.0', isolatedDeclarations: false },
  },
}

export default defineConfig(config)
