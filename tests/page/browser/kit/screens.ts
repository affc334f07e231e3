import { writeCard } from '../../../../src/cards.ts'
import { luna } from '../../../support/characters.ts'
import { dropFiles } from './files.ts'
import type { Host } from './host.ts'
import type { Person } from './person.ts'
import { button, dialog, editor, field, link, nova, region, versionItem } from './places.ts'

/** One view of the page, and how a person comes to see it. */
export interface Screen {
  readonly name: string
  readonly open: (person: Person, host: Host) => Promise<void>
  /** Whether the server refuses something on the way. */
  readonly refusals?: boolean
}

/** Every view, in the state that shows most of it. */
export const SCREENS: readonly Screen[] = [
  {
    name: 'list',
    open: ({ page }) => link(page, 'Luna').waitFor(),
  },
  {
    name: 'list-nothing-found',
    async open({ page, hand }) {
      await link(page, 'Luna').waitFor()
      await hand.write(page.getByRole('searchbox'), 'nobody at all')
      await link(page, 'Luna').waitFor({ state: 'detached' })
    },
  },
  {
    name: 'new',
    async open({ page, go }) {
      await go('#/new')
      await editor(page, 'New character').waitFor()
    },
  },
  {
    name: 'new-wrong',
    async open({ page, go, hand }) {
      await go('#/new')
      await hand.write(field(page, 'Temperature'), '9')
      await hand.press(button(page, 'Save'))
      await page.getByRole('alert').first().waitFor()
    },
  },
  {
    name: 'editor',
    async open({ page, go, hand, isTold }) {
      await go('#/c/luna')
      await hand.write(field(editor(page), 'Personality'), 'Friendly, patient and a little sly')
      await isTold(/^Unsaved changes$/)
    },
  },
  {
    name: 'editor-preview',
    async open({ page, go, hand }) {
      await go('#/c/luna')
      await hand.press(button(page, 'Preview'))
      await region(page, 'Preview of the prompt').waitFor()
    },
  },
  {
    name: 'conflict',
    refusals: true,
    async open({ page, go, hand }, { service }) {
      await go('#/c/luna')
      await hand.write(field(editor(page), 'Personality'), 'Friendly, patient and a little sly')
      await service.updateCharacter('luna', { personality: 'Friendly, impatient and wise' })
      await hand.press(button(page, 'Save'))
      await region(page, 'Conflict').waitFor()
    },
  },
  {
    name: 'gone',
    refusals: true,
    async open({ page, go, hand }, { service }) {
      await go('#/c/luna')
      await hand.write(field(editor(page), 'Personality'), 'Friendly, patient and a little sly')
      await service.deleteCharacter('luna')
      await hand.press(button(page, 'Save'))
      await region(page, 'Luna was deleted').waitFor()
    },
  },
  {
    name: 'history',
    async open({ page, go }) {
      await go('#/c/luna/history')
      await versionItem(page, 1).waitFor()
    },
  },
  {
    name: 'history-label',
    async open({ page, go, hand }) {
      await go('#/c/luna/history')
      await hand.press(button(page, 'Label version 4'))
      await dialog(page, 'Label version 4').waitFor()
    },
  },
  {
    name: 'version',
    async open({ page, go }) {
      await go('#/c/luna/v/3')
      await link(page, 'Copy as new').waitFor()
    },
  },
  {
    name: 'compare',
    async open({ page, go }) {
      await go('#/c/luna/compare/1/5')
      await region(page, 'Version 1 and version 5').getByRole('group').first().waitFor()
    },
  },
  {
    name: 'deleted',
    async open({ page, go }) {
      await go('#/deleted')
      await button(page, 'Purge Robin').waitFor()
    },
  },
  {
    name: 'deleted-purge',
    async open({ page, go, hand }) {
      await go('#/deleted')
      await hand.press(button(page, 'Purge Robin'))
      await dialog(page, 'Purge Robin for ever').waitFor()
    },
  },
  {
    name: 'import',
    async open({ page, go }) {
      await go('#/import')
      await field(page, 'Card files').waitFor()
      await dropFiles(page, [
        { name: 'luna.json', bytes: writeCard(luna()) },
        { name: 'nova.json', bytes: writeCard(nova()) },
        { name: 'notes.txt', bytes: new TextEncoder().encode('no card') },
      ])
      for (const name of ['luna.json', 'nova.json', 'notes.txt']) {
        await page.getByRole('listitem').filter({ hasText: name }).waitFor()
      }
    },
  },
  {
    name: 'export',
    async open({ page, go, hand }) {
      await go('#/c/luna')
      await hand.press(button(page, 'Export'))
      await dialog(page, 'Export Luna').waitFor()
    },
  },
]
