import { test } from 'vitest'

/**
 * Declares a test that cannot run, for want of a program: skipped with a loud line, or failing where
 * the environment says that it must be there.
 *
 * @param title of the test
 * @param name of the program
 * @param required the switch of the environment
 */
export function declareMissing(
  title: string,
  name: string,
  required: 'REQUIRE_RUNTIMES' | 'REQUIRE_BROWSER',
): void {
  if (process.env[required] === '1') {
    test(title, () => {
      throw new Error(`${required}=1, but there is no ${name} on this machine`)
    })
    return
  }
  console.warn(`*** SKIPPED: there is no ${name} on this machine (${required}=1 makes it fail) ***`)
  test.skip(`${title}: not on this machine`, () => {})
}
