import type { Locator } from 'playwright-core'
import { expect } from 'vitest'
import type { Operation } from '../../../src/http/path/routes.ts'
import { luna } from '../../support/characters.ts'
import type { Host } from './kit/host.ts'
import { describeInBrowser, type Stage } from './kit/in-browser.ts'
import type { Person } from './kit/person.ts'
import { picture } from './kit/pictures.ts'
import { button, editor, field, link, nova, versionItem } from './kit/places.ts'

const SAID = /You may not /

/** A host that refuses some operations to everybody. */
async function refusing(
  stage: Stage,
  ...refused: readonly Operation[]
): Promise<{ readonly host: Host; readonly ada: Person }> {
  const host = await stage.host({
    options: { authorize: ({ operation }) => !refused.includes(operation) },
  })
  await host.service.createCharacter(luna())
  await host.service.updateCharacter('luna', { personality: 'Changed' })
  await host.service.setLabel('luna', 'production', 1)
  await host.service.createCharacter(nova())
  await host.service.deleteCharacter('nova')
  return { host, ada: await stage.person(host) }
}

/** Presses what is refused, unless it says beforehand that it is; then the page must have said so. */
async function isRefused(
  { page, hand }: Person,
  control: Locator,
  confirm?: string,
): Promise<void> {
  await control.waitFor()
  if ((await control.getAttribute('aria-disabled')) !== 'true') {
    await hand.press(control)
    if (confirm) await hand.press(button(page.getByRole('dialog'), confirm))
  }
  await page.getByText(SAID).first().waitFor()
}

/** How a person comes upon each refusal. */
const MET: Readonly<Partial<Record<Operation, (person: Person) => Promise<void>>>> = {
  list: ({ page }) => page.getByText(SAID).first().waitFor(),
  async get({ page, go }) {
    await go('#/c/luna')
    await page.getByText(SAID).first().waitFor()
  },
  async create(person) {
    await person.go('#/new')
    const form = editor(person.page, 'New character')
    const { name, display_name, personality, system_prompt } = nova({ name: 'vega' })
    await person.hand.write(field(form, 'Name'), name)
    await person.hand.write(field(form, 'Display name'), display_name)
    await person.hand.write(field(form, 'Personality'), personality)
    await person.hand.write(field(form, 'System prompt'), system_prompt)
    await isRefused(person, button(form, 'Save'))
    expect(await field(form, 'Personality').inputValue()).toBe(personality)
  },
  async update(person) {
    await person.go('#/c/luna')
    await person.hand.write(field(editor(person.page), 'Personality'), 'Mine')
    await isRefused(person, button(person.page, 'Save'))
    expect(await field(editor(person.page), 'Personality').inputValue()).toBe('Mine')
  },
  async delete(person) {
    await person.go('#/c/luna')
    await isRefused(person, button(person.page, 'Delete'), 'Delete')
  },
  async listDeleted({ page, go }) {
    await go('#/deleted')
    await page.getByText(SAID).first().waitFor()
  },
  async restore(person) {
    await person.go('#/deleted')
    await isRefused(person, button(person.page, 'Restore Nova'))
  },
  async purge(person) {
    await person.go('#/deleted')
    const control = button(person.page, 'Purge Nova')
    await control.waitFor()
    if ((await control.getAttribute('aria-disabled')) !== 'true') {
      await person.hand.press(control)
      await person.hand.write(field(person.page, 'Type nova to confirm'), 'nova')
      await person.hand.press(button(person.page.getByRole('dialog'), 'Purge'))
    }
    await person.page.getByText(SAID).first().waitFor()
  },
  async getVersion({ page, go }) {
    await go('#/c/luna/v/1')
    await page.getByText(SAID).first().waitFor()
  },
  async rollback(person) {
    await person.go('#/c/luna/history')
    await isRefused(person, button(person.page, 'Roll back to version 1'), 'Roll back')
  },
  async setLabel(person) {
    await person.go('#/c/luna/history')
    await isRefused(person, button(person.page, 'Label version 2'), 'Set label')
  },
  async removeLabel(person) {
    await person.go('#/c/luna/history')
    await isRefused(person, button(person.page, 'Remove label production'))
  },
}

