import { readFile } from 'node:fs/promises'
import type { Locator, Page } from 'playwright-core'
import type { Hand } from './hand.ts'

/** A file of a person's own. */
export interface CardFile {
  readonly name: string
  readonly bytes: Uint8Array
}

/** Chooses files as a person does, by the dialog of the browser. */
export async function chooseFiles(
  page: Page,
  hand: Hand,
  opener: Locator,
  files: readonly CardFile[],
): Promise<void> {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), hand.press(opener)])
  await chooser.setFiles(
    files.map(({ name, bytes }) => ({
      name,
      mimeType: 'application/octet-stream',
      buffer: Buffer.from(bytes),
    })),
  )
}

/** Drops files on the page. */
export async function dropFiles(page: Page, files: readonly CardFile[]): Promise<void> {
  const given = files.map(({ name, bytes }) => ({ name, bytes: [...bytes] }))
  const data = await page.evaluateHandle((dropped) => {
    const transfer = new DataTransfer()
    for (const { name, bytes } of dropped)
      transfer.items.add(new File([new Uint8Array(bytes)], name))
    return transfer
  }, given)
  const target = page.locator('body')
  for (const type of ['dragenter', 'dragover', 'drop']) {
    await target.dispatchEvent(type, { dataTransfer: data })
  }
}

/** What comes down when something is pressed. */
export async function downloadOf(
  page: Page,
  hand: Hand,
  presser: Locator,
): Promise<{ readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }> {
  const [download] = await Promise.all([page.waitForEvent('download'), hand.press(presser)])
  const bytes = new Uint8Array(await readFile(await download.path()))
  return { name: download.suggestedFilename(), bytes }
}
