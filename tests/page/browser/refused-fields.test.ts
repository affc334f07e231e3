import { expect } from 'vitest'
import { luna } from '../../support/characters.ts'
import { descriptionOf } from './kit/described.ts'
import { describeInBrowser } from './kit/in-browser.ts'
import { picture } from './kit/pictures.ts'
import { button, editor, field, nova } from './kit/places.ts'

const NOT_SAVED = /^Not saved: /

describeInBrowser(
  'What the server finds wrong stands',
  (act) => {
    act('beside its field, by the rules of the host', async (stage) => {
      const host = await stage.host()
      await host.service.createCharacter(luna())
      const ada = await stage.person(host)
      await ada.go('#/c/luna')
      const form = editor(ada.page)
      await ada.hand.write(field(form, 'Personality'), 'Like a language model')
      await ada.hand.write(field(form, 'Lore'), '{ "secret": ["No."] }')
      await ada.hand.press(button(form, 'Save'))
      await ada.isTold(NOT_SAVED)
      await ada.page.getByRole('alert').filter({ hasText: 'role' }).first().waitFor()
      expect(await descriptionOf(field(form, 'Personality'))).toContain(
        'must not fall out of the role',
      )
      expect(await descriptionOf(field(form, 'Lore'))).toMatch(/secret.*is not to be told/)
      expect(await field(form, 'Personality').inputValue()).toBe('Like a language model')
      await picture(ada.page, 'wrong-by-the-host')
      await ada.hand.write(field(form, 'Personality'), 'Like a friend')
      await ada.hand.write(field(form, 'Lore'), '{}')
      await ada.hand.press(button(form, 'Save'))
      await ada.isTold(/^Saved as version 2$/)
    })

    act('beside the name, where another has it', async (stage) => {
      const host = await stage.host()
      await host.service.createCharacter(luna())
      await host.service.createCharacter(nova())
      const ada = await stage.person(host)
      await ada.go('#/c/luna')
      const form = editor(ada.page)
      await ada.hand.write(field(form, 'Name'), 'NOVA')
      await ada.hand.press(button(form, 'Save'))
      await ada.isTold(NOT_SAVED)
      await expect.poll(() => descriptionOf(field(form, 'Name'))).toContain('taken')
      await ada.hand.write(field(form, 'Name'), 'Selene')
      await ada.hand.press(button(form, 'Save'))
      await ada.isTold(/^Saved as version 2$/)
      await expect.poll(() => ada.page.url()).toMatch(/#\/c\/selene$/)
      expect(await host.service.getCharacter('selene')).toMatchObject({ version_number: 2 })
    })

    act('below the form, where no field is to blame', async (stage) => {
      const host = await stage.host({ options: { maxBodyBytes: 2_000 } })
      await host.service.createCharacter(luna())
      const ada = await stage.person(host)
      await ada.go('#/c/luna')
      const form = editor(ada.page)
      const long = 'word '.repeat(1_000)
      await ada.hand.write(field(form, 'Personality'), long)
      await ada.hand.press(button(form, 'Save'))
      await ada.isTold(NOT_SAVED)
      expect(await field(form, 'Personality').inputValue()).toBe(long)
      await ada.hand.write(field(form, 'Personality'), 'Shorter')
      await ada.hand.press(button(form, 'Save'))
      await ada.isTold(/^Saved as version 2$/)
    })
  },
  { refusals: true },
)
