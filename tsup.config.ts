import { defineConfig, type Options } from 'tsup'

const config: Options = {
  entry: ['index', 'mongo', 'redis', 'node', 'fastify', 'koa', 'testing'].map(
    (name) => `src/${name}.ts`,
  ),
  format: ['esm', 'cjs'],
  target: 'node20',
  platform: 'node',
  clean: true,
  // One copy of each class, in a chunk that entries share: `instanceof` holds between them.
  splitting: true,
  // ESM only: a `require` of it fails in CommonJS and in Jest.
  noExternal: ['quick-lru'],
  sourcemap: false,
  minify: false,
  treeshake: true,
  dts: {
    // tsup sets `baseUrl`, which TypeScript 6 calls deprecated.
    compilerOptions: { ignoreDeprecations: '6.0' },
  },
}

export default defineConfig(config)
