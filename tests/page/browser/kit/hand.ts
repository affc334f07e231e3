import type { Locator, Page } from 'playwright-core'

/** How a person works with a page. Every task is done with both hands. */
export interface Hand {
  readonly how: 'by mouse' | 'by keyboard alone'
  /** Presses a button, or follows a link. */
  press(target: Locator): Promise<void>
  /** Writes into a field, in the place of what it holds. */
  write(target: Locator, text: string): Promise<void>
  /** Chooses a radio, or ticks a box. */
  choose(target: Locator): Promise<void>
  /** Picks an option of a select by its label. */
  pick(target: Locator, option: string): Promise<void>
}

/** More than the longest page has, and enough to say that something is not to be reached. */
const MOST_STEPS = 500

/** A person with a mouse, who types what is to be typed. */
export function mouse(page: Page): Hand {
  return {
    how: 'by mouse',
    press: (target) => target.click(),
    async write(target, text) {
      await target.click()
      await page.keyboard.press('ControlOrMeta+A')
      if (text === '') await page.keyboard.press('Delete')
      else await page.keyboard.insertText(text)
    },
    choose: (target) => target.check(),
    async pick(target, option) {
      await target.selectOption({ label: option })
    },
  }
}

/** A person without one: nothing is done that Tab, arrows, letters, Enter and Space do not do. */
export function keyboard(page: Page): Hand {
  return {
    how: 'by keyboard alone',
    async press(target) {
      await reach(page, target)
      await page.keyboard.press('Enter')
    },
    async write(target, text) {
      await reach(page, target)
      await page.keyboard.press('ControlOrMeta+A')
      if (text === '') await page.keyboard.press('Delete')
      else await page.keyboard.type(text)
    },
    async choose(target) {
      if (await target.isChecked()) return
      if ((await target.getAttribute('type')) === 'radio') return chooseRadio(page, target)
      await reach(page, target)
      await page.keyboard.press('Space')
    },
    async pick(target, option) {
      await reach(page, target)
      await page.keyboard.type(option)
    },
  }
}

/** Goes to an element with Tab, or back with Shift+Tab where it stands before. */
export async function reach(page: Page, target: Locator): Promise<void> {
  await target.waitFor()
  await walk(page, target, (element) => {
    const { activeElement } = document
    if (element === activeElement) return null
    const where = activeElement?.compareDocumentPosition(element) ?? 0
    const isBehind = (where & Node.DOCUMENT_POSITION_PRECEDING) !== 0
    return isBehind && activeElement !== document.body ? 'Shift+Tab' : 'Tab'
  })
}

async function chooseRadio(page: Page, target: Locator): Promise<void> {
  await target.waitFor()
  await walk(page, target, (element) => {
    const { activeElement } = document
    if (element === activeElement) return null
    const isRadio = activeElement instanceof HTMLInputElement && activeElement.type === 'radio'
    // Of a group Tab reaches one, and arrows the others.
    if (isRadio && activeElement.name === (element as HTMLInputElement).name) return 'ArrowDown'
    const where = activeElement?.compareDocumentPosition(element) ?? 0
    const isBehind = (where & Node.DOCUMENT_POSITION_PRECEDING) !== 0
    return isBehind && activeElement !== document.body ? 'Shift+Tab' : 'Tab'
  })
  if (!(await target.isChecked())) await page.keyboard.press('Space')
}

/** Presses, one after another, the keys that lead to an element. */
async function walk(
  page: Page,
  target: Locator,
  keyTo: (element: Element) => string | null,
): Promise<void> {
  for (let steps = 0; steps < MOST_STEPS; steps++) {
    const key = await target.evaluate(keyTo)
    if (key === null) return
    await page.keyboard.press(key)
  }
  throw new Error(`not to be reached by keyboard: ${target}`)
}