/** What a screen can do without: it shows what is left, or says so. */
const DONE_WITHOUT: readonly (readonly [Operation, string])[] = [
  ['listVersions', '#/c/luna/history'],
  ['listChanges', '#/c/luna/history'],
  ['listLabels', '#/c/luna/history'],
  ['openapi', '#/c/luna'],
  ['count', '#/'],
]

describeInBrowser(
  'Where `authorize` refuses',
  (act) => {
    for (const [operation, meet] of Object.entries(MET)) {
      act(`${operation}, the page says so, and nothing is done`, async (stage) => {
        const { host, ada } = await refusing(stage, operation as Operation)
        await meet(ada)
        await picture(ada.page, `refused-${operation}`)
        expect(await host.service.listVersions('luna')).toHaveLength(2)
        expect(await host.service.countCharacters()).toBe(1)
        expect(await host.service.listDeletedCharacters()).toHaveLength(1)
        expect(await host.service.listLabels('luna')).toHaveLength(1)
      })
    }

    for (const [operation, route] of DONE_WITHOUT) {
      act(`${operation}, its screen shows what is left, or says so`, async (stage) => {
        const { ada } = await refusing(stage, operation)
        await ada.go(route)
        const shown = route.endsWith('history')
          ? versionItem(ada.page, 1)
          : link(ada.page, 'Luna').or(editor(ada.page))
        await shown.or(ada.page.getByText(SAID)).first().waitFor()
        await picture(ada.page, `refused-${operation}`)
      })
    }

    act('all writes, everything is still to be read', async (stage) => {
      const writes = ['create', 'update', 'delete', 'restore', 'purge', 'rollback'] as const
      const { ada } = await refusing(stage, ...writes, 'setLabel', 'removeLabel')
      for (const route of ['#/', '#/c/luna', '#/c/luna/history', '#/c/luna/v/1', '#/deleted']) {
        await ada.go(route)
        await ada.page.getByText('Luna').or(ada.page.getByText('Nova')).first().waitFor()
      }
      expect(ada.watch.refusals).toEqual([])
    })

    act('everything but the page, it says so', async (stage) => {
      const host = await stage.host({
        options: { authorize: ({ operation }) => operation === 'page' },
      })
      const { page } = await stage.person(host)
      await page.getByText(SAID).first().waitFor()
    })
  },
  { refusals: true },
)

describeInBrowser(
  'Where the mount hides',
  (act) => {
    // Red when a form sends a field that it was never shown: the hidden prompt is then overwritten.
    act('prompts and private attributes, saving the rest leaves them alone', async (stage) => {
      const host = await stage.host({ options: { view: 'safe' } })
      await host.service.createCharacter({ ...luna(), backstory: 'Secret' })
      const ada = await stage.person(host)
      await ada.go('#/c/luna')
      await ada.hand.write(field(editor(ada.page), 'Personality'), 'Changed')
      await picture(ada.page, 'hidden-prompt')
      await ada.hand.press(button(ada.page, 'Save'))
      await ada.isTold(/^Saved as version 2$/)
      expect(await host.service.getCharacter('luna')).toMatchObject({
        ...luna({ personality: 'Changed' }),
        backstory: 'Secret',
      })
    })

    act('all but what is published, it shows that and saves nothing', async (stage) => {
      const host = await stage.host({ options: { label: 'production' } })
      await host.service.createCharacter(luna())
      await host.service.setLabel('luna', 'production', 1)
      await host.service.updateCharacter('luna', { personality: 'Not published' })
      const ada = await stage.person(host)
      await ada.go('#/c/luna')
      const form = editor(ada.page)
      await expect.poll(() => field(form, 'Personality').inputValue()).toBe(luna().personality)
      await ada.hand.write(field(form, 'Personality'), 'Mine')
      await isRefused(ada, button(ada.page, 'Save'))
      expect(await host.service.listVersions('luna')).toHaveLength(2)
    })
  },
  { refusals: true },
)
