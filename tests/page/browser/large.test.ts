import { expect } from 'vitest'
import { luna } from '../../support/characters.ts'
import { figure } from '../../support/sizes.ts'
import { describeInBrowser } from './kit/in-browser.ts'
import { longestTask, watchTasks } from './kit/long-tasks.ts'
import type { Person } from './kit/person.ts'
import { picture } from './kit/pictures.ts'
import { button, editor, field, link, region, versionItem } from './kit/places.ts'

const CHARACTERS = 2_000
const VERSIONS = 500
const PROMPT_LENGTH = 500_000
/** Keys that are typed into the long prompt. */
const KEYS = 30

async function tellTasks({ page }: Person, what: string): Promise<void> {
  figure(`longest task of ${what}`, `${await longestTask(page)} ms`)
}

describeInBrowser('Among very many', (act) => {
  act('characters, one is found with few requests', async (stage) => {
    const host = await stage.host()
    for (let i = 0; i < CHARACTERS; i++) {
      const traits = [`trait-${i % 50}`]
      const more = { name: `c${i}`, display_name: `Character ${i}`, traits }
      await host.service.createCharacter(luna(more))
    }
    await host.service.createCharacter(luna({ name: 'needle', display_name: 'The Needle' }))
    const ada = await stage.person(host, { before: watchTasks })
    await ada.page.getByText('2,001 characters').first().waitFor()
    const shown = ada.page.getByRole('list', { name: 'Characters' }).getByRole('listitem')
    expect(await shown.count()).toBeLessThanOrEqual(200)
    const before = ada.watch.requests.length
    await ada.page.getByRole('searchbox').click()
    const answered = ada.page.waitForResponse((response) => response.url().includes('needle'))
    await ada.page.keyboard.type('needle')
    await answered
    const begun = performance.now()
    await link(ada.page, 'The Needle').waitFor()
    figure('search shown after its answer', `${(performance.now() - begun).toFixed(0)} ms`)
    await expect.poll(() => shown.count()).toBe(1)
    // For six letters: a list and a count each, at most.
    expect(ada.watch.requests.length - before).toBeLessThanOrEqual(12)
    await ada.hand.write(ada.page.getByRole('searchbox'), '')
    await ada.page.getByText('2,001 characters').first().waitFor()
    const more = button(ada.page, 'Show more')
    for (let i = 0; i < 3; i++) {
      const count = await shown.count()
      await more.click()
      await expect.poll(() => shown.count()).toBeGreaterThan(count)
    }
    await picture(ada.page, 'list-of-2000')
    await tellTasks(ada, `a list of ${CHARACTERS}`)
  })

  act('versions, the history opens with few requests', async (stage) => {
    const host = await stage.host()
    await host.service.createCharacter(luna())
    for (let i = 2; i <= VERSIONS; i++) {
      await host.service.updateCharacter('luna', { personality: `Number ${i} of many` })
    }
    const ada = await stage.person(host, { before: watchTasks })
    const before = ada.watch.requests.length
    await ada.go('#/c/luna/history')
    await versionItem(ada.page, VERSIONS).waitFor()
    expect(ada.watch.requests.length - before).toBeLessThanOrEqual(12)
    await ada.go(`#/c/luna/compare/1/${VERSIONS}`)
    await region(ada.page, `Version 1 and version ${VERSIONS}`).getByRole('group').first().waitFor()
    await tellTasks(ada, `a history of ${VERSIONS}`)
  })

  act('words of a prompt, it is written, previewed and compared', async (stage) => {
    const host = await stage.host({ options: { maxBodyBytes: 8 * 1024 * 1024 } })
    const line = 'You are {{char}}, and you talk to {{user}} of the sea.\n'
    const prompt = line.repeat(PROMPT_LENGTH / line.length + 1).slice(0, PROMPT_LENGTH - 100)
    await host.service.createCharacter(luna({ system_prompt: prompt }))
    const ada = await stage.person(host, { before: watchTasks })
    await ada.go('#/c/luna')
    const area = field(editor(ada.page), 'System prompt')
    await area.click()
    await ada.page.keyboard.press('ControlOrMeta+Home')
    await tellTasks(ada, 'opening a long prompt')
    const begun = performance.now()
    await ada.page.keyboard.type('x'.repeat(KEYS))
    const perKey = (performance.now() - begun) / KEYS
    figure(`a key typed into ${PROMPT_LENGTH} code points`, `${perKey.toFixed(1)} ms`)
    await tellTasks(ada, 'typing into a long prompt')
    await button(ada.page, 'Preview').click()
    await region(ada.page, 'Preview of the prompt').filter({ hasText: 'You are Luna' }).waitFor()
    await tellTasks(ada, 'previewing a long prompt')
    await area.click()
    await ada.page.keyboard.type('yy')
    await ada.page.keyboard.press('ControlOrMeta+S')
    await ada.isTold(/^Saved as version 2$/)
    const stored = (await host.service.getCharacter('luna')).system_prompt
    expect(stored.length).toBe(prompt.length + KEYS + 2)
    await tellTasks(ada, 'saving a long prompt')
    await ada.go('#/c/luna/compare/1/2')
    const compared = region(ada.page, 'Version 1 and version 2')
    await compared.getByRole('group', { name: 'System prompt', exact: true }).waitFor()
    await tellTasks(ada, 'comparing a long prompt')
  })
})
