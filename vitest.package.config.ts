import { defineConfig } from 'vitest/config'

/** Tests of the built package, as consumers install it, in all runtimes, and of the examples. They run after `npm run build`. */
export default defineConfig({
  test: {
    include: [
      'tests/package/built/**/*.test.ts',
      'tests/runtimes/**/*.test.ts',
      'tests/examples/**/*.test.ts',
    ],
    globalSetup: ['tests/package/built/pack-setup.ts', 'tests/support/global-setup.ts'],
    reporters: ['default', './tests/support/slowest-files.ts'],
    pool: 'forks',
    maxWorkers: '100%',
    testTimeout: 120_000,
    hookTimeout: 300_000,
    passWithNoTests: true,
  },
})
