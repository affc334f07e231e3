import { expect, test } from 'vitest'
import { localInvalidation } from '../../src/invalidation/local.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { faultyStorage } from '../../src/testing/faulty-storage.ts'
import { luna } from '../support/characters.ts'
import { settle } from '../support/turns.ts'

// Red when a write that ends in CHARACTER_STORAGE publishes nothing.
test('other services do not trust a name whose write ended nobody knows how', async () => {
  const inner = memoryStorage()
  const storage = faultyStorage(inner)
  const invalidation = localInvalidation()
  const writer = new CharacterService({ storage, invalidation })
  const reader = new CharacterService({ storage: inner, invalidation })
  await writer.createCharacter(luna())
  await settle()
  expect((await reader.getCharacter('luna')).version_number).toBe(1)
  expect(reader.stats().entries).toBe(1)
  storage.failAfter('swap')
  storage.failAlways('findById')
  await expect(writer.updateCharacter('luna', { personality: 'calm' })).rejects.toMatchObject({
    code: 'CHARACTER_STORAGE',
  })
  await settle()
  expect((await reader.getCharacter('luna')).version_number).toBe(2)
})
