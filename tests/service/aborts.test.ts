import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import type { CallOptions } from '../../src/service/arguments.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { faultyStorage } from '../../src/testing/faulty-storage.ts'
import { luna } from '../support/characters.ts'
import { codeOf } from '../support/error-codes.ts'
import { settle } from '../support/turns.ts'

async function setup() {
  const inner = memoryStorage()
  const storage = faultyStorage(inner)
  const service = new CharacterService({ storage })
  const { id } = await service.createCharacter(luna())
  const gone = await service.createCharacter(luna({ name: 'gone' }))
  await service.deleteCharacter('gone')
  storage.reset()
  return { inner, storage, service, id, goneId: gone.id }
}

type Setup = Awaited<ReturnType<typeof setup>>

const READS: Record<string, (setup: Setup, options: CallOptions) => Promise<unknown>> = {
  getCharacter: ({ service }, options) => service.getCharacter('luna', options),
  findCharacter: ({ service }, options) => service.findCharacter('absent', options),
  listCharacters: ({ service }, options) => service.listCharacters(options),
  listDeletedCharacters: ({ service }, options) => service.listDeletedCharacters(options),
  getSystemPrompt: ({ service }, options) => service.getSystemPrompt('luna', options),
  getVersionInfo: ({ service }, options) => service.getVersionInfo('luna', options),
  listVersions: ({ service }, options) => service.listVersions('luna', options),
  getVersion: ({ service }, options) => service.getVersion('luna', 1, options),
  diffVersions: ({ service }, options) => service.diffVersions('luna', 1, 1, options),
}

const WRITES: Record<string, (setup: Setup, options: CallOptions) => Promise<unknown>> = {
  createCharacter: ({ service }, options) =>
    service.createCharacter(luna({ name: 'nova' }), options),
  updateCharacter: ({ service }, options) =>
    service.updateCharacter('luna', { personality: 'calm' }, options),
  editCharacter: ({ service }, options) =>
    service.editCharacter('luna', () => ({ personality: 'calm' }), options),
  deleteCharacter: ({ service }, options) => service.deleteCharacter('luna', options),
  restoreCharacter: ({ service, goneId }, options) => service.restoreCharacter(goneId, options),
  purgeCharacter: ({ service, goneId }, options) => service.purgeCharacter(goneId, options),
  rollbackCharacter: ({ service }, options) => service.rollbackCharacter('luna', 1, options),
}

const CALLS = { ...READS, ...WRITES }

test.each(Object.keys(CALLS))('%s given up in advance asks the storage nothing', async (name) => {
  const made = await setup()
  made.service.clearCache()
  const reason = new Error('not any more')
  const call = CALLS[name]?.(made, { signal: AbortSignal.abort(reason) })
  await expect(call).rejects.toBe(reason)
  await settle()
  expect(made.storage.calls).toEqual([])
})

test.each(Object.keys(CALLS))('%s given up while it runs rejects with the reason', async (name) => {
  const made = await setup()
  made.service.clearCache()
  const gate = made.storage.gate('any')
  const controller = new AbortController()
  const call = CALLS[name]?.(made, { signal: controller.signal })
  await gate.reached
  const reason = { any: 'value' }
  controller.abort(reason)
  await expect(call).rejects.toBe(reason)
  gate.open()
  await settle()
  expect(getEventListeners(controller.signal, 'abort')).toEqual([])
})

test.each(Object.keys(CALLS))('%s that is done leaves nothing on its signal', async (name) => {
  const made = await setup()
  const { signal } = new AbortController()
  await CALLS[name]?.(made, { signal })
  await settle()
  expect(getEventListeners(signal, 'abort')).toEqual([])
})

test('an abort without a reason rejects with an AbortError', async () => {
  const { service } = await setup()
  const controller = new AbortController()
  const call = service.updateCharacter('luna', {}, { signal: controller.signal })
  controller.abort()
  await expect(call).rejects.toMatchObject({ name: 'AbortError' })
})

