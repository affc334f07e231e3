import { expect } from 'vitest'
import { violations } from './kit/axe.ts'
import { fillCast } from './kit/cast.ts'
import { describeInBrowser } from './kit/in-browser.ts'
import { picture } from './kit/pictures.ts'
import { SCREENS } from './kit/screens.ts'

const SIZES = [
  [1280, 900],
  [360, 740],
  [2560, 1440],
] as const

describeInBrowser(
  'The view',
  (act) => {
    for (const screen of SCREENS) {
      act(`"${screen.name}" suits a screen reader, both schemes and every width`, async (stage) => {
        const host = await stage.host()
        await fillCast(host.service)
        const ada = await stage.person(host)
        await screen.open(ada, host)
        for (const colorScheme of ['light', 'dark'] as const) {
          await ada.page.emulateMedia({ colorScheme })
          for (const [width, height] of SIZES) {
            await ada.page.setViewportSize({ width, height })
            await picture(ada.page, `${screen.name}-${width}-${colorScheme}`)
            const wide = await ada.page.evaluate(() => document.documentElement.scrollWidth)
            expect([width, wide]).toEqual([width, width])
          }
          await ada.page.setViewportSize({ width: 1280, height: 900 })
          expect(await violations(ada.page)).toEqual([])
        }
        await ada.page.setViewportSize({ width: 360, height: 740 })
        expect(await violations(ada.page)).toEqual([])
      })
    }
  },
  { refusals: true },
)

describeInBrowser('Before there is any character, the view', (act) => {
  act('"list" says what to do', async (stage) => {
    const host = await stage.host()
    const ada = await stage.person(host)
    await ada.page.getByRole('link', { name: 'New character', exact: true }).first().waitFor()
    expect(await violations(ada.page)).toEqual([])
    await picture(ada.page, 'list-empty')
  })

  act('"deleted" says that there is none', async (stage) => {
    const host = await stage.host()
    const ada = await stage.person(host)
    await ada.go('#/deleted')
    await ada.page
      .getByText(/no deleted characters|nothing (is|has been) deleted/i)
      .first()
      .waitFor()
    expect(await violations(ada.page)).toEqual([])
    await picture(ada.page, 'deleted-empty')
  })
})
