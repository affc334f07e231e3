import { beforeEach, describe, expect, test, vi } from 'vitest'
import { CharacterStorageError } from '../../src/errors.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import type { StoredCharacter } from '../../src/storage/stored-character.ts'
import { type FaultyStorage, faultyStorage } from '../../src/testing/faulty-storage.ts'
import { newId, sampleRecord } from '../../src/testing/storage-clauses/clause.ts'
import { storageContract } from '../../src/testing/storage-contract.ts'

describe('faultyStorage without a script', () => {
  storageContract({ test, createStorage: () => faultyStorage(memoryStorage()) })

  test('keeps as many versions as the storage it wraps', () => {
    expect(faultyStorage(memoryStorage({ keepVersions: 3 })).keepVersions).toBe(3)
    expect(faultyStorage(memoryStorage()).keepVersions).toBe(Number.POSITIVE_INFINITY)
  })
})

describe('faultyStorage with a script', () => {
  let storage: FaultyStorage
  let head: StoredCharacter

  beforeEach(async () => {
    storage = faultyStorage(memoryStorage())
    head = (await storage.insert(sampleRecord({ name: 'luna' }), newId())) as StoredCharacter
    storage.reset()
  })

  const rename = (name: string) => storage.swap(head, { writeId: newId(), set: { name } })

  test('a call that fails before is not carried out', async () => {
    storage.failBefore('swap')
    await expect(rename('selene')).rejects.toThrow(CharacterStorageError)
    expect(await storage.find('selene')).toBeNull()
    expect(await rename('selene')).toMatchObject({ character: { name: 'selene' } })
  })

  test('a call that fails after is carried out, and its reply is lost', async () => {
    storage.failAfter('swap')
    await expect(rename('selene')).rejects.toThrow(CharacterStorageError)
    expect(await storage.find('selene')).not.toBeNull()
    expect(await rename('diana')).toBe('lost')
  })

  test('n counts the calls of that name from now on', async () => {
    storage.failBefore('find', 2)
    storage.failBefore('any', 4)
    await storage.find('a')
    await storage.findById('a')
    await expect(storage.find('a')).rejects.toThrow('find was not carried out')
    await expect(storage.findById('a')).rejects.toThrow('findById was not carried out')
    await storage.find('a')
  })

  test('a given error is thrown as it is, null included', async () => {
    for (const error of [new RangeError('mine'), 'text', null]) {
      storage.failBefore('find', 1, error)
      await expect(storage.find('luna').catch((thrown: unknown) => [thrown])).resolves.toEqual([
        error,
      ])
    }
  })

  test('failing always ends with a reset', async () => {
    storage.failAlways()
    for (let n = 0; n < 3; n++) await expect(storage.find('luna')).rejects.toThrow()
    await expect(storage.list()).rejects.toThrow()
    storage.reset()
    expect(await storage.find('luna')).not.toBeNull()
  })

  test('failing always at one call leaves the others alone', async () => {
    storage.failAlways('list')
    await expect(storage.list()).rejects.toThrow()
    expect(await storage.find('luna')).not.toBeNull()
  })

  test('a gate holds a call before the storage hears of it', async () => {
    const gate = storage.gate('swap')
    const renaming = rename('selene')
    await gate.reached
    expect(await storage.find('luna')).not.toBeNull()
    expect(storage.pending).toBe(1)
    gate.open()
    await renaming
    expect(await storage.find('luna')).toBeNull()
    expect(storage.pending).toBe(0)
  })

  test('a gate holds a call after it is done, before its reply', async () => {
    const gate = storage.gate('find', 1, 'after')
    const reading = storage.find('luna')
    await gate.reached
    await rename('selene')
    gate.open()
    expect(await reading).toBe(head)
  })

  test('a gate that is open already does not hold, and is reached', async () => {
    const gate = storage.gate('find')
    gate.open()
    expect(await storage.find('luna')).toBe(head)
    await gate.reached
  })

  test('a call that hangs is carried out once it is released', async () => {
    const release = storage.hang('swap')
    const renaming = rename('selene')
    expect(await storage.find('selene')).toBeNull()
    release()
    await renaming
    expect(await storage.find('selene')).not.toBeNull()
  })

  // Red when the options go on as they came: a storage refuses a call that nobody waits for.
  test('a call that hangs is carried out late although it has been given up', async () => {
    const service = new CharacterService({ storage, timeoutMs: 20 })
    const release = storage.hang('swap')
    const updating = service.updateCharacter('luna', { personality: 'late' })
    await expect(updating).rejects.toMatchObject({ code: 'CHARACTER_STORAGE' })
    release()
    await vi.waitFor(async () => {
      expect((await storage.find('luna'))?.character.personality).toBe('late')
    })
  })

  test('a storage that hangs answers all who wait when it is released, and others at once', async () => {
    const release = storage.hangAlways()
    const waiting = Array.from({ length: 1_000 }, () => storage.find('luna'))
    expect(storage.pending).toBe(1_000)
    release()
    expect(await Promise.all(waiting)).toEqual(waiting.map(() => head))
    expect(await storage.find('luna')).toBe(head)
  })

  test('a reset lets go what hangs, and empties the log', async () => {
    storage.hang('find')
    const reading = storage.find('luna')
    storage.gate('list')
    storage.reset()
    expect(await reading).toBe(head)
    await storage.list()
    expect(storage.calls).toEqual(['list'])
  })

  test('the log names every call in order, failed ones included', async () => {
    storage.failBefore('find')
    await expect(storage.find('luna')).rejects.toThrow()
    await storage.findById('x')
    await storage.find('luna')
    expect(storage.calls).toEqual(['find', 'findById', 'find'])
    expect(storage.count('find')).toBe(2)
    expect(storage.count()).toBe(3)
  })

  test('several faults of one call strike in the order of the script', async () => {
    const gate = storage.gate('find')
    storage.failBefore('find')
    const reading = storage.find('luna')
    await gate.reached
    gate.open()
    await expect(reading).rejects.toThrow()
    expect(await storage.find('luna')).toBe(head)
  })

  test('n is an integer of 1 or more', () => {
    for (const n of [0, -1, 1.5, Number.NaN]) {
      expect(() => storage.failBefore('find', n)).toThrow(TypeError)
      expect(() => storage.gate('find', n)).toThrow(`n must be an integer of 1 or more, got ${n}`)
    }
  })
})
