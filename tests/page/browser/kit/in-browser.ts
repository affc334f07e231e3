import { type Browser, type BrowserContext, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testWhereThere } from '../../../runtimes/test-where-there.ts'
import { CHROMIUM } from '../../../support/chromium.ts'
import { type Host, type HostSetup, startHost } from './host.ts'
import { openPerson, type Person, type PersonSetup } from './person.ts'
import { picture } from './pictures.ts'

/** What one test works with: gone when it ends. */
export interface Stage {
  readonly browser: Browser
  host(setup?: HostSetup): Promise<Host>
  person(host: Host, setup?: PersonSetup): Promise<Person>
}

/** Declares a test. */
export type Declare = (title: string, act: (stage: Stage) => Promise<void>) => void

/** What a test declares beforehand. */
export interface Expectations {
  /** Whether the server refuses something, which the browser prints. */
  readonly refusals?: boolean
}

/**
 * Declares tests in one Chromium. However a test ends, its people must have seen no error, no breach of
 * the CSP, no dialog of a script and no request elsewhere.
 */
export function describeInBrowser(
  title: string,
  declare: (act: Declare) => void,
  expectations: Expectations = {},
): void {
  const { program } = CHROMIUM
  describe(title, () => {
    if (program === null) return testWhereThere(CHROMIUM, 'in Chromium', async () => {})
    let browser: Browser | undefined
    beforeAll(async () => {
      browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox'] })
    })
    afterAll(() => browser?.close())
    declare((name, act) => {
      test(name, async () => {
        if (browser === undefined) throw new Error('the browser did not start')
        await onStage(browser, name, act, expectations)
      })
    })
  })
}

async function onStage(
  browser: Browser,
  title: string,
  act: (stage: Stage) => Promise<void>,
  { refusals = false }: Expectations,
): Promise<void> {
  const hosts: Host[] = []
  const people: Person[] = []
  try {
    await act({
      browser,
      async host(setup) {
        const host = await startHost(setup)
        hosts.push(host)
        return host
      },
      async person(host, setup) {
        const person = await openPerson(browser, host, setup)
        people.push(person)
        return person
      },
    })
    for (const { watch } of people) {
      expect(watch.faults).toEqual([])
      if (!refusals) expect(watch.refusals).toEqual([])
    }
  } catch (error) {
    for (const [i, { context }] of people.entries()) {
      const [page] = context.pages()
      if (page) await picture(page, `failed-${title.replace(/\W+/g, '-')}-${i}`)
    }
    for (const { watch } of people) {
      for (const said of [...watch.faults, ...watch.refusals]) console.log(`${title}: ${said}`)
    }
    throw error
  } finally {
    for (const { context } of people) await close(context)
    for (const host of hosts) await host.close()
  }
}

/** What a page asks for in its last moment may stand in a route: its answer comes too late, and is no fault. */
async function close(context: BrowserContext): Promise<void> {
  for (const page of context.pages()) await page.unrouteAll({ behavior: 'ignoreErrors' })
  await context.close()
}
