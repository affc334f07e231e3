import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { ROOT } from '../../../package/source-graph.ts'

const FOLDER = join(ROOT, '.cache/pictures')

/** A picture of what stands on the screen, kept as `.cache/pictures/<name>.png`. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(FOLDER, { recursive: true })
  await page.screenshot({ path: join(FOLDER, `${name}.png`), animations: 'disabled' })
}
