import { describe, expect, test, vi } from 'vitest'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { faultyStorage } from '../../src/testing/faulty-storage.ts'
import { luna } from '../support/characters.ts'
import { eachStorage } from '../support/each-storage.ts'
import { codeOf } from '../support/error-codes.ts'
import { withoutPing } from '../support/override-storage.ts'

function setup(timeoutMs?: number) {
  const storage = faultyStorage(memoryStorage())
  return { storage, service: new CharacterService({ storage, timeoutMs }) }
}

eachStorage(({ create }) => {
  test('a storage that answers is well', async () => {
    const service = new CharacterService({ storage: create() })
    expect(await service.ping()).toBeUndefined()
    expect(await service.ping({ timeoutMs: 5_000 })).toBeUndefined()
  })
})

describe('ping', () => {
  test('asks the storage each time, and for nothing else', async () => {
    const { storage, service } = setup()
    await service.createCharacter(luna())
    await service.getCharacter('luna')
    storage.reset()
    await service.ping()
    await service.ping()
    expect(storage.calls).toEqual(['ping', 'ping'])
  })

  // Red when the whole list is asked for, and when a storage without it counts as well unasked.
  test('asks a storage that has none for a page of one', async () => {
    const storage = memoryStorage()
    const list = vi.spyOn(storage, 'list')
    const service = new CharacterService({ storage: withoutPing(storage) })
    expect(await service.ping()).toBeUndefined()
    expect(list.mock.calls).toEqual([[expect.objectContaining({ limit: 1 })]])
    list.mockRejectedValueOnce(new Error('away'))
    await expect(service.ping()).rejects.toMatchObject({ code: 'CHARACTER_STORAGE' })
  })

  test('fails with CHARACTER_STORAGE when the storage does', async () => {
    const { storage, service } = setup()
    storage.failBefore('ping', 1, new Error('away'))
    await expect(service.ping()).rejects.toMatchObject({ code: 'CHARACTER_STORAGE' })
    expect(await service.ping()).toBeUndefined()
  })

  // Red when the time of the call is not the smaller one: the message names it.
  test.each([
    [40, undefined, 40],
    [40, 30, 30],
    [40, 60_000, 40],
  ])('with a service of %i ms and %s ms of its own, it waits %i ms', async (all, own, waited) => {
    const { storage, service } = setup(all)
    storage.hangAlways()
    const error = await service.ping({ timeoutMs: own }).catch((thrown: unknown) => thrown)
    expect(codeOf(error)).toBe('CHARACTER_STORAGE')
    expect(String(error)).toContain(`within ${waited} ms`)
    storage.reset()
  })

  test('is given up with the reason of its signal', async () => {
    const { storage, service } = setup()
    storage.hangAlways()
    const leaving = new AbortController()
    const asking = service.ping({ signal: leaving.signal })
    leaving.abort(new Error('enough'))
    await expect(asking).rejects.toThrow('enough')
    storage.reset()
  })

  test.each([0, -1, Number.NaN, '5', null, {}])('refuses %s as timeoutMs', async (timeoutMs) => {
    const { storage, service } = setup()
    const asking = service.ping({ timeoutMs: timeoutMs as number })
    await expect(asking).rejects.toThrow(/^timeoutMs must be a number of milliseconds/)
    expect(storage.calls).toEqual([])
  })

  test('is told as a read', async () => {
    const logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() }
    await new CharacterService({ storage: memoryStorage(), logger }).ping()
    expect(logger.debug.mock.calls).toMatchObject([['ping succeeded', { operation: 'ping' }]])
    expect(logger.info).not.toHaveBeenCalled()
  })
})
