import { expect, test } from 'vitest'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { luna } from '../support/characters.ts'
import { isDeeplyFrozen } from '../support/frozen.ts'
import { overrideStorage } from '../support/override-storage.ts'

// Red when what is frozen itself is taken to be frozen all through.
test('what a storage froze on the outside only is frozen all through', async () => {
  const inner = memoryStorage()
  const storage = overrideStorage(inner, {
    async find(name) {
      const found = await inner.find(name)
      const voice_settings = Object.freeze({ deep: { list: [{ pitch: 1 }] } })
      const character = Object.freeze({ ...found?.character, voice_settings })
      return found && Object.freeze({ ...found, character: character as typeof found.character })
    },
  })
  const service = new CharacterService({ storage, cacheTtlMs: 0 })
  await service.createCharacter(luna())
  const read = await service.getCharacter('luna')
  expect(read.voice_settings).toEqual({ deep: { list: [{ pitch: 1 }] } })
  expect(isDeeplyFrozen(read)).toBe(true)
})
