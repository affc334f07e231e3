import { expect, test } from 'vitest'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { faultyStorage } from '../../src/testing/faulty-storage.ts'
import { luna } from '../support/characters.ts'

const NO_VERSIONS = [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, '1', null, {}]
const NO_LIMITS = [0, -1, 1.5, 1_001, Number.NaN, '5', null]

test('what is no number of a version is refused by name, and the storage is not asked', async () => {
  const storage = faultyStorage(memoryStorage())
  const service = new CharacterService({ storage })
  await service.createCharacter(luna())
  storage.reset()
  const refused = async (field: string, call: () => Promise<unknown>): Promise<void> => {
    await expect(call()).rejects.toMatchObject({
      code: 'CHARACTER_VALIDATION',
      issues: [{ path: [field] }],
    })
  }
  for (const value of NO_VERSIONS) {
    const version = value as number
    await refused('version_number', () => service.getVersion('luna', version))
    await refused('version_number', () => service.rollbackCharacter('luna', version))
    await refused('from', () => service.diffVersions('luna', version, 1))
    await refused('to', () => service.diffVersions('luna', 1, version))
    await refused('before', () => service.listVersions('luna', { before: version }))
    await refused('expectedVersion', () =>
      service.rollbackCharacter('luna', 1, { expectedVersion: version }),
    )
  }
  for (const value of NO_LIMITS) {
    await refused('limit', () => service.listVersions('luna', { limit: value as number }))
  }
  expect(storage.calls).toEqual([])
})

test('an explicit undefined is the default', async () => {
  const service = new CharacterService({ storage: memoryStorage() })
  await service.createCharacter(luna())
  const options = { limit: undefined, before: undefined, signal: undefined }
  expect(await service.listVersions('luna', options)).toHaveLength(1)
  await service.rollbackCharacter('luna', 1, { expectedVersion: undefined, signal: undefined })
})

type Read = (service: CharacterService, signal?: AbortSignal) => Promise<unknown>
const OPERATIONS: readonly (readonly [string, Read])[] = [
  ['listVersions', (service, signal) => service.listVersions('luna', { signal })],
  ['getVersion', (service, signal) => service.getVersion('luna', 1, { signal })],
  ['diffVersions', (service, signal) => service.diffVersions('luna', 1, 2, { signal })],
  ['rollbackCharacter', (service, signal) => service.rollbackCharacter('luna', 1, { signal })],
]

test.each(OPERATIONS)('%s ends at its deadline, whichever call hangs', async (_, operation) => {
  const storage = faultyStorage(memoryStorage())
  const service = new CharacterService({ storage, timeoutMs: 40 })
  await service.createCharacter(luna())
  await service.updateCharacter('luna', { personality: 'calm' })
  storage.reset()
  await operation(service)
  const calls = storage.calls.length
  expect(calls).toBeGreaterThan(0)
  for (let n = 1; n <= calls; n++) {
    storage.reset()
    const release = storage.hang('any', n)
    await expect(operation(service)).rejects.toMatchObject({
      code: 'CHARACTER_STORAGE',
      message: 'The storage did not answer within 40 ms: is the database reachable?',
    })
    release()
  }
  storage.reset()
  await operation(service)
})

test.each(OPERATIONS)('%s rejects with the reason of its caller', async (_, operation) => {
  const storage = faultyStorage(memoryStorage())
  const service = new CharacterService({ storage })
  await service.createCharacter(luna())
  await service.updateCharacter('luna', { personality: 'calm' })
  storage.reset()
  const reason = new Error('enough')
  await expect(operation(service, AbortSignal.abort(reason))).rejects.toBe(reason)
  const controller = new AbortController()
  const gate = storage.gate('any')
  const given = operation(service, controller.signal)
  await gate.reached
  controller.abort(reason)
  await expect(given).rejects.toBe(reason)
  gate.open()
  await operation(service)
})

test('a history that fails is a failure of the storage, with its cause', async () => {
  const storage = faultyStorage(memoryStorage())
  const service = new CharacterService({ storage })
  await service.createCharacter(luna())
  await service.updateCharacter('luna', {})
  const cause = new Error('disk on fire')
  for (const [call, read] of [
    ['listVersions', () => service.listVersions('luna')],
    ['findVersion', () => service.getVersion('luna', 1)],
  ] as const) {
    storage.failBefore(call, 1, cause)
    await expect(read()).rejects.toMatchObject({ code: 'CHARACTER_STORAGE', cause })
    await read()
  }
})
