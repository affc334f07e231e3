import { test } from 'vitest'
import type { Runtime } from './runtimes.ts'

/**
 * A test that needs a runtime, and is given its program. Where this machine does not have it, the test
 * is skipped with a loud line, or fails under `REQUIRE_RUNTIMES=1` (Chromium: `REQUIRE_BROWSER=1`).
 */
export function testWhereThere(
  { name, required, program }: Pick<Runtime, 'name' | 'required' | 'program'>,
  title: string,
  run: (program: string) => Promise<void>,
): void {
  if (program !== null) {
    test(title, () => run(program))
  } else if (process.env[required] === '1') {
    test(title, () => {
      throw new Error(`${required}=1, but there is no ${name} on this machine`)
    })
  } else {
    console.warn(
      `*** SKIPPED: there is no ${name} on this machine (${required}=1 makes it fail) ***`,
    )
    test.skip(`${title}: not on this machine`, () => {})
  }
}
