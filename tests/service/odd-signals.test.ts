import { expect, test } from 'vitest'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { faultyStorage } from '../../src/testing/faulty-storage.ts'
import { luna } from '../support/characters.ts'
import { settle } from '../support/turns.ts'

// Red when each call listens to the signal by itself: Node warns of a leak from the eleventh on.
test('a hundred calls with one signal end with it, and warn of no leak', async () => {
  const warnings: Error[] = []
  const onWarning = (warning: Error): void => void warnings.push(warning)
  process.on('warning', onWarning)
  const storage = faultyStorage(memoryStorage())
  const service = new CharacterService({ storage })
  await service.createCharacter(luna())
  service.clearCache()
  storage.hangAlways()
  const controller = new AbortController()
  const { signal } = controller
  const calls = Array.from({ length: 100 }, (_, i) => {
    return i % 2 === 0
      ? service.getCharacter('luna', { signal })
      : service.listCharacters({ signal })
  })
  controller.abort('enough')
  for (const result of await Promise.allSettled(calls)) {
    expect(result).toEqual({ status: 'rejected', reason: 'enough' })
  }
  storage.reset()
  await settle()
  process.off('warning', onWarning)
  expect(warnings).toEqual([])
})

test.each([
  [
    'a controller',
    new AbortController(),
    /got a AbortController: pass the signal of the controller$/,
  ],
  ['null', null, /got null$/],
  ['an object', {}, /got an object$/],
])('%s in place of a signal is refused by name', async (_what, signal, complaint) => {
  const service = new CharacterService({ storage: memoryStorage() })
  await service.createCharacter(luna())
  const options = { signal: signal as unknown as AbortSignal }
  const calls = [
    () => service.getCharacter('luna', options),
    () => service.updateCharacter('luna', {}, options),
    () => service.listVersions('luna', options),
    () => service.purgeCharacter('0'.repeat(24), options),
  ]
  for (const call of calls) {
    const error: unknown = await call().catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(TypeError)
    expect(String(error)).toMatch(/signal must be an AbortSignal/)
    expect(String(error)).toMatch(complaint)
  }
})
