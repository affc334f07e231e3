import { expect } from 'vitest'
import { readCard, writeCard } from '../../../src/cards.ts'
import { fixture } from '../../cards/kit.ts'
import { luna } from '../../support/characters.ts'
import { withBothHands } from './kit/both-hands.ts'
import { chooseFiles, downloadOf, dropFiles } from './kit/files.ts'
import type { Host } from './kit/host.ts'
import { describeInBrowser, type Stage } from './kit/in-browser.ts'
import { troubleWrites } from './kit/network.ts'
import { picture } from './kit/pictures.ts'
import { button, dialog, editor, field, link, nova, radio } from './kit/places.ts'

/** A card of Luna by somebody else. */
const CARD = {
  name: 'Luna.json',
  bytes: writeCard({ ...luna({ personality: 'From a card' }), tags: ['moon'] }),
}

async function withLuna(stage: Stage): Promise<Host> {
  const host = await stage.host()
  await host.service.createCharacter(luna())
  return host
}

describeInBrowser(
  'A person',
  (act) => {
    withBothHands(act, 'imports cards by file', async (stage, setup) => {
      const host = await stage.host()
      const { page, hand } = await stage.person(host, setup)
      await hand.press(link(page, 'Import'))
      const image = fixture('plain-no-card.png')
      const files = [
        { name: 'ada.json', bytes: writeCard(luna({ name: 'ada', display_name: 'Ada' })) },
        { name: 'nova.png', bytes: writeCard(nova(), { container: 'png', image }) },
        { name: 'by-character-foundry.charx', bytes: fixture('by-character-foundry.charx') },
      ]
      await chooseFiles(page, hand, field(page, 'Card files'), files)
      for (const { name } of files) {
        await page.getByRole('listitem').filter({ hasText: name }).waitFor()
      }
      await picture(page, `import-${hand.how}`)
      await hand.press(button(page, 'Import'))
      await expect.poll(() => host.service.countCharacters()).toBe(3)
      for (const { bytes } of files) {
        const { name, display_name, personality } = readCard(bytes).character
        expect(await host.service.getCharacter(name)).toMatchObject({ display_name, personality })
      }
    })

    withBothHands(act, 'leaves a card out whose name is taken', async (stage, setup) => {
      const host = await withLuna(stage)
      const { page, hand, go } = await stage.person(host, setup)
      await go('#/import')
      await chooseFiles(page, hand, field(page, 'Card files'), [
        CARD,
        { name: 'n.json', bytes: writeCard(nova()) },
      ])
      const item = page.getByRole('listitem').filter({ hasText: CARD.name })
      await hand.choose(radio(item, 'Leave it out'))
      await picture(page, `import-taken-${hand.how}`)
      await hand.press(button(page, 'Import'))
      await expect.poll(() => host.service.countCharacters()).toBe(2)
      expect(await host.service.listVersions('luna')).toHaveLength(1)
    })

    withBothHands(act, 'makes a card a version of the character', async (stage, setup) => {
      const host = await withLuna(stage)
      const { page, hand, go } = await stage.person(host, setup)
      await go('#/import')
      await chooseFiles(page, hand, field(page, 'Card files'), [CARD])
      await hand.choose(radio(page, /^Make it a version of luna$/i))
      await hand.press(button(page, 'Import'))
      await expect.poll(() => host.service.listVersions('luna')).toHaveLength(2)
      expect(await host.service.getCharacter('luna')).toMatchObject({
        personality: 'From a card',
        tags: ['moon'],
      })
      expect(await host.service.countCharacters()).toBe(1)
    })

    withBothHands(act, 'gives a card another name', async (stage, setup) => {
      const host = await withLuna(stage)
      const { page, hand, go } = await stage.person(host, setup)
      await go('#/import')
      await chooseFiles(page, hand, field(page, 'Card files'), [CARD])
      await hand.choose(radio(page, 'Take another name'))
      await hand.write(field(page, 'Another name'), 'luna-of-the-card')
      await hand.press(button(page, 'Import'))
      await expect.poll(() => host.service.countCharacters()).toBe(2)
      const imported = await host.service.getCharacter('luna-of-the-card')
      expect(imported).toMatchObject({ personality: 'From a card', display_name: 'Luna' })
      expect(await host.service.getCharacter('luna')).toMatchObject(luna())
    })

    act('drops cards anywhere, good ones and bad ones', async (stage) => {
      const host = await stage.host()
      const { page } = await stage.person(host)
      await page.getByRole('searchbox').waitFor()
      await dropFiles(page, [
        CARD,
        { name: 'notes.txt', bytes: new TextEncoder().encode('no card') },
        { name: 'bad-crc.png', bytes: fixture('bad-crc.png') },
      ])
      await expect.poll(() => page.url()).toMatch(/#\/import$/)
      for (const name of [CARD.name, 'notes.txt', 'bad-crc.png']) {
        await page.getByRole('listitem').filter({ hasText: name }).waitFor()
      }
      await picture(page, 'import-dropped')
      await button(page, 'Import').click()
      await expect.poll(() => host.service.countCharacters()).toBe(1)
      expect(await host.service.getCharacter('luna')).toMatchObject({ personality: 'From a card' })
    })

    act('imports a card once, though the answer is lost', async (stage) => {
      const host = await stage.host()
      const { page, hand, go } = await stage.person(host)
      await go('#/import')
      await chooseFiles(page, hand, field(page, 'Card files'), [CARD])
      const network = await troubleWrites(page, 'the answer is lost')
      await hand.press(button(page, 'Import'))
      await expect.poll(() => host.service.countCharacters()).toBe(1)
      const item = page.getByRole('listitem').filter({ hasText: CARD.name })
      await item.getByRole('alert').waitFor()
      await network.heal()
      await hand.press(button(page, 'Import'))
      // It is there by now, and whose it is the person knows best.
      await radio(item, 'Leave it out').waitFor()
      expect(await host.service.listCharacters()).toMatchObject([{ version_number: 1 }])
    })

    withBothHands(act, 'exports a character in every container', async (stage, setup) => {
      const host = await withLuna(stage)
      await host.service.updateCharacter('luna', { tags: ['moon'], greetings: ['Hello!'] })
      const { page, hand, go } = await stage.person(host, setup)
      await go('#/c/luna')
      for (const container of ['JSON', 'PNG', 'CHARX'] as const) {
        await hand.press(button(page, 'Export'))
        const open = dialog(page, 'Export Luna')
        await hand.choose(radio(open, container))
        if (container === 'PNG') await picture(page, `export-${hand.how}`)
        const { name, bytes } = await downloadOf(page, hand, button(open, 'Download'))
        expect(name).toBe(`luna.${container.toLowerCase()}`)
        const read = readCard(bytes)
        expect(read.container).toBe(container.toLowerCase())
        expect(read.character).toMatchObject({
          ...luna({ name: read.character.name }),
          tags: ['moon'],
          greetings: ['Hello!'],
        })
        await open.waitFor({ state: 'detached' })
      }
    })

    withBothHands(
      act,
      'copies a character, and an old version, as a new one',
      async (stage, setup) => {
        const host = await withLuna(stage)
        await host.service.updateCharacter('luna', { personality: 'Changed', mood: 'wild' })
        const { page, hand, go, isTold } = await stage.person(host, setup)
        for (const [route, copy, wanted] of [
          ['#/c/luna', 'copy', { personality: 'Changed', mood: 'wild' }],
          ['#/c/luna/v/1', 'old-copy', { personality: luna().personality, mood: 'calm' }],
        ] as const) {
          await go(route)
          await hand.press(link(page, 'Copy as new'))
          const form = editor(page, 'New character')
          await hand.write(field(form, 'Name'), copy)
          await hand.press(button(form, 'Save'))
          await isTold(/^Saved as version 1$/)
          expect(await host.service.getCharacter(copy)).toMatchObject(wanted)
        }
        expect(await host.service.listVersions('luna')).toHaveLength(2)
      },
    )
  },
  { refusals: true },
)
