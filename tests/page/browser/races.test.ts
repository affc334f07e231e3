import { expect } from 'vitest'
import { luna } from '../../support/characters.ts'
import { describeInBrowser } from './kit/in-browser.ts'
import { hold, holdWrites } from './kit/network.ts'
import { button, editor, field, link, nova } from './kit/places.ts'

describeInBrowser('An answer that comes late', (act) => {
  // Red when the list takes whatever answer comes last.
  act('does not replace what was looked for after it', async (stage) => {
    const host = await stage.host()
    await host.service.createCharacter(luna())
    await host.service.createCharacter(nova())
    const { page, hand } = await stage.person(host)
    const items = page.getByRole('list', { name: 'Characters' }).getByRole('listitem')
    await expect.poll(() => items.count()).toBe(2)
    const slow = await hold(page, (request) => /luna/.test(new URL(request.url()).search))
    await hand.write(page.getByRole('searchbox'), 'luna')
    await expect.poll(() => slow.held.length).toBeGreaterThan(0)
    await hand.write(page.getByRole('searchbox'), 'nova')
    await expect.poll(() => items.allTextContents()).toEqual([expect.stringContaining('Nova')])
    await slow.release()
    expect(await items.allTextContents()).toEqual([expect.stringContaining('Nova')])
  })

  // Red when the editor shows whatever answer comes last.
  act('does not open a character that was left', async (stage) => {
    const host = await stage.host()
    await host.service.createCharacter(luna())
    await host.service.createCharacter(nova())
    const { page, hand, isTold } = await stage.person(host)
    const slow = await hold(page, (request) => request.url().endsWith('/characters/luna'))
    await hand.press(link(page, 'Luna'))
    await expect.poll(() => slow.held.length).toBeGreaterThan(0)
    await hand.press(link(page, 'Nova'))
    await editor(page, 'Edit Nova').waitFor()
    await slow.release()
    await editor(page, 'Edit Nova').waitFor()
    expect(await editor(page).count()).toBe(0)
    await hand.write(field(editor(page, 'Edit Nova'), 'Personality'), 'Changed')
    await hand.press(button(page, 'Save'))
    await isTold(/^Saved as version 2$/)
    expect(await host.service.getCharacter('luna')).toMatchObject(luna())
    expect(await host.service.getCharacter('nova')).toMatchObject({ personality: 'Changed' })
  })

  act('to a save finds its own character, though another is open by then', async (stage) => {
    const host = await stage.host()
    await host.service.createCharacter(luna())
    await host.service.createCharacter(nova())
    const { page, hand, isTold } = await stage.person(host)
    await hand.press(link(page, 'Luna'))
    await hand.write(field(editor(page), 'Personality'), 'Changed')
    const slow = await holdWrites(page)
    await hand.press(button(page, 'Save'))
    await expect.poll(() => slow.held).toEqual(['PUT /characters/luna'])
    await hand.press(link(page, 'Nova'))
    await editor(page, 'Edit Nova').waitFor()
    await hand.write(field(editor(page, 'Edit Nova'), 'Personality'), 'Written meanwhile')
    await slow.release()
    await expect.poll(() => host.service.listVersions('luna')).toHaveLength(2)
    expect(page.url()).toMatch(/#\/c\/nova$/)
    const shown = field(editor(page, 'Edit Nova'), 'Personality')
    expect(await shown.inputValue()).toBe('Written meanwhile')
    await isTold(/^Unsaved changes$/)
    // Nothing of it is left over as unsaved.
    await hand.press(link(page, 'Luna'))
    await isTold(/^No changes$/)
    expect(await field(editor(page), 'Personality').inputValue()).toBe('Changed')
  })
})
