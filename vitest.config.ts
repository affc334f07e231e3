import { defineConfig, type ViteUserConfig } from 'vitest/config'
import { pageAssets } from './scripts/page-assets.mjs'

/** Tests that start processes by the dozen and cut their connections, or a client of other people. */
export const PROCESSES: readonly string[] = [
  'tests/faults/**/*.test.ts',
  'tests/invalidation/{channel-cut,many-processes}.test.ts',
  'tests/http/openapi/client.test.ts',
]

/** Tests of the page in a browser. */
export const BROWSER = 'tests/page/browser/**/*.test.ts'

/** What the sources of `dramatis/page` find put in. */
export const PAGE: Record<string, string> = { PAGE_ASSETS: JSON.stringify(await pageAssets()) }

/** What tests of the sources have in common. */
export const SOURCES: ViteUserConfig['test'] = {
  globalSetup: ['tests/support/global-setup.ts'],
  reporters: ['default', './tests/support/slowest-files.ts'],
  pool: 'forks',
  // By default one core is left to the runner, which has next to nothing to do.
  maxWorkers: '100%',
  testTimeout: 20_000,
  hookTimeout: 20_000,
  teardownTimeout: 10_000,
}

/**
 * Tests of the sources. Those that take long: `vitest.processes.config.ts`; those in a browser:
 * `vitest.page.config.ts`; those of the built package: `vitest.package.config.ts`.
 */
export default defineConfig({
  define: PAGE,
  test: {
    ...SOURCES,
    include: ['tests/**/*.test.ts'],
    exclude: [
      ...['tests/package/built/**', 'tests/runtimes/**', 'tests/examples/**'],
      ...[BROWSER, ...PROCESSES],
    ],
  },
})
