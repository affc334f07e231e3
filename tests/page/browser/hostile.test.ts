import { expect } from 'vitest'
import { luna } from '../../support/characters.ts'
import { describeInBrowser, type Stage } from './kit/in-browser.ts'
import type { Person } from './kit/person.ts'
import { picture } from './kit/pictures.ts'
import { button, editor, field, nova, versionItem } from './kit/places.ts'

/** What runs, or is fetched from elsewhere, where a text is taken for markup. */
const MARKUP =
  '<img src=https://evil.test/x onerror=alert(1)><script>alert(2)</script>"\'><svg onload=alert(3)>' +
  '<a href=javascript:alert(4)>{{constructor.constructor("alert(5)")()}}</a>&lt;b&gt;\u202eevil\u2066'
/** As long as any text may be by default, in code points that are two units each. */
const LONG = `${MARKUP}${'😈'.repeat(100_000 - [...MARKUP].length)}`
const NAME = '<img src=x onerror=alert(1)> "&amp;#?100%2e'
const DISPLAY = MARKUP.slice(0, 200)

const HOSTILE = {
  name: NAME,
  display_name: DISPLAY,
  personality: LONG,
  system_prompt: LONG,
  traits: [MARKUP.slice(0, 200), '<script>alert(6)</script>'],
  voice_settings: { '<b>': MARKUP, nested: { '"><script>': [MARKUP] } },
  mood: 'wild',
  tags: [MARKUP, LONG],
  scenario: LONG,
  greetings: [LONG, MARKUP],
  message_examples: LONG,
  post_history_instructions: LONG,
  nickname: MARKUP,
  creator: LONG,
  creator_notes: LONG,
  backstory: MARKUP,
  born: MARKUP.slice(0, 40),
  lore: { [MARKUP.slice(0, 90)]: [MARKUP] },
} as const
const OF = encodeURIComponent(NAME.toLowerCase())

async function amongHostile(stage: Stage) {
  const host = await stage.host({ options: { maxBodyBytes: 32 * 1024 * 1024 } })
  const notes = { by: MARKUP.slice(0, 100), note: MARKUP }
  await host.service.createCharacter(HOSTILE, notes)
  await host.service.updateCharacter(NAME, { personality: `${MARKUP} changed` }, notes)
  await host.service.setLabel(NAME, 'production', 1, notes)
  await host.service.createCharacter(nova({ display_name: DISPLAY }))
  const { id } = await host.service.deleteCharacter('nova')
  const ada = await stage.person(host)
  return { host, ada, id }
}

/** Whether anything of the texts became an element. */
async function expectOnlyText({ page }: Person): Promise<void> {
  const made = await page.evaluate(() => {
    const foreign = '[onerror], [onload], [src*="evil"], [href^="javascript:"], script:not([src])'
    return [...document.querySelectorAll(foreign)].map((one) => one.outerHTML.slice(0, 100))
  })
  expect(made).toEqual([])
}