// Red when a write that is given up stays in the queue, and when it takes its turn along.
test('a queued write that is given up leaves the queue, and the others keep their order', async () => {
  const { storage, service } = await setup()
  const gate = storage.gate('swap')
  const marks: string[] = []
  const controllers: AbortController[] = []
  const writes = Array.from({ length: 10 }, (_, i) => {
    const controller = new AbortController()
    controllers.push(controller)
    const edit = (): object => {
      marks.push(`${i}`)
      return { personality: `${i}` }
    }
    return service.editCharacter('luna', edit, { signal: controller.signal }).catch(String)
  })
  await gate.reached
  for (const i of [1, 2, 5, 9]) controllers[i]?.abort(`reason ${i}`)
  expect(await Promise.all([1, 2, 5, 9].map((i) => writes[i]))).toEqual(
    [1, 2, 5, 9].map((i) => `reason ${i}`),
  )
  gate.open()
  await Promise.all(writes)
  expect(marks).toEqual(['0', '3', '4', '6', '7', '8'])
  expect((await service.getCharacter('luna')).version_number).toBe(7)
})

test('a write that is given up at the moment of its turn passes the turn on', async () => {
  const { service } = await setup()
  for (let round = 0; round < 100; round++) {
    const controller = new AbortController()
    const first = service.updateCharacter('luna', { personality: 'a' })
    const second = service
      .updateCharacter('luna', { personality: 'b' }, { signal: controller.signal })
      .catch(String)
    const third = service.updateCharacter('luna', { personality: 'c' })
    // As many turns of promises later as there are rounds: before, at and after the hand-over.
    for (let turn = 0; turn < round; turn++) await null
    controller.abort('stop')
    await first
    expect((await third).personality).toBe('c')
    await second
  }
})

// Red when a started write is undone by its caller’s abort, and when its name is cached meanwhile.
test('a started write that is given up runs on, and the next read sees what it did', async () => {
  const { inner, storage, service } = await setup()
  const gate = storage.gate('swap', 1, 'after')
  const controller = new AbortController()
  const write = service.updateCharacter(
    'luna',
    { personality: 'calm' },
    { signal: controller.signal },
  )
  await gate.reached
  controller.abort('stop')
  await expect(write).rejects.toBe('stop')
  expect((await service.getCharacter('luna')).version_number).toBe(2)
  expect(service.stats().entries).toBe(0)
  gate.open()
  expect((await service.updateCharacter('luna', { personality: 'next' })).version_number).toBe(3)
  expect(
    (await inner.listVersions((await service.getCharacter('luna')).id, { limit: 9 })).length,
  ).toBe(2)
})

test('a write that is given up before it wrote, or after it lost a race, begins nothing more', async () => {
  for (const [call, at] of [
    ['find', 'after'],
    ['swap', 'before'],
  ] as const) {
    const { inner, storage, service } = await setup()
    const other = new CharacterService({ storage: inner })
    const gate = storage.gate(call, 1, at)
    const controller = new AbortController()
    const write = service.updateCharacter(
      'luna',
      { personality: 'mine' },
      { signal: controller.signal },
    )
    await gate.reached
    await other.updateCharacter('luna', { personality: 'theirs' })
    controller.abort('stop')
    await expect(write).rejects.toBe('stop')
    gate.open()
    expect(await service.updateCharacter('luna', { display_name: 'Next' })).toMatchObject({
      version_number: 3,
      personality: 'theirs',
    })
    expect(storage.count('swap')).toBe(call === 'find' ? 1 : 2)
  }
})

test('an edit that is waiting for its own work can be given up', async () => {
  const { storage, service } = await setup()
  const controller = new AbortController()
  const write = service.editCharacter('luna', () => new Promise(() => {}), {
    signal: controller.signal,
  })
  await settle()
  controller.abort('stop')
  await expect(write).rejects.toBe('stop')
  expect((await service.updateCharacter('luna', { personality: 'next' })).version_number).toBe(2)
  expect(storage.count('swap')).toBe(1)
})

test('an abort that the storage throws by itself is a failure of the storage', async () => {
  const { storage, service } = await setup()
  service.clearCache()
  const own = new DOMException('stopped', 'AbortError')
  storage.failBefore('find', 1, own)
  const error = await service.getCharacter('luna').catch((thrown: unknown) => thrown)
  expect(codeOf(error)).toBe('CHARACTER_STORAGE')
  expect(error).toMatchObject({ cause: own })
})
