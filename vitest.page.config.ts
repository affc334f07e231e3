import { defineConfig } from 'vitest/config'
import { BROWSER, PAGE, SOURCES } from './vitest.config.ts'

/** Tests of the page in a real Chromium: `npm run test:page`, a part of `npm run check`. */
export default defineConfig({
  define: PAGE,
  test: {
    ...SOURCES,
    include: [BROWSER],
    testTimeout: 60_000,
    // A browser starts and ends slowly on a busy machine.
    hookTimeout: 60_000,
    expect: { poll: { timeout: 10_000 } },
  },
})
