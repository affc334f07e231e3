import { defineConfig } from 'vitest/config'

/** Tests of the sources. Those of the built package: `vitest.package.config.ts`. */
export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/package/built/**', 'tests/runtimes/**', 'tests/examples/**'],
    globalSetup: ['tests/support/global-setup.ts'],
    pool: 'forks',
    testTimeout: 20_000,
    hookTimeout: 20_000,
    teardownTimeout: 10_000,
  },
})
