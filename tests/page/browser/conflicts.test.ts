import { expect } from 'vitest'
import { luna } from '../../support/characters.ts'
import type { Host } from './kit/host.ts'
import { describeInBrowser, type Stage } from './kit/in-browser.ts'
import type { Person } from './kit/person.ts'
import { picture } from './kit/pictures.ts'
import { button, editor, field, radio, region } from './kit/places.ts'

const MINE = { personality: 'Friendly, by Ada', system_prompt: 'You are Luna, says Ada.' }
const THEIRS = { personality: 'Friendly, by Ben', system_prompt: 'You are Luna, says Ben.' }
/** What only one of the two has changed. */
const ONLY_MINE = { mood: 'wild' } as const
const ONLY_THEIRS = { display_name: 'Luna Nova', traits: ['helpful', 'bold'] }

interface Met {
  readonly host: Host
  readonly ada: Person
}

/** Ada has written her changes, and has not saved; Luna is at version 1. */
async function adaWrites(stage: Stage): Promise<Met> {
  const host = await stage.host()
  await host.service.createCharacter(luna())
  const ada = await stage.person(host)
  await ada.go('#/c/luna')
  const form = editor(ada.page)
  await ada.hand.write(field(form, 'Personality'), MINE.personality)
  await ada.hand.write(field(form, 'System prompt'), MINE.system_prompt)
  await ada.hand.pick(field(form, 'Mood'), 'wild')
  await ada.hand.write(field(form, 'Note'), 'By Ada')
  return { host, ada }
}

/** Ben is faster: Ada saves, and is shown both sides. */
async function theyMeet(stage: Stage): Promise<Met> {
  const met = await adaWrites(stage)
  await met.host.service.updateCharacter('luna', { ...THEIRS, ...ONLY_THEIRS }, { by: 'ben' })
  await met.ada.hand.press(button(met.ada.page, 'Save'))
  await region(met.ada.page, 'Conflict').waitFor()
  return met
}

function side(person: Person, title: string) {
  return region(person.page, 'Conflict').getByRole('group', { name: title, exact: true })
}

async function saves(person: Person): Promise<void> {
  await person.hand.press(button(person.page, 'Save what I chose'))
}

