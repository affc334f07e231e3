import { expect, test } from 'vitest'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { luna } from '../support/characters.ts'

async function setup(): Promise<CharacterService> {
  const service = new CharacterService({ storage: memoryStorage() })
  await service.createCharacter(luna())
  return service
}

test('a function that forgets to return its patch is told so, and changes nothing', async () => {
  const service = await setup()
  for (const edit of [() => {}, async () => undefined]) {
    const editing = service.editCharacter('luna', edit as () => never)
    await expect(editing).rejects.toMatchObject({
      code: 'CHARACTER_VALIDATION',
      message: expect.stringContaining('the function given to editCharacter returned nothing'),
    })
  }
  expect((await service.getCharacter('luna')).version_number).toBe(1)
})

test('a patch without a field is a version of its own', async () => {
  const service = await setup()
  expect((await service.editCharacter('luna', () => ({}))).version_number).toBe(2)
})
