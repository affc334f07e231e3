import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { type Hand, mouse } from './hand.ts'
import { type Host, USER } from './host.ts'
import { type Watch, watch } from './watch.ts'

/** How a person looks at the page. */
export interface PersonSetup {
  /** Said to the host with every request. */
  readonly name?: string
  readonly hand?: (page: Page) => Hand
  readonly width?: number
  readonly height?: number
  readonly scheme?: 'light' | 'dark'
  /** Run in every page before its own scripts. */
  readonly before?: () => void
}

/** Somebody with a browser of their own. */
export interface Person {
  readonly context: BrowserContext
  readonly page: Page
  readonly hand: Hand
  readonly watch: Watch
  /** Goes to a place of the page: `#/c/luna`. */
  go(route: string): Promise<void>
  /** Waits until the Save state says so. */
  isTold(text: RegExp): Promise<void>
  /** Another window of the same browser. */
  another(): Promise<Page>
}

/** Opens a browser of its own for a person; the page is at `#/`. */
export async function openPerson(
  browser: Browser,
  host: Host,
  setup: PersonSetup = {},
): Promise<Person> {
  const { name = 'ada', hand = mouse, width = 1280, height = 900, scheme = 'light' } = setup
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    locale: 'en-GB',
    timezoneId: 'UTC',
    extraHTTPHeaders: { [USER]: name },
  })
  context.setDefaultTimeout(10_000)
  const seen = await watch(context, host.origin)
  if (setup.before) await context.addInitScript(setup.before)
  const page = await context.newPage()
  await page.goto(host.page)
  return {
    context,
    page,
    hand: hand(page),
    watch: seen,
    async go(route) {
      await page.goto(`${host.page}${route}`)
    },
    async isTold(text) {
      await saveState(page).filter({ hasText: text }).waitFor()
    },
    async another() {
      const other = await context.newPage()
      await other.goto(host.page)
      return other
    },
  }
}

/** The one place that says what is known of the character in the editor. */
export function saveState(page: Page): Locator {
  return page.getByRole('status', { name: 'Save state' })
}
