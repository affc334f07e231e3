import { beforeAll, describe, expect, test } from 'vitest'
import { bundle } from './bundle.ts'
import { NODE, RUNTIMES, type Runtime } from './runtimes.ts'
import { testWhereThere } from './test-where-there.ts'

/**
 * Declares that a module of the tests, which exports `run(input)`, finds out the same in every runtime
 * as in Node. See `testWhereThere` for a runtime that is not there.
 *
 * @param module its path from the root of the repository
 * @param input what it is given, as JSON
 * @param check looks at what it found out in Node
 * @param mayFetch whether it may reach this machine over the network
 */
export function sameEverywhere(
  module: string,
  input: unknown,
  check: (outcome: unknown) => void | Promise<void>,
  mayFetch: boolean = false,
): void {
  describe(`${module} runs the same`, () => {
    let expected: unknown
    beforeAll(async () => {
      expected = await outcomeIn(NODE, process.execPath, module, input, mayFetch)
    })

    test('in Node, and finds what it should', () => check(expected))

    for (const runtime of RUNTIMES) {
      testWhereThere(runtime, `in ${runtime.name}`, async (program) => {
        expect(await outcomeIn(runtime, program, module, input, mayFetch)).toEqual(expected)
      })
    }
  })
}

async function outcomeIn(
  { outlet, run }: Runtime,
  program: string,
  module: string,
  input: unknown,
  mayFetch: boolean,
): Promise<unknown> {
  return JSON.parse(await run(program, await bundle(module, input, outlet), mayFetch))
}
