import { expect, test, vi } from 'vitest'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { faultyStorage } from '../../src/testing/faulty-storage.ts'
import { luna } from '../support/characters.ts'
import { manualClock } from '../support/clock.ts'
import { codeOf } from '../support/error-codes.ts'
import { makeCast, startManyCalls } from '../support/many-calls.ts'
import { figure } from '../support/sizes.ts'
import { settle } from '../support/turns.ts'

const TIMEOUT_MS = 4_000

function setup(timeoutMs: number) {
  const inner = memoryStorage()
  const storage = faultyStorage(inner)
  const clock = manualClock()
  const service = new CharacterService({ storage, timeoutMs, now: clock.now })
  return { inner, storage, clock, service }
}

// Red when waiting in the queue is not bounded, when each try of a write has the whole time, and when
// a call waits for its storage call to come back.
test('of 1,000 calls of a storage that hangs, each is rejected in time', async () => {
  const { inner, storage, service } = setup(TIMEOUT_MS)
  const cast = await makeCast(new CharacterService({ storage: inner }))
  const end = storage.hangAlways()
  const ends = await startManyCalls(service, cast)
  const slowest = Math.max(...ends.map(({ ms }) => ms))
  figure(
    `1,000 calls of a storage that hangs, timeoutMs ${TIMEOUT_MS}`,
    `all rejected after ${Math.min(...ends.map(({ ms }) => ms)).toFixed(0)} to ${slowest.toFixed(0)} ms`,
  )
  expect(ends).toHaveLength(1_000)
  expect(ends.filter(({ end }) => end !== 'CHARACTER_STORAGE')).toEqual([])
  expect(slowest).toBeLessThanOrEqual(1.1 * TIMEOUT_MS)

  end()
  const [name = ''] = cast.names
  expect((await service.updateCharacter(name, { personality: 'after' })).version_number).toBe(3)
  await settle()
  // What had hung is carried out by now: the creates.
  const stored = (await inner.list()).map(({ character }) => character.name)
  const shown = (await service.listCharacters()).map((character) => character.name)
  expect(shown).toEqual(stored)
  const reads = Array.from({ length: 50 }, (_, i) => service.getCharacter(`late ${i}`))
  expect((await Promise.all(reads)).map(({ version_number }) => version_number)).toEqual(
    Array(50).fill(1),
  )
  expect(storage.pending).toBe(0)
})

// Red when a name is cached right after a write of unknown outcome, or when nothing is evicted once
// the late call comes back.
test.each(['soon after', 'long after'])(
  'a write that is applied %s its deadline is seen by the next read',
  async (when) => {
    const { inner, storage, clock, service } = setup(100)
    await service.createCharacter(luna())
    await service.getCharacter('luna')
    const release = storage.hang('swap')
    const update = service.updateCharacter('luna', { personality: 'late' })
    expect(await update.catch(codeOf)).toBe('CHARACTER_STORAGE')
    if (when === 'long after') clock.advance(1_000)

    const before = [await service.getCharacter('luna'), await service.getCharacter('luna')]
    expect(before.map(({ version_number }) => version_number)).toEqual([1, 1])
    expect(service.stats().entries).toBe(when === 'soon after' ? 0 : 1)
    release()
    await settle()
    expect((await inner.find('luna'))?.character.version_number).toBe(2)
    expect((await service.getCharacter('luna')).personality).toBe('late')

    // It may be kept again once nothing can come any more.
    clock.advance(1_000)
    await service.getCharacter('luna')
    expect(service.stats().entries).toBe(1)
  },
)

// Red when the time of an edit does not count, so that one that never ends holds the queue for ever.
test('an edit that never ends fails its own call, and none behind it', async () => {
  const { storage, service } = setup(300)
  await service.createCharacter(luna())
  let finish = (_patch: { personality: string }): void => {}
  const endless = service.editCharacter('luna', () => {
    return new Promise((resolve) => {
      finish = resolve
    })
  })
  const startedAt = performance.now()
  expect(await endless.catch(codeOf)).toBe('CHARACTER_STORAGE')
  expect(performance.now() - startedAt).toBeLessThan(3_000)
  expect((await service.updateCharacter('luna', { personality: 'next' })).version_number).toBe(2)
  const swaps = storage.count('swap')
  finish({ personality: 'too late' })
  await settle()
  expect(storage.count('swap')).toBe(swaps)
  expect((await service.getCharacter('luna')).personality).toBe('next')
})

// Red when a load that is begun again, since an overtaken one had shown more, gets the whole time anew.
test('a load that is begun again has no more time than its reader', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  try {
    const { inner, storage, service } = setup(1_000)
    const other = new CharacterService({ storage: inner })
    await other.createCharacter(luna())
    const early = storage.gate('find')
    const overtaken = service.getCharacter('luna')
    await early.reached
    await service.updateCharacter('luna', { personality: 'second' })
    service.invalidateCharacter('luna')
    const late = storage.gate('find', 1, 'after')
    const reading = service.getCharacter('luna').catch(codeOf)
    await late.reached
    await other.updateCharacter('luna', { personality: 'third' })
    early.open()
    expect((await overtaken).version_number).toBe(3)
    // The reader may have seen the third version, and now gets the second: it is loaded again.
    storage.hangAlways('find')
    vi.advanceTimersByTime(900)
    late.open()
    await settle()
    expect(storage.pending).toBe(1)
    vi.advanceTimersByTime(100)
    await settle()
    expect(await Promise.race([reading, 'still waiting'])).toBe('CHARACTER_STORAGE')
  } finally {
    vi.useRealTimers()
  }
})
