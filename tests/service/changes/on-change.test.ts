import { expect, test, vi } from 'vitest'
import type { CharacterChangeEvent } from '../../../src/service/change-feed.ts'
import { CharacterService } from '../../../src/service/character-service.ts'
import { memoryStorage } from '../../../src/storage/memory/storage.ts'
import { faultyStorage } from '../../../src/testing/faulty-storage.ts'
import { luna } from '../../support/characters.ts'

function setup() {
  const events: CharacterChangeEvent[] = []
  const storage = faultyStorage(memoryStorage())
  const service = new CharacterService({ storage, onChange: (event) => events.push(event) })
  const told = () =>
    events.map(({ operation, name, version_number }) => `${operation} ${name} ${version_number}`)
  return { events, storage, service, told }
}

test('every write is told once, with who and why', async () => {
  const { service, events, told } = setup()
  const { id } = await service.createCharacter(luna(), { by: 'ana' })
  await service.updateCharacter('luna', { name: 'nova' }, { note: 'why' })
  await service.rollbackCharacter('nova', 1)
  await service.setLabel('nova', 'live', 2)
  await service.removeLabel('nova', 'live')
  await service.deleteCharacter('nova')
  await service.restoreCharacter(id)
  await service.deleteCharacter('nova')
  await service.purgeCharacter(id)
  await service.forTenant('acme').createCharacter(luna())
  await service.purgeTenant('acme')
  expect(told()).toEqual([
    'create luna 1',
    'update nova 2',
    'rollback nova 3',
    'setLabel nova 3',
    'removeLabel nova 3',
    'delete nova 3',
    'restore nova 3',
    'delete nova 3',
    'purge nova 3',
    'create tenants/acme/luna 1',
    'purge tenants/acme/luna 1',
  ])
  const fields = ['name', 'display_name', 'personality', 'system_prompt', 'traits']
  const first = {
    operation: 'create',
    name: 'luna',
    id,
    version_number: 1,
    by: 'ana',
    note: null,
    fields,
  }
  expect(events[0]).toEqual(first)
  expect(events[1]).toMatchObject({ by: null, note: 'why', fields: ['name'] })
  expect(events[2]).toMatchObject({ fields: [] })
})

test('a write that is refused is not told', async () => {
  const { service, told } = setup()
  await service.createCharacter(luna())
  const refused = [
    () => service.createCharacter(luna()),
    () => service.updateCharacter('luna', {}, { expectedVersion: 9 }),
    () => service.updateCharacter('nobody', {}),
    () => service.setLabel('luna', 'live', 9),
    () => service.removeLabel('luna', 'live'),
    () => service.restoreCharacter('a'.repeat(24)),
  ]
  for (const write of refused) await expect(write()).rejects.toMatchObject({ name: /^Character/ })
  expect(told()).toEqual(['create luna 1'])
})

test('a write whose reply was lost is told once, when it is known', async () => {
  const { service, storage, told } = setup()
  await service.createCharacter(luna())
  storage.failAfter('swap')
  await service.updateCharacter('luna', { traits: ['kind'] })
  storage.failAfter('swap')
  await service.setLabel('luna', 'live', 1)
  storage.failAfter('swap')
  await service.deleteCharacter('luna')
  expect(told()).toEqual(['create luna 1', 'update luna 2', 'setLabel luna 2', 'delete luna 2'])
})

// Red when events are told as replies come.
test('a rename whose reply is late is told before what came after it', async () => {
  const { service, storage, told } = setup()
  await service.createCharacter(luna())
  const gate = storage.gate('swap', 1, 'after')
  const renaming = service.updateCharacter('luna', { name: 'nova' })
  await gate.reached
  await service.updateCharacter('nova', { traits: ['kind'] })
  await service.updateCharacter('nova', { traits: ['wild'] })
  expect(told()).toEqual(['create luna 1'])
  gate.open()
  await renaming
  expect(told()).toEqual(['create luna 1', 'update nova 2', 'update nova 3', 'update nova 4'])
})

test('a deletion whose reply is late is told before the character that has the name now', async () => {
  const { service, storage, told } = setup()
  await service.createCharacter(luna())
  const gate = storage.gate('swap', 1, 'after')
  const deleting = service.deleteCharacter('luna')
  await gate.reached
  await service.createCharacter(luna())
  gate.open()
  await deleting
  expect(told()).toEqual(['create luna 1', 'delete luna 1', 'create luna 1'])
})

test('what it throws, at once or later, is logged and changes nothing', async () => {
  const warn = vi.fn()
  const logger = { debug: vi.fn(), info: vi.fn(), warn, error: vi.fn() }
  for (const onChange of [
    () => {
      throw new Error('no')
    },
    (() => Promise.reject(new Error('no'))) as () => void,
  ]) {
    const service = new CharacterService({ storage: memoryStorage(), logger, onChange })
    expect(await service.createCharacter(luna())).toMatchObject({ name: 'luna' })
    await vi.waitFor(() => expect(warn).toHaveBeenCalledWith('onChange failed', expect.anything()))
    warn.mockClear()
  }
  expect(() => new CharacterService({ storage: memoryStorage(), onChange: 5 as never })).toThrow(
    /onChange/,
  )
})
