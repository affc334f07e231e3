import { expect, test } from 'vitest'
import { CharacterService } from '../../../src/service/character-service.ts'
import type { CharacterStorage } from '../../../src/storage/character-storage.ts'
import { memoryStorage } from '../../../src/storage/memory/storage.ts'
import { luna } from '../../support/characters.ts'

/** Does something once the heads of a list are read, and before its versions are. */
function onceListed(storage: CharacterStorage, act: () => Promise<unknown>): CharacterStorage {
  let isDone = false
  return new Proxy(storage, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key)
      if (typeof value !== 'function') return value
      return async (...given: unknown[]) => {
        const answer = await value.apply(target, given)
        if (key === 'list' && !isDone) {
          isDone = true
          await act()
        }
        return answer
      }
    },
  })
}

// Red when a version that is gone counts as a label that is gone.
test('a list shows where a label points whose version was pruned while it was read', async () => {
  const storage = memoryStorage({ keepVersions: 2 })
  const writer = new CharacterService({ storage })
  await writer.createCharacter(luna())
  await writer.createCharacter(luna({ name: 'nova' }))
  for (const name of ['luna', 'nova']) {
    await writer.updateCharacter(name, { personality: 'Second.' })
    await writer.setLabel(name, 'live', 1)
  }
  const service = new CharacterService({
    storage: onceListed(storage, async () => {
      await writer.setLabel('luna', 'live', 2)
      for (const personality of ['Third.', 'Fourth.']) {
        await writer.updateCharacter('luna', { personality })
      }
      await writer.removeLabel('nova', 'live')
      for (const personality of ['Third.', 'Fourth.']) {
        await writer.updateCharacter('nova', { personality })
      }
    }),
  })
  const shown = await service.listCharacters({ label: 'live' })
  await expect(writer.getVersion('luna', 1)).rejects.toMatchObject({ reason: 'pruned' })
  expect(shown.map(({ name, personality }) => [name, personality])).toEqual([['luna', 'Second.']])
})
