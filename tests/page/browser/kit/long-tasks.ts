import type { Page } from 'playwright-core'

/** Keeps, in the page, how long its tasks of over 50 ms took. To be run before its scripts. */
export function watchTasks(): void {
  const tasks: number[] = []
  Object.assign(globalThis, { longTasks: tasks })
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) tasks.push(duration)
  }).observe({ type: 'longtask', buffered: true })
}

/** The longest task since the page was loaded, or since this was asked last, in milliseconds. */
export async function longestTask(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { longTasks } = globalThis as unknown as { longTasks: number[] }
    return Math.round(Math.max(0, ...longTasks.splice(0)))
  })
}
