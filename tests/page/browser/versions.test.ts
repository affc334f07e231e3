import { expect } from 'vitest'
import { luna } from '../../support/characters.ts'
import { withBothHands } from './kit/both-hands.ts'
import type { Host } from './kit/host.ts'
import { describeInBrowser, type Stage } from './kit/in-browser.ts'
import { picture } from './kit/pictures.ts'
import { button, dialog, field, link, region, versionItem } from './kit/places.ts'

/** A host where Luna has four versions. */
async function withHistory(stage: Stage): Promise<Host> {
  const host = await stage.host()
  await host.service.createCharacter(luna(), { by: 'ben', note: 'A first sketch' })
  const changes = [
    { personality: 'Friendly and patient AI assistant', mood: 'wild' },
    { traits: ['helpful', 'shy'] },
    { system_prompt: 'You are Luna.' },
  ] as const
  for (const change of changes) {
    await host.service.updateCharacter('luna', change, { by: 'eve', note: 'Tuned' })
  }
  return host
}

describeInBrowser('A person looks back, and', (act) => {
  withBothHands(act, 'reads who changed what, when and why', async (stage, setup) => {
    const host = await withHistory(stage)
    const { page, hand, go } = await stage.person(host, setup)
    await go('#/c/luna')
    await hand.press(link(page, 'History'))
    const first = versionItem(page, 1)
    await first.waitFor()
    expect(await first.textContent()).toMatch(/ben[\s\S]*A first sketch|A first sketch[\s\S]*ben/)
    expect(await first.locator('time').getAttribute('datetime')).toMatch(/^\d{4}-\d\d-\d\dT/)
    expect(await versionItem(page, 4).textContent()).toContain('eve')
    await hand.press(link(first, 'View version 1'))
    await expect.poll(() => page.url()).toMatch(/#\/c\/luna\/v\/1$/)
    await page.getByText('Friendly AI assistant').first().waitFor()
    await picture(page, `old-version-${hand.how}`)
  })

  withBothHands(act, 'compares two versions word by word', async (stage, setup) => {
    const host = await withHistory(stage)
    const { page, hand, go } = await stage.person(host, setup)
    await go('#/c/luna/history')
    for (const version of [1, 3]) {
      await hand.choose(page.getByRole('checkbox', { name: `Compare version ${version}` }))
    }
    await hand.press(button(page, 'Compare'))
    const compared = region(page, 'Version 1 and version 3')
    const personality = compared.getByRole('group', { name: 'Personality', exact: true })
    await personality.waitFor()
    expect((await personality.locator('ins').allTextContents()).join(' ')).toContain('and patient')
    expect(await personality.locator('del').count()).toBe(0)
    const groups = compared.getByRole('group')
    const names = await groups.evaluateAll((all) => all.map((one) => one.textContent ?? ''))
    expect(names).toHaveLength(3)
    await compared.getByRole('group', { name: 'Mood', exact: true }).waitFor()
    await compared.getByRole('group', { name: 'Traits', exact: true }).waitFor()
    await picture(page, `compared-${hand.how}`)
  })

  withBothHands(act, 'rolls back', async (stage, setup) => {
    const host = await withHistory(stage)
    const { page, hand, go } = await stage.person(host, setup)
    await go('#/c/luna/history')
    await hand.press(button(page, 'Roll back to version 1'))
    await hand.press(button(dialog(page, 'Roll back to version 1'), 'Roll back'))
    await versionItem(page, 5).waitFor()
    await picture(page, `rolled-back-${hand.how}`)
    expect(await host.service.getCharacter('luna')).toMatchObject({
      ...luna(),
      mood: 'calm',
      version_number: 5,
    })
    expect((await host.service.listChanges('luna'))[0]).toMatchObject({ changed_by: 'ada' })
  })

  withBothHands(
    act,
    'publishes a version under a label, and takes it back',
    async (stage, setup) => {
      const host = await withHistory(stage)
      const { page, hand, go } = await stage.person(host, setup)
      await go('#/c/luna/history')
      await hand.press(button(page, 'Label version 2'))
      const open = dialog(page, 'Label version 2')
      // The label of the page stands there already.
      await expect
        .poll(() => open.getByRole('combobox', { name: 'Label' }).inputValue())
        .toBe('production')
      await hand.write(field(open, 'Note'), 'Approved')
      await hand.press(button(open, 'Set label'))
      await open.waitFor({ state: 'detached' })
      await button(page, 'Remove label production').waitFor()
      const [label] = await host.service.listLabels('luna')
      expect(label).toMatchObject({ label: 'production', version_number: 2 })
      await picture(page, `labelled-${hand.how}`)
      await hand.press(button(page, 'Label version 3'))
      const again = dialog(page, 'Label version 3')
      await hand.write(again.getByRole('combobox', { name: 'Label' }), 'staging')
      await hand.press(button(again, 'Set label'))
      await hand.press(button(page, 'Remove label production'))
      await button(page, 'Remove label production').waitFor({ state: 'detached' })
      const left = await host.service.listLabels('luna')
      expect(left).toMatchObject([{ label: 'staging', version_number: 3 }])
    },
  )

  act('walks through a long history', async (stage) => {
    const host = await withHistory(stage)
    for (let version = 5; version <= 120; version++) {
      await host.service.updateCharacter('luna', { personality: `Number ${version}` })
    }
    const { page, hand, go } = await stage.person(host)
    await go('#/c/luna/history')
    await versionItem(page, 120).waitFor()
    const older = button(page, 'Show older')
    const shown = page.getByRole('list', { name: 'Versions' }).getByRole('listitem')
    while ((await shown.count()) < 120) {
      const count = await shown.count()
      await hand.press(older)
      await expect.poll(() => shown.count()).toBeGreaterThan(count)
    }
    await versionItem(page, 1).waitFor()
    await older.waitFor({ state: 'detached' })
  })
})