// Red when any of these texts is put into the page as HTML: a dialog, a breach of the CSP or a request.
describeInBrowser(
  'Texts full of markup, scripts and bidi',
  (act) => {
    act('are text in the list', async (stage) => {
      const { ada } = await amongHostile(stage)
      const item = ada.page.getByRole('list', { name: 'Characters' }).getByRole('listitem')
      await item.filter({ hasText: '<img src=https://evil.test/x' }).waitFor()
      await ada.page.getByRole('searchbox').fill('<script>alert(2)</script>')
      await expectOnlyText(ada)
      await picture(ada.page, 'hostile-list')
    })

    act('are what they are in every field, and are saved as they are', async (stage) => {
      const { host, ada } = await amongHostile(stage)
      await ada.go(`#/c/${OF}`)
      const form = editor(ada.page, `Edit ${DISPLAY}`)
      for (const [title, value] of [
        ['System prompt', LONG],
        ['Scenario', LONG],
        ['Backstory', MARKUP],
        ['Name', NAME.toLowerCase()],
        ['Display name', DISPLAY],
      ] as const) {
        expect((await field(form, title).inputValue()) === value).toBe(true)
      }
      expect(JSON.parse(await field(form, 'Lore').inputValue())).toEqual(HOSTILE.lore)
      await ada.isTold(/^No changes$/)
      await button(form, 'Remove <script>alert(6)</script> from Traits').waitFor()
      await button(ada.page, 'Preview').click()
      await ada.page.getByRole('region', { name: 'Preview of the prompt' }).waitFor()
      await ada.hand.write(field(ada.page, 'User name'), MARKUP)
      await ada.hand.write(field(form, 'Personality'), LONG)
      await ada.hand.press(button(ada.page, 'Save'))
      await ada.isTold(/^Saved as version 3$/)
      const stored = await host.service.getCharacter(NAME)
      expect(stored.personality === LONG).toBe(true)
      expect(stored.traits).toEqual(HOSTILE.traits)
      await expectOnlyText(ada)
      await picture(ada.page, 'hostile-editor')
    })

    act('are text in the history, a comparison, an old version and the deleted', async (stage) => {
      const { ada } = await amongHostile(stage)
      await ada.go(`#/c/${OF}/history`)
      await versionItem(ada.page, 1).filter({ hasText: '<script>alert(2)</script>' }).waitFor()
      await button(ada.page, 'Remove label production').waitFor()
      await expectOnlyText(ada)
      await picture(ada.page, 'hostile-history')
      await ada.go(`#/c/${OF}/compare/1/2`)
      const compared = ada.page.getByRole('region', { name: 'Version 1 and version 2' })
      await compared.getByRole('group', { name: 'Personality', exact: true }).waitFor()
      await expectOnlyText(ada)
      await picture(ada.page, 'hostile-compare')
      await ada.go(`#/c/${OF}/v/1`)
      await ada.page.getByText('<script>alert(6)</script>').first().waitFor()
      await expectOnlyText(ada)
      await ada.go('#/deleted')
      await button(ada.page, `Purge ${DISPLAY}`).click()
      await ada.page.getByRole('dialog').waitFor()
      await expectOnlyText(ada)
      await picture(ada.page, 'hostile-purge')
    })

    act('in the address lead nowhere, and say so', async (stage) => {
      const { ada } = await amongHostile(stage)
      for (const route of [
        `#/c/${encodeURIComponent('<img src=x onerror=alert(1)>')}`,
        '#/c/%ff',
        '#/c/%2e%2e%2f%2e%2e',
        '#/c/luna/v/0',
        '#/c/luna/compare/1/x',
        '#/nowhere/<script>alert(1)</script>',
        '#//evil.test/x',
        '#javascript:alert(1)',
      ]) {
        await ada.go(route)
        await expect.poll(() => ada.page.locator('body').textContent()).toMatch(/\S/)
        await ada.page.getByRole('link', { name: 'Characters', exact: true }).first().waitFor()
        await expectOnlyText(ada)
      }
    })
  },
  { refusals: true },
)

describeInBrowser(
  'A character is drawn with',
  (act) => {
    act('its avatar, and with none where that does not come', async (stage) => {
      const host = await stage.host()
      await host.service.createCharacter(luna({ avatar_url: '/characters/-/page/none.png' }))
      const ada = await stage.person(host)
      await ada.go('#/c/luna')
      await editor(ada.page).waitFor()
      await expect.poll(() => ada.watch.refusals.length).toBeGreaterThan(0)
      await picture(ada.page, 'avatar-missing')
      const broken = await ada.page.evaluate(
        () =>
          [...document.images].filter(
            (one) => one.complete && one.naturalWidth === 0 && one.checkVisibility(),
          ).length,
      )
      expect(broken).toBe(0)
    })
  },
  { refusals: true },
)
