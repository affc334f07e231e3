import { expect, test } from 'vitest'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { faultyStorage } from '../../src/testing/faulty-storage.ts'
import { luna } from '../support/characters.ts'

/** A service, and another one without a bus between them, which renames what the first one reads. */
async function setup() {
  const inner = memoryStorage()
  const other = new CharacterService({ storage: inner })
  await other.createCharacter(luna())
  const storage = faultyStorage(inner)
  return { other, storage, service: new CharacterService({ storage }) }
}

// Red when the result of a write is kept without being held against what was shown meanwhile.
test('the result of a write is not kept once something newer was seen under another name', async () => {
  const { other, storage, service } = await setup()
  const swap = storage.gate('swap', 1, 'after')
  const writing = service.updateCharacter('luna', { personality: 'calm' })
  await swap.reached
  await other.updateCharacter('luna', { name: 'nova' })
  expect((await service.getCharacter('nova')).version_number).toBe(3)
  swap.open()
  expect((await writing).version_number).toBe(2)
  expect(await service.findCharacter('luna')).toBeNull()
})

// Red when what a list has found is kept without being held against what was shown meanwhile.
test('what a list has found is not kept once something newer was seen under another name', async () => {
  const { other, storage, service } = await setup()
  const list = storage.gate('list', 1, 'after')
  const listing = service.listCharacters({ limit: 10 })
  await list.reached
  await other.updateCharacter('luna', { name: 'nova' })
  expect((await service.getCharacter('nova')).version_number).toBe(2)
  list.open()
  expect((await listing).map(({ version_number }) => version_number)).toEqual([1])
  expect(await service.findCharacter('luna')).toBeNull()
})

// Red when the end of a write is noted before it cuts the loads of its names.
test('a load that the end of a write has cut is not repeated for it', async () => {
  const { storage, service } = await setup()
  const swap = storage.gate('swap', 1, 'before')
  const writing = service.updateCharacter('luna', { personality: 'calm' })
  await swap.reached
  const find = storage.gate('find', 1, 'after')
  const reading = service.getCharacter('luna')
  await find.reached
  swap.open()
  await writing
  const before = storage.count('find')
  find.open()
  expect((await reading).version_number).toBe(1)
  expect(storage.count('find')).toBe(before)
})
