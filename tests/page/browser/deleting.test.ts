import { expect } from 'vitest'
import { luna } from '../../support/characters.ts'
import { withBothHands } from './kit/both-hands.ts'
import type { Host } from './kit/host.ts'
import { describeInBrowser, type Stage } from './kit/in-browser.ts'
import { picture } from './kit/pictures.ts'
import { button, dialog, editor, field, link } from './kit/places.ts'

/** A host where Luna is deleted. */
async function withoutLuna(stage: Stage): Promise<Host> {
  const host = await stage.host()
  await host.service.createCharacter(luna())
  await host.service.deleteCharacter('luna')
  return host
}

describeInBrowser('A person', (act) => {
  withBothHands(act, 'deletes a character and restores it', async (stage, setup) => {
    const host = await stage.host()
    await host.service.createCharacter(luna())
    const { page, hand, go } = await stage.person(host, setup)
    await go('#/c/luna')
    await hand.press(button(page, 'Delete'))
    const asked = page.getByRole('dialog')
    await asked.waitFor()
    expect(await host.service.listCharacters()).toHaveLength(1)
    await hand.press(button(asked, 'Delete'))
    await expect.poll(() => host.service.listCharacters()).toEqual([])
    await hand.press(link(page, 'Deleted'))
    const deleted = page.getByRole('list', { name: 'Deleted characters' })
    await deleted.getByRole('listitem').filter({ hasText: 'Luna' }).waitFor()
    await picture(page, `deleted-${hand.how}`)
    await hand.press(button(deleted, 'Restore Luna'))
    await expect.poll(() => host.service.listDeletedCharacters()).toEqual([])
    await hand.press(link(page, 'Characters'))
    await link(page, 'Luna').waitFor()
    expect(await host.service.getCharacter('luna')).toMatchObject(luna())
  })

  withBothHands(act, 'purges only what they have named', async (stage, setup) => {
    const host = await withoutLuna(stage)
    const { page, hand, go } = await stage.person(host, setup)
    await go('#/deleted')
    await hand.press(button(page, 'Purge Luna'))
    const asked = dialog(page, 'Purge Luna for ever')
    const confirmation = field(asked, 'Type luna to confirm')
    await hand.write(confirmation, 'lun')
    await page.keyboard.press('Enter')
    // Red when Enter, or the button, purges what has not been named.
    await button(asked, 'Purge').click({ force: true })
    expect(await host.service.listDeletedCharacters()).toHaveLength(1)
    await picture(page, `purge-${hand.how}`)
    await hand.write(confirmation, 'luna')
    await hand.press(button(asked, 'Purge'))
    await expect.poll(() => host.service.listDeletedCharacters()).toEqual([])
    await asked.waitFor({ state: 'detached' })
    await button(page, 'Purge Luna').waitFor({ state: 'detached' })
  })

  // Red when a dialog listens to its own closing after it has gone.
  act('opens a dialog again as soon as it is closed', async (stage) => {
    const host = await stage.host()
    await host.service.createCharacter(luna())
    const { page, go } = await stage.person(host)
    await go('#/c/luna')
    await button(page, 'Export').click()
    await button(page.getByRole('dialog'), 'Cancel').waitFor()
    await page.evaluate(async () => {
      const press = (name: string): void => {
        const buttons = [...document.querySelectorAll('button')]
        buttons.find(({ textContent }) => textContent === name)?.click()
      }
      press('Cancel')
      while (document.querySelector('dialog') !== null) await null
      press('Export')
      await new Promise((resolve) => setTimeout(resolve))
      await new Promise((resolve) => requestAnimationFrame(resolve))
    })
    await dialog(page, 'Export Luna').waitFor()
  })

  withBothHands(act, 'leaves a dialog by Escape, back where they were', async (stage, setup) => {
    const host = await stage.host()
    await host.service.createCharacter(luna())
    const { page, hand, go } = await stage.person(host, setup)
    await go('#/c/luna')
    for (const name of ['Delete', 'Export']) {
      await hand.press(button(page, name))
      await page.getByRole('dialog').waitFor()
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      const isFocused = () => button(page, name).evaluate((one) => one === document.activeElement)
      await expect.poll(isFocused).toBe(true)
    }
    await editor(page).waitFor()
    expect(await host.service.listCharacters()).toHaveLength(1)
  })
})

describeInBrowser(
  'Where the name is taken, a person',
  (act) => {
    withBothHands(act, 'restores under another name where it is taken', async (stage, setup) => {
      const host = await withoutLuna(stage)
      await host.service.createCharacter(luna({ personality: 'A newcomer' }))
      const { page, hand, go } = await stage.person(host, setup)
      await go('#/deleted')
      await hand.press(button(page, 'Restore Luna'))
      await hand.write(field(page, 'Another name'), 'luna-2')
      await picture(page, `restore-taken-${hand.how}`)
      await page.keyboard.press('Enter')
      await expect.poll(() => host.service.listDeletedCharacters()).toEqual([])
      expect(await host.service.getCharacter('luna-2')).toMatchObject({
        personality: luna().personality,
      })
      expect(await host.service.getCharacter('luna')).toMatchObject({ personality: 'A newcomer' })
    })
  },
  { refusals: true },
)
