import { expect, test } from 'vitest'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { faultyStorage } from '../../src/testing/faulty-storage.ts'
import { luna } from '../support/characters.ts'
import { figure } from '../support/sizes.ts'
import { outcomes } from '../support/turns.ts'

const READERS = 10_000

async function setup() {
  const inner = memoryStorage()
  await new CharacterService({ storage: inner }).createCharacter(luna())
  const storage = faultyStorage(inner)
  return { storage, service: new CharacterService({ storage }) }
}

function readers(service: CharacterService) {
  return Array.from({ length: READERS }, () => service.getCharacter('Luna'))
}

test('concurrent cold readers share one load', async () => {
  const { storage, service } = await setup()
  const { values } = await outcomes(readers(service))
  figure(`${READERS} concurrent cold reads`, `${storage.count('find')} storage read`)
  expect(values).toHaveLength(READERS)
  expect(new Set(values).size).toBe(1)
  expect(storage.count('find')).toBe(1)
})

test('readers that come after a write load once more, and see it', async () => {
  const { storage, service } = await setup()
  const gate = storage.gate('find', 1, 'after')
  const early = readers(service)
  await gate.reached
  // The write reads the head itself; that is the second of the three reads counted below.
  await service.updateCharacter('luna', { personality: 'calm' })
  const late = readers(service)
  gate.open()
  const [before, after] = [await outcomes(early), await outcomes(late)]
  expect(new Set(before.values.map((c) => c.version_number))).toEqual(new Set([1]))
  expect(new Set(after.values.map((c) => c.version_number))).toEqual(new Set([2]))
  const loads = service.stats().misses
  figure(`${2 * READERS} cold reads with a write between`, `${loads} load, the write left the rest`)
  expect(loads).toBe(1)
})

test('a write that is under way makes a second load, and no third', async () => {
  const { storage, service } = await setup()
  const read = storage.gate('find', 1, 'after')
  const early = readers(service)
  await read.reached
  const swap = storage.gate('swap', 1, 'after')
  const writing = service.updateCharacter('luna', { personality: 'calm' })
  await swap.reached
  const late = readers(service)
  read.open()
  await outcomes(early)
  const { values } = await outcomes(late)
  swap.open()
  await writing
  figure(`${2 * READERS} cold reads during a write`, `${service.stats().misses} loads`)
  expect(service.stats().misses).toBe(2)
  expect(values.map((c) => c.version_number).every((version) => version === 2)).toBe(true)
})

test('a load that fails rejects all that share it and leaves nothing behind', async () => {
  const { storage, service } = await setup()
  storage.failBefore('find')
  const { errors } = await outcomes(readers(service))
  expect(errors).toHaveLength(READERS)
  expect(new Set(errors.map((error) => (error as { code: string }).code))).toEqual(
    new Set(['CHARACTER_STORAGE']),
  )
  expect(service.stats().entries).toBe(0)
  expect((await service.getCharacter('luna')).version_number).toBe(1)
})

test('one caller’s abort fails nobody else', async () => {
  const { storage, service } = await setup()
  const gate = storage.gate('find')
  const abort = new AbortController()
  const impatient = service.getCharacter('luna', { signal: abort.signal })
  const patient = service.getCharacter('luna')
  await gate.reached
  abort.abort(new Error('enough'))
  await expect(impatient).rejects.toThrow('enough')
  gate.open()
  expect((await patient).name).toBe('luna')
})
