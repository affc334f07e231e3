import { expect } from 'vitest'
import { withBothHands } from './kit/both-hands.ts'
import { fillCast } from './kit/cast.ts'
import { describeInBrowser } from './kit/in-browser.ts'
import { button, dialog, editor, field, link, region, versionItem } from './kit/places.ts'

describeInBrowser('Somebody who has never seen the page', (act) => {
  withBothHands(act, 'finds, compares, rolls back and publishes', async (stage, setup) => {
    const host = await stage.host()
    await fillCast(host.service)
    const { page, hand } = await stage.person(host, setup)
    await hand.write(page.getByRole('searchbox'), 'luna')
    await hand.press(link(page, 'Luna'))
    await editor(page).waitFor()
    await expect.poll(() => page.title()).toContain('Luna')
    await hand.press(link(page, 'History'))
    for (const version of [2, 5]) {
      await hand.choose(page.getByRole('checkbox', { name: `Compare version ${version}` }))
    }
    await hand.press(button(page, 'Compare'))
    const compared = region(page, 'Version 2 and version 5')
    await compared.getByRole('group', { name: 'System prompt', exact: true }).waitFor()
    await hand.press(link(page, 'History'))
    await hand.press(button(page, 'Roll back to version 2'))
    await hand.press(button(dialog(page, 'Roll back to version 2'), 'Roll back'))
    await versionItem(page, 6).waitFor()
    await hand.press(button(page, 'Label version 6'))
    await hand.write(field(dialog(page, 'Label version 6'), 'Note'), 'The old prompt was better')
    await page.keyboard.press('Enter')
    await expect
      .poll(() => host.service.listLabels('luna'))
      .toContainEqual(expect.objectContaining({ label: 'production', version_number: 6 }))
    const { system_prompt } = await host.service.getVersion('luna', 2)
    expect(await host.service.getCharacter('luna')).toMatchObject({ system_prompt })
  })

  act('is told where they are, by the title and the focus', async (stage) => {
    const host = await stage.host()
    await fillCast(host.service)
    const { page, hand } = await stage.person(host)
    await hand.press(link(page, 'Luna'))
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '')
    await expect.poll(focused).toBe('Luna')
    await expect.poll(() => page.title()).toMatch(/^Luna\b.*Cast$/)
    await hand.press(link(page, 'History'))
    await expect.poll(focused).toBe('History of Luna')
    await expect.poll(() => page.title()).toMatch(/^History of Luna\b.*Cast$/)
    await page.goBack()
    await expect.poll(focused).toBe('Luna')
  })
})
