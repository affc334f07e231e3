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
      await reach(page, target)
      if (!(await target.isChecked())) await page.keyboard.press('Space')
    },
    async pick(target, option) {
      await reach(page, target)
      await page.keyboard.type(option)
    },
  }
}

/** Goes to an element with Tab, or back with Shift+Tab where it stands before; among radios by arrows. */
async function reach(page: Page, target: Locator): Promise<void> {
  await target.waitFor()
  for (let steps = 0; steps < MOST_STEPS; steps++) {
    const key = await target.evaluate(keyTo)
    if (key === null) return
    await page.keyboard.press(key)
  }
  throw new Error(`not to be reached by keyboard: ${target}`)
}

/** In the page: the next key on the way to an element; `null` where it has the focus. */
function keyTo(element: Element): string | null {
  const { activeElement, body } = document
  if (element === activeElement) return null
  const radios = [element, activeElement].map((one) =>
    one instanceof HTMLInputElement && one.type === 'radio' ? one.name : null,
  )
  // Of a group Tab reaches one.
  if (radios[0] !== null && radios[0] === radios[1]) return 'ArrowDown'
  const where = activeElement?.compareDocumentPosition(element) ?? 0
  const isBehind = (where & Node.DOCUMENT_POSITION_PRECEDING) !== 0
  return isBehind && activeElement !== body ? 'Shift+Tab' : 'Tab'
}
