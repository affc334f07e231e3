import { afterAll, beforeAll, expect } from 'vitest'
import { mongoStorage } from '../../../src/mongo.ts'
import { luna } from '../../support/characters.ts'
import { describeWithMongo, type OpenMongo, openMongo } from '../../support/mongo.ts'
import { describeInBrowser } from './kit/in-browser.ts'
import { button, dialog, editor, field, link, versionItem } from './kit/places.ts'

describeWithMongo('On MongoDB', () => {
  let mongo: OpenMongo | undefined
  beforeAll(async () => {
    mongo = await openMongo()
  })
  afterAll(() => mongo?.close())

  describeInBrowser('the page', (act) => {
    act('writes, finds, rolls back, labels, deletes and restores', async (stage) => {
      if (mongo === undefined) throw new Error('no MongoDB')
      const host = await stage.host({ storage: mongoStorage(mongo.db()) })
      await host.service.createCharacter(luna())
      const { page, hand, isTold } = await stage.person(host)
      await hand.write(page.getByRole('searchbox'), 'friendly lun')
      await hand.press(link(page, 'Luna'))
      await hand.write(field(editor(page), 'Personality'), 'Changed')
      await hand.press(button(page, 'Save'))
      await isTold(/^Saved as version 2$/)
      await hand.press(link(page, 'History'))
      await hand.press(button(page, 'Label version 1'))
      const open = dialog(page, 'Label version 1')
      await hand.press(button(open, 'Set label'))
      await button(page, 'Remove label production').waitFor()
      await hand.press(button(page, 'Roll back to version 1'))
      await hand.press(button(dialog(page, 'Roll back to version 1'), 'Roll back'))
      await versionItem(page, 3).waitFor()
      await hand.press(link(page, 'Edit'))
      await hand.press(button(page, 'Delete'))
      await hand.press(button(dialog(page, 'Delete Luna'), 'Delete'))
      await hand.press(link(page, 'Deleted'))
      await hand.press(button(page, 'Restore Luna'))
      await expect.poll(() => host.service.listDeletedCharacters()).toEqual([])
      expect(await host.service.getCharacter('luna')).toMatchObject(luna())
      expect(await host.service.listLabels('luna')).toMatchObject([{ version_number: 1 }])
    })
  })
})
