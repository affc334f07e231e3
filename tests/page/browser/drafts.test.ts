import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { luna } from '../../support/characters.ts'
import type { Host } from './kit/host.ts'
import { describeInBrowser, type Stage } from './kit/in-browser.ts'
import { type Person, saveState } from './kit/person.ts'
import { picture } from './kit/pictures.ts'
import { button, editor, field, link, radio, region } from './kit/places.ts'

const MINE = 'Not saved yet'

async function writes(stage: Stage): Promise<{ readonly host: Host; readonly ada: Person }> {
  const host = await stage.host()
  await host.service.createCharacter(luna())
  const ada = await stage.person(host)
  await ada.hand.press(link(ada.page, 'Luna'))
  const form = editor(ada.page)
  await ada.hand.write(field(form, 'Personality'), MINE)
  await ada.hand.write(field(form, 'Add to Traits'), 'shy')
  await ada.page.keyboard.press('Enter')
  await ada.isTold(/^Unsaved changes$/)
  return { host, ada }
}

async function isRestored(page: Page): Promise<void> {
  await page
    .getByRole('status')
    .filter({ hasText: /^Unsaved changes of .+ were restored/ })
    .waitFor()
  await expect.poll(() => field(editor(page), 'Personality').inputValue()).toBe(MINE)
  await button(page, 'Remove shy from Traits').waitFor()
}

// Red when a draft is not kept at every change, or is not looked for when the editor opens.
describeInBrowser(
  'What a person has written and not saved',
  (act) => {
    act('survives a reload, and is saved then', async (stage) => {
      const { host, ada } = await writes(stage)
      await ada.page.reload()
      await isRestored(ada.page)
      await picture(ada.page, 'draft-restored')
      await ada.hand.press(button(ada.page, 'Save'))
      await ada.isTold(/^Saved as version 2$/)
      const stored = { personality: MINE, traits: [...luna().traits, 'shy'] }
      expect(await host.service.getCharacter('luna')).toMatchObject(stored)
      await ada.page.reload()
      await ada.isTold(/^No changes$/)
    })

    act('survives that the tab is closed', async (stage) => {
      const { host, ada } = await writes(stage)
      await ada.page.close()
      const page = await ada.another()
      await page.goto(`${host.page}#/c/luna`)
      await isRestored(page)
    })

    act('survives the back button, and another character in between', async (stage) => {
      const { host, ada } = await writes(stage)
      await host.service.createCharacter(luna({ name: 'nova', display_name: 'Nova' }))
      await ada.page.goBack()
      await ada.go('#/c/nova')
      await editor(ada.page, 'Edit Nova').waitFor()
      expect(await field(ada.page, 'Personality').inputValue()).toBe(luna().personality)
      await ada.isTold(/^No changes$/)
      await ada.page.goBack()
      await ada.page.goForward()
      await ada.go('#/c/luna')
      await isRestored(ada.page)
    })

    act('survives as a new character', async (stage) => {
      const host = await stage.host()
      const ada = await stage.person(host)
      await ada.go('#/new')
      const form = editor(ada.page, 'New character')
      await ada.hand.write(field(form, 'Name'), 'nova')
      await ada.hand.write(field(form, 'Personality'), MINE)
      await ada.page.reload()
      await expect.poll(() => field(form, 'Personality').inputValue()).toBe(MINE)
      expect(await field(form, 'Name').inputValue()).toBe('nova')
      await ada.page
        .getByRole('status')
        .filter({ hasText: /^Unsaved changes of .+ were restored/ })
        .waitFor()
    })

    act('goes when it is discarded', async (stage) => {
      const { ada } = await writes(stage)
      await ada.page.reload()
      await isRestored(ada.page)
      await ada.hand.press(button(ada.page, 'Discard changes'))
      await ada.isTold(/^No changes$/)
      await ada.page.reload()
      await ada.isTold(/^No changes$/)
      expect(await field(editor(ada.page), 'Personality').inputValue()).toBe(luna().personality)
    })

    act('is shown as a conflict where the character has moved on', async (stage) => {
      const { host, ada } = await writes(stage)
      await ada.page.close()
      await host.service.updateCharacter(
        'luna',
        { personality: 'By Ben', mood: 'sad' },
        { by: 'ben' },
      )
      const page = await ada.another()
      await page.goto(`${host.page}#/c/luna`)
      const group = region(page, 'Conflict').getByRole('group', {
        name: 'Personality',
        exact: true,
      })
      await group.waitFor()
      expect((await group.textContent()) ?? '').toMatch(
        /Not saved yet[\s\S]*By Ben|By Ben[\s\S]*Not saved yet/,
      )
      await radio(group, 'Keep mine').check()
      await button(page, 'Save what I chose').click()
      await saveState(page)
        .filter({ hasText: /^Saved as version 3$/ })
        .waitFor()
      const stored = { personality: MINE, mood: 'sad', traits: [...luna().traits, 'shy'] }
      expect(await host.service.getCharacter('luna')).toMatchObject(stored)
    })

    // Red when a draft holds what was typed before the conflict alone.
    act('survives a reload where it was written of both sides of a conflict', async (stage) => {
      const { host, ada } = await writes(stage)
      await host.service.updateCharacter('luna', { personality: 'By Ben' }, { by: 'ben' })
      await ada.hand.press(button(ada.page, 'Save'))
      const group = region(ada.page, 'Conflict').getByRole('group', {
        name: 'Personality',
        exact: true,
      })
      await ada.hand.choose(radio(group, 'Write both together'))
      const together = group.getByRole('textbox', { name: 'Together' })
      await ada.hand.write(together, 'By Ben and Ada')
      await ada.page.reload()
      await expect.poll(() => together.inputValue()).toBe('By Ben and Ada')
      await ada.hand.press(button(ada.page, 'Save what I chose'))
      await ada.isTold(/^Saved as version 3$/)
      const { personality } = await host.service.getCharacter('luna')
      expect(personality).toBe('By Ben and Ada')
    })

    act('is not lost where the character was deleted', async (stage) => {
      const { host, ada } = await writes(stage)
      await ada.page.close()
      await host.service.deleteCharacter('luna')
      const page = await ada.another()
      await page.goto(`${host.page}#/c/luna`)
      await button(region(page, /^luna was deleted$/i), 'Restore it and save mine').click()
      await saveState(page)
        .filter({ hasText: /^Saved as version \d$/ })
        .waitFor()
      expect(await host.service.getCharacter('luna')).toMatchObject({ personality: MINE })
    })
  },
  { refusals: true },
)

describeInBrowser('Where the browser keeps nothing', (act) => {
  const breakStorage = (): void => {
    Object.defineProperty(window, 'localStorage', {
      get() {
        throw new DOMException('denied', 'SecurityError')
      },
    })
  }
  const fillStorage = (): void => {
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError')
    }
  }
  for (const [title, before] of [
    ['refuses to', breakStorage],
    ['is full', fillStorage],
  ] as const) {
    act(`since it ${title}, a character is edited and saved all the same`, async (stage) => {
      const host = await stage.host()
      await host.service.createCharacter(luna())
      const ada = await stage.person(host, { before })
      await ada.hand.press(link(ada.page, 'Luna'))
      await ada.hand.write(field(editor(ada.page), 'Personality'), MINE)
      await ada.hand.press(button(ada.page, 'Save'))
      await ada.isTold(/^Saved as version 2$/)
      expect(await host.service.getCharacter('luna')).toMatchObject({ personality: MINE })
    })
  }
})
