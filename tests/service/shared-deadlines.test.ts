import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { faultyStorage } from '../../src/testing/faulty-storage.ts'
import { luna } from '../support/characters.ts'
import { codeOf } from '../support/error-codes.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

async function setup() {
  const storage = faultyStorage(memoryStorage())
  const service = new CharacterService({ storage, timeoutMs: 200 })
  await service.createCharacter(luna())
  service.clearCache()
  storage.reset()
  return { storage, service }
}

// Red when readers share the deadline of the one whose load they joined: the second is cut off after
// 50 ms of its 200.
test('a reader that joined a load has a deadline of its own', async () => {
  const { storage, service } = await setup()
  storage.hang('find')
  const first = service.getCharacter('luna').catch(codeOf)
  await vi.advanceTimersByTimeAsync(150)
  const joined = service.getCharacter('luna')
  await vi.advanceTimersByTimeAsync(50)
  expect(await first).toBe('CHARACTER_STORAGE')
  expect((await joined).name).toBe('luna')
  expect(storage.count('find')).toBe(2)
})

test('readers that joined load once for all of them, and end at their own deadline', async () => {
  const { storage, service } = await setup()
  storage.hangAlways('find')
  void service.getCharacter('luna').catch(codeOf)
  await vi.advanceTimersByTimeAsync(150)
  let ended = 0
  const joined = Array.from({ length: 100 }, () => {
    return service.getCharacter('luna').catch((error: unknown) => {
      ended++
      return codeOf(error)
    })
  })
  await vi.advanceTimersByTimeAsync(199)
  expect(ended).toBe(0)
  await vi.advanceTimersByTimeAsync(1)
  expect(new Set(await Promise.all(joined))).toEqual(new Set(['CHARACTER_STORAGE']))
  expect(storage.count('find')).toBe(2)
})

test('a load that fails by itself is repeated by nobody', async () => {
  const { storage, service } = await setup()
  storage.failAlways('find')
  const readers = Array.from({ length: 100 }, () => service.getCharacter('luna').catch(codeOf))
  expect(new Set(await Promise.all(readers))).toEqual(new Set(['CHARACTER_STORAGE']))
  expect(storage.count('find')).toBe(1)
})

// Red when a call for many ends with the first that fails: the load that the reader joined never does.
test('a reader that joined a load of many has a deadline, whatever became of the others', async () => {
  const { storage, service } = await setup()
  let fail: (error: Error) => void = () => {}
  storage.find = () =>
    new Promise((_, reject) => {
      fail = reject
    })
  storage.hangAlways('findMany')
  const ended: unknown[] = []
  const note = (error: unknown): void => void ended.push(codeOf(error))
  void service.getCharacter('luna').catch(note)
  void service.getCharacters(['luna', 'nova']).catch(note)
  void service.getCharacter('nova').catch(note)
  fail(new Error('down'))
  await vi.advanceTimersByTimeAsync(200)
  expect(ended).toEqual(Array.from({ length: 3 }, () => 'CHARACTER_STORAGE'))
})

// Red when the head and the version that the label points to have the whole time each.
test('a read by a label has one deadline, whatever it reads', async () => {
  const { storage, service } = await setup()
  await service.updateCharacter('luna', { personality: 'Second.' })
  await service.setLabel('luna', 'live', 1)
  service.clearCache()
  const release = storage.hang('find')
  storage.hangAlways('findVersions')
  const options = { label: 'live' }
  const ends: unknown[] = []
  void service.getCharacter('luna', options).catch((error: unknown) => ends.push(codeOf(error)))
  void service.getCharacters(['luna'], options).catch((error: unknown) => ends.push(codeOf(error)))
  await vi.advanceTimersByTimeAsync(150)
  release()
  await vi.advanceTimersByTimeAsync(49)
  expect(ends).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect(ends).toEqual(['CHARACTER_STORAGE', 'CHARACTER_STORAGE'])
})
