import axe from 'axe-core'
import type { Page } from 'playwright-core'

/** What axe finds wrong with a page as it is: each rule with the elements that break it. */
export async function violations(page: Page): Promise<string[]> {
  // As an expression of the debugger, which the CSP of the page does not bind.
  await page.evaluate(axe.source)
  return page.evaluate(async () => {
    const { axe: judge } = globalThis as unknown as { axe: typeof axe }
    const { violations: found } = await judge.run(document, { resultTypes: ['violations'] })
    return found.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} (${help}): ${target} ${failureSummary}`),
    )
  })
}
