import { expect } from 'vitest'
import { luna } from '../../support/characters.ts'
import { withBothHands } from './kit/both-hands.ts'
import { descriptionOf } from './kit/described.ts'
import { describeInBrowser } from './kit/in-browser.ts'
import { picture } from './kit/pictures.ts'
import { button, editor, field, link, nova, region } from './kit/places.ts'

describeInBrowser('A person', (act) => {
  withBothHands(act, 'creates a character with fields of every kind', async (stage, setup) => {
    const host = await stage.host()
    const { page, hand, isTold } = await stage.person(host, setup)
    await hand.press(link(page, 'New character'))
    const form = editor(page, 'New character')
    await hand.write(field(form, 'Name'), 'nova')
    await hand.write(field(form, 'Display name'), 'Nova')
    await hand.write(field(form, 'Personality'), 'Curious')
    await hand.write(field(form, 'System prompt'), 'You are Nova.')
    for (const trait of ['brave', 'calm']) {
      await hand.write(field(form, 'Add to Traits'), trait)
      await page.keyboard.press('Enter')
    }
    await hand.press(button(form, 'Remove calm from Traits'))
    await hand.pick(field(form, 'Mood'), 'wild')
    await hand.write(field(form, 'Temperature'), '1.5')
    await hand.write(field(form, 'Max words'), '80')
    await hand.choose(field(form, 'Speaks first'))
    await hand.write(field(form, 'Add to Languages'), 'Latin')
    await page.keyboard.press('Enter')
    await hand.write(field(form, 'Lore'), '{ "moon": ["cold"] }')
    await hand.write(field(form, 'Note'), 'A first sketch')
    await hand.press(button(form, 'Save'))
    await isTold(/^Saved as version 1$/)
    await picture(page, `created-${hand.how}`)
    expect(await host.service.getCharacter('nova')).toMatchObject({
      display_name: 'Nova',
      personality: 'Curious',
      system_prompt: 'You are Nova.',
      traits: ['brave'],
      mood: 'wild',
      temperature: 1.5,
      max_words: 80,
      speaks_first: true,
      languages: ['Latin'],
      lore: { moon: ['cold'] },
      born: null,
      version_number: 1,
    })
    const [change] = await host.service.listChanges('nova')
    expect(change).toMatchObject({ note: 'A first sketch', changed_by: 'ada' })
  })

  withBothHands(act, 'finds a character by words, traits and label', async (stage, setup) => {
    const host = await stage.host()
    for (const name of ['ava', 'bea', 'cleo']) {
      const traits = name === 'ava' ? ['calm'] : ['calm', 'old']
      await host.service.createCharacter(luna({ name, display_name: `Dr ${name}`, traits }))
    }
    await host.service.createCharacter(nova())
    await host.service.setLabel('bea', 'production', 1)
    const { page, hand } = await stage.person(host, setup)
    const list = page.getByRole('list', { name: 'Characters' })
    const shown = list.getByRole('listitem')
    const shows = (count: number) => expect.poll(() => shown.count()).toBe(count)
    await shows(4)
    await hand.write(page.getByRole('searchbox', { name: 'Search characters' }), 'dr')
    await shows(3)
    if (hand.how === 'by mouse') await hand.press(button(list, 'Filter by trait old').first())
    else {
      await hand.write(field(page, 'Filter by trait'), 'old')
      await page.keyboard.press('Enter')
    }
    await shows(2)
    await hand.pick(page.getByRole('combobox', { name: 'Show' }), 'Labelled production')
    await shows(1)
    await hand.press(link(list, 'Dr bea'))
    await editor(page, 'Edit Dr bea').waitFor()
    await picture(page, `found-${hand.how}`)
    await hand.press(button(page, 'Remove filter old'))
    await shows(1)
  })

  withBothHands(act, 'edits a character and says why', async (stage, setup) => {
    const host = await stage.host()
    await host.service.createCharacter(luna())
    const { page, hand, isTold } = await stage.person(host, setup)
    await hand.press(link(page, 'Luna'))
    const form = editor(page)
    await isTold(/^No changes$/)
    await hand.write(field(form, 'Personality'), 'Friendly, and a little sly')
    await isTold(/^Unsaved changes$/)
    await hand.write(field(form, 'Note'), 'Less bland')
    await page.keyboard.press('ControlOrMeta+S')
    await isTold(/^Saved as version 2$/)
    expect(await host.service.getCharacter('luna')).toMatchObject({
      ...luna({ personality: 'Friendly, and a little sly' }),
      version_number: 2,
    })
    const [change] = await host.service.listChanges('luna')
    expect(change).toMatchObject({ note: 'Less bland', changed_by: 'ada' })
    await expect.poll(() => field(form, 'Note').inputValue()).toBe('')
    await hand.write(field(form, 'Personality'), 'Rude')
    await hand.press(button(page, 'Discard changes'))
    await expect
      .poll(() => field(form, 'Personality').inputValue())
      .toBe('Friendly, and a little sly')
    await isTold(/^No changes$/)
  })

  withBothHands(act, 'previews the prompt for a user', async (stage, setup) => {
    const host = await stage.host()
    const prompt = 'You are {{char}}. You talk to {{user}}.'
    await host.service.createCharacter(luna({ system_prompt: prompt }))
    const { page, hand, go } = await stage.person(host, setup)
    await go('#/c/luna')
    await hand.press(button(page, 'Preview'))
    await hand.write(field(page, 'User name'), 'Grace')
    const preview = region(page, 'Preview of the prompt')
    await preview.filter({ hasText: 'You are Luna. You talk to Grace.' }).waitFor()
    await hand.write(field(editor(page), 'System prompt'), 'Hello {{user}}!')
    await preview.filter({ hasText: 'Hello Grace!' }).waitFor()
    await picture(page, `preview-${hand.how}`)
    expect(await button(page, 'Preview').getAttribute('aria-pressed')).toBe('true')
  })

  withBothHands(act, 'is led to what is wrong, field by field', async (stage, setup) => {
    const host = await stage.host()
    const { page, hand, go } = await stage.person(host, setup)
    await go('#/new')
    const form = editor(page, 'New character')
    await hand.write(field(form, 'Name'), 'a/b')
    await hand.write(field(form, 'Temperature'), '7')
    await hand.write(field(form, 'Lore'), '{ "moon": ')
    await hand.press(button(form, 'Save'))
    await page.getByRole('alert').first().waitFor()
    const wrong = form.locator('[aria-invalid="true"]')
    await expect.poll(() => wrong.count()).toBeGreaterThan(2)
    const isFocused = () => wrong.first().evaluate((one) => one === document.activeElement)
    await expect.poll(isFocused).toBe(true)
    for (const one of await wrong.all()) expect(await descriptionOf(one)).not.toBe('')
    expect(await field(form, 'Lore').inputValue()).toBe('{ "moon": ')
    expect(await host.service.listCharacters()).toEqual([])
    await picture(page, `wrong-fields-${hand.how}`)
  })
})
