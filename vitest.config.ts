import { defineConfig } from 'vitest/config'

/** Tests of the sources. Those of the built package: `vitest.package.config.ts`. */
export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/package/built/**', 'tests/runtimes/**', 'tests/examples/**'],
    globalSetup: ['tests/support/global-setup.ts'],
    reporters: ['default', './tests/support/slowest-files.ts'],
    pool: 'forks',
    // By default one core is left to the runner, which has next to nothing to do.
    maxWorkers: '100%',
    testTimeout: 20_000,
    hookTimeout: 20_000,
    teardownTimeout: 10_000,
  },
})