// Red when a save goes without the version that the person began with: the second then overwrites the
// first, and no conflict is shown.
describeInBrowser(
  'Of two people who edit one character, the second',
  (act) => {
    act('sees both sides, and nothing is written until they have chosen', async (stage) => {
      const { host, ada } = await theyMeet(stage)
      for (const title of ['Personality', 'System prompt']) {
        const shown = await side(ada, title)
          .getByText(/Ada|Ben/)
          .allTextContents()
        expect(shown.join(' ')).toMatch(/Ada[\s\S]*Ben/)
      }
      await picture(ada.page, 'conflict')
      expect(await host.service.getCharacter('luna')).toMatchObject({
        ...luna(),
        ...THEIRS,
        ...ONLY_THEIRS,
        mood: 'calm',
        version_number: 2,
      })
      const [, , ...more] = await host.service.listVersions('luna')
      expect(more).toEqual([])
    })

    for (const [choice, wanted] of [
      ['Keep mine', MINE],
      ['Take theirs', THEIRS],
    ] as const) {
      act(`chooses "${choice}" for each field, and that is stored`, async (stage) => {
        const { host, ada } = await theyMeet(stage)
        await ada.hand.choose(radio(side(ada, 'Personality'), choice))
        await ada.hand.choose(radio(side(ada, 'System prompt'), choice))
        await saves(ada)
        await ada.isTold(/^Saved as version 3$/)
        const stored = { ...luna(), ...ONLY_THEIRS, ...ONLY_MINE, ...wanted }
        expect(await host.service.getCharacter('luna')).toMatchObject(stored)
        expect(await host.service.getVersion('luna', 2)).toMatchObject({ ...THEIRS, mood: 'calm' })
        const changes = await host.service.listChanges('luna')
        expect(changes[0]).toMatchObject({ changed_by: 'ada', note: 'By Ada' })
        expect(changes).toHaveLength(3)
        expect(await field(editor(ada.page, 'Edit Luna Nova'), 'Personality').inputValue()).toBe(
          wanted.personality,
        )
      })
    }

    act('writes both together, and keeps the other field', async (stage) => {
      const { host, ada } = await theyMeet(stage)
      await ada.hand.choose(radio(side(ada, 'Personality'), 'Write both together'))
      const together = side(ada, 'Personality').getByRole('textbox', { name: 'Together' })
      await ada.hand.write(together, 'Friendly, by Ada and Ben')
      await ada.hand.choose(radio(side(ada, 'System prompt'), 'Keep mine'))
      await picture(ada.page, 'conflict-together')
      await saves(ada)
      await ada.isTold(/^Saved as version 3$/)
      expect(await host.service.getCharacter('luna')).toMatchObject({
        ...luna(),
        ...ONLY_THEIRS,
        ...ONLY_MINE,
        personality: 'Friendly, by Ada and Ben',
        system_prompt: MINE.system_prompt,
      })
    })

    act('goes back to their text, which is as it was', async (stage) => {
      const { host, ada } = await theyMeet(stage)
      await ada.hand.press(button(ada.page, 'Back to my text'))
      const form = editor(ada.page)
      expect(await field(form, 'Personality').inputValue()).toBe(MINE.personality)
      expect(await field(form, 'System prompt').inputValue()).toBe(MINE.system_prompt)
      expect(await field(form, 'Note').inputValue()).toBe('By Ada')
      await ada.hand.press(button(ada.page, 'Save'))
      await region(ada.page, 'Conflict').waitFor()
      expect(await host.service.listVersions('luna')).toHaveLength(2)
    })

    act('is shown a third that comes while they choose', async (stage) => {
      const { host, ada } = await theyMeet(stage)
      await ada.hand.choose(radio(side(ada, 'Personality'), 'Keep mine'))
      await ada.hand.choose(radio(side(ada, 'System prompt'), 'Take theirs'))
      await host.service.updateCharacter('luna', { system_prompt: 'Says Cleo.' }, { by: 'cleo' })
      await saves(ada)
      await side(ada, 'System prompt').filter({ hasText: 'Cleo' }).waitFor()
      expect(await host.service.listVersions('luna')).toHaveLength(3)
      await ada.hand.choose(radio(side(ada, 'System prompt'), 'Take theirs'))
      await saves(ada)
      await ada.isTold(/^Saved as version 4$/)
      expect(await host.service.getCharacter('luna')).toMatchObject({
        ...luna(),
        ...ONLY_THEIRS,
        ...ONLY_MINE,
        personality: MINE.personality,
        system_prompt: 'Says Cleo.',
      })
    })

    act('meets the first in two browsers, and is not asked where they agree', async (stage) => {
      const { host, ada } = await adaWrites(stage)
      const ben = await stage.person(host, { name: 'ben' })
      await ben.go('#/c/luna')
      const form = editor(ben.page)
      await ben.hand.write(field(form, 'Personality'), MINE.personality)
      await ben.hand.write(field(form, 'System prompt'), THEIRS.system_prompt)
      await ben.hand.press(button(ben.page, 'Save'))
      await ben.isTold(/^Saved as version 2$/)
      await ada.hand.press(button(ada.page, 'Save'))
      await ada.hand.choose(radio(side(ada, 'System prompt'), 'Keep mine'))
      expect(await radio(side(ada, 'Personality'), 'Keep mine').count()).toBe(0)
      await saves(ada)
      await ada.isTold(/^Saved as version 3$/)
      const stored = { ...luna(), ...MINE, ...ONLY_MINE, version_number: 3 }
      expect(await host.service.getCharacter('luna')).toMatchObject(stored)
      // Ben saves again over what he has not seen: now he is the second.
      await ben.hand.write(field(form, 'System prompt'), 'You are Luna, says Ben again.')
      await ben.hand.press(button(ben.page, 'Save'))
      await region(ben.page, 'Conflict').waitFor()
      expect(await host.service.getCharacter('luna')).toMatchObject({ version_number: 3 })
    })
  },
  { refusals: true },
)
