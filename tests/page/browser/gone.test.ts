import { expect } from 'vitest'
import { luna } from '../../support/characters.ts'
import type { Host } from './kit/host.ts'
import { describeInBrowser, type Stage } from './kit/in-browser.ts'
import { troubleWrites } from './kit/network.ts'
import type { Person } from './kit/person.ts'
import { picture } from './kit/pictures.ts'
import { button, editor, field, region } from './kit/places.ts'

const MINE = 'Friendly, by Ada'

/** Ada has written, and saves when the other has done something to Luna. */
async function savesAfter(
  stage: Stage,
  other: (host: Host) => Promise<unknown>,
): Promise<{ readonly host: Host; readonly ada: Person }> {
  const host = await stage.host()
  await host.service.createCharacter(luna())
  const ada = await stage.person(host)
  await ada.go('#/c/luna')
  await ada.hand.write(field(editor(ada.page), 'Personality'), MINE)
  await other(host)
  await ada.hand.press(button(ada.page, 'Save'))
  return { host, ada }
}

describeInBrowser(
  'Where another has meanwhile',
  (act) => {
    act('deleted the character, it is restored with what one wrote', async (stage) => {
      const { host, ada } = await savesAfter(stage, ({ service }) =>
        service.deleteCharacter('luna'),
      )
      const gone = region(ada.page, 'Luna was deleted')
      await gone.waitFor()
      await picture(ada.page, 'gone-deleted')
      expect(await host.service.listCharacters()).toEqual([])
      await ada.hand.press(button(gone, 'Restore it and save mine'))
      await ada.isTold(/^Saved as version \d+$/)
      expect(await host.service.getCharacter('luna')).toMatchObject(luna({ personality: MINE }))
      expect(await host.service.listDeletedCharacters()).toEqual([])
      expect((await host.service.listVersions('luna')).length).toBeGreaterThan(1)
    })

    act('deleted it, and the answer to its restoring is lost, it is saved once', async (stage) => {
      const { host, ada } = await savesAfter(stage, ({ service }) =>
        service.deleteCharacter('luna'),
      )
      const gone = region(ada.page, 'Luna was deleted')
      await gone.waitFor()
      const network = await troubleWrites(ada.page, 'the answer is lost')
      await ada.hand.press(button(gone, 'Restore it and save mine'))
      await expect.poll(() => host.service.listDeletedCharacters()).toEqual([])
      await expect.poll(() => button(ada.page, 'Save').count()).toBe(1)
      await network.heal()
      const again = button(ada.page, /^(Restore it and save mine|Go on under the new name|Save)$/)
      await ada.hand.press(again.first())
      await ada.isTold(/^Saved as version \d$/)
      expect(await host.service.getCharacter('luna')).toMatchObject(luna({ personality: MINE }))
      expect(await host.service.listVersions('luna')).toHaveLength(2)
    })

    act('deleted the character, what one wrote is saved as a new one', async (stage) => {
      const { host, ada } = await savesAfter(stage, ({ service }) =>
        service.deleteCharacter('luna'),
      )
      const gone = region(ada.page, 'Luna was deleted')
      await ada.hand.press(button(gone, 'Save mine as a new character'))
      const form = editor(ada.page, 'New character')
      await ada.hand.press(button(form, 'Save'))
      await ada.isTold(/^Saved as version 1$/)
      expect(await host.service.getCharacter('luna')).toMatchObject(luna({ personality: MINE }))
      expect(await host.service.listDeletedCharacters()).toHaveLength(1)
    })

    act('renamed the character, one goes on under the new name', async (stage) => {
      const { host, ada } = await savesAfter(stage, ({ service }) =>
        service.updateCharacter('luna', { name: 'selene', traits: ['bold'] }),
      )
      const renamed = region(ada.page, 'Luna was renamed')
      await renamed.waitFor()
      await picture(ada.page, 'gone-renamed')
      await ada.hand.press(button(renamed, 'Go on under the new name'))
      // What the other changed beside the name is shown like a conflict.
      await ada.hand.press(button(region(ada.page, 'Conflict'), 'Save what I chose'))
      await ada.isTold(/^Saved as version 3$/)
      await expect.poll(() => ada.page.url()).toMatch(/#\/c\/selene$/)
      const stored = luna({ name: 'selene', personality: MINE, traits: ['bold'] })
      expect(await host.service.getCharacter('selene')).toMatchObject(stored)
      expect(await host.service.countCharacters()).toBe(1)
    })

    act('put another character under the name, that one is left alone', async (stage) => {
      const { host, ada } = await savesAfter(stage, async ({ service }) => {
        await service.updateCharacter('luna', { name: 'selene' })
        await service.createCharacter(luna({ personality: 'Another one' }))
      })
      await region(ada.page, 'Luna was renamed').waitFor()
      const another = await host.service.getCharacter('luna')
      expect(another).toMatchObject({ personality: 'Another one', version_number: 1 })
    })
  },
  { refusals: true },
)
