import { defineConfig, type Options } from 'tsup'

const config: Options = {
  entry: ['src/cli.ts'],
  format: ['esm'],
  target: 'node20',
  platform: 'node',
  // What is asked rarely is loaded when it is asked.
  splitting: true,
  // Their licences stand in THIRD-PARTY-LICENSES.md.
  noExternal: ['commander', '@clack/prompts', 'fast-string-width'],
  banner: {
    // What commander requires of Node, from modules.
    js: "import { createRequire as dramatisRequire } from 'node:module'\nconst require = dramatisRequire(import.meta.url)",
  },
  sourcemap: false,
  minify: false,
  dts: false,
  esbuildPlugins: [
    {
      name: 'entries',
      setup({ onResolve }) {
        // The entries of the package are there already: a class of theirs is there once.
        onResolve({ filter: /^(?:\.\.\/)+(?:index|mongo|sync|cards|client)\.ts$/ }, ({ path }) => ({
          path: path.replace(/^(?:\.\.\/)+/, './').replace(/\.ts$/, '.js'),
          external: true,
        }))
      },
    },
  ],
}

export default defineConfig(config)
