import { describe, expect, test } from 'vitest'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { exportCharacters } from '../../src/sync/export-characters.ts'
import { syncCharacters } from '../../src/sync/sync-characters.ts'
import type { SyncProgress } from '../../src/sync/sync-report.ts'
import { faultyStorage } from '../../src/testing/faulty-storage.ts'
import { luna } from '../support/characters.ts'
import { cast, collect } from './kit.ts'

const inMemory = (): CharacterService => new CharacterService({ storage: memoryStorage() })

describe('a sync', () => {
  test('lists once, a page at a time, and writes what differs and nothing else', async () => {
    // Red when each character is asked for by itself.
    const storage = faultyStorage(memoryStorage())
    const service = new CharacterService({ storage, cacheTtlMs: 0 })
    const wanted = cast(450)
    await syncCharacters(service, wanted)
    wanted[7] = luna({ name: 'character 7', traits: ['other'] })
    storage.reset()
    await syncCharacters(service, wanted)
    expect([...storage.calls].sort()).toEqual([
      'find',
      'insertVersion',
      'list',
      'list',
      'list',
      'swap',
    ])
  })

  test('asks for states alone where the cache holds the rest', async () => {
    const storage = faultyStorage(memoryStorage())
    Object.defineProperty(storage, 'statesFirst', { value: true })
    const service = new CharacterService({ storage })
    await syncCharacters(service, cast(100))
    await syncCharacters(service, cast(100))
    storage.reset()
    await syncCharacters(service, cast(100))
    expect(storage.calls).toEqual(['listStates'])
  })

  test('tells how far it is, to the end', async () => {
    const service = inMemory()
    await syncCharacters(service, cast(3))
    const seen: SyncProgress[] = []
    const bad = luna({ name: '' })
    await syncCharacters(service, [bad, ...cast(2), luna({ name: 'new' })], {
      prune: true,
      concurrency: 1,
      onProgress: (progress) => seen.push(progress),
    })
    expect(seen.map(({ done, total, action }) => [done, total, action])).toEqual([
      [1, 4, 'failed'],
      [2, 4, 'unchanged'],
      [3, 4, 'unchanged'],
      [4, 4, 'create'],
    ])
    const fails = syncCharacters(service, cast(3), {
      onProgress: () => {
        throw new Error('no terminal')
      },
    })
    await expect(fails).rejects.toThrow('no terminal')
  })

  test('is given up by its signal, and run again to the end', async () => {
    const service = inMemory()
    const controller = new AbortController()
    const onProgress = ({ done }: SyncProgress): void => {
      if (done === 5) controller.abort(new Error('enough'))
    }
    const { signal } = controller
    await expect(syncCharacters(service, cast(40), { signal, onProgress })).rejects.toThrow(
      'enough',
    )
    expect(await service.countCharacters()).toBeLessThan(20)
    await expect(syncCharacters(service, cast(40), { signal })).rejects.toThrow('enough')
    expect((await syncCharacters(service, cast(40))).failed).toEqual([])
    expect(await service.countCharacters()).toBe(40)
  })

  test('gives each write who and why', async () => {
    const stamps: unknown[] = []
    const service = inMemory()
    const note = (name: string): void => {
      const method = Reflect.get(service, name)
      Object.defineProperty(service, name, {
        value: (...given: unknown[]) => {
          stamps.push([name, given.at(-1)])
          return method.apply(service, given)
        },
      })
    }
    for (const name of ['createCharacter', 'updateCharacter', 'deleteCharacter']) note(name)
    await syncCharacters(service, cast(2), { by: 'ci', note: 'first' })
    await syncCharacters(service, [luna({ name: 'character 0', traits: [] })], {
      by: 'ci',
      prune: true,
    })
    expect(stamps).toEqual([
      ['createCharacter', { by: 'ci', note: 'first' }],
      ['createCharacter', { by: 'ci', note: 'first' }],
      ['updateCharacter', { by: 'ci', expectedVersion: 1 }],
      ['deleteCharacter', { by: 'ci' }],
    ])
  })

  test('needs the full view: without a system prompt nothing can be compared', async () => {
    const service = inMemory()
    await syncCharacters(service, cast(2))
    const list = service.listCharacters.bind(service)
    const hidden = async (): Promise<object[]> =>
      (await list()).map(({ system_prompt, ...rest }) => rest)
    Object.defineProperty(service, 'listCharacters', { value: hidden })
    await expect(syncCharacters(service, cast(2))).rejects.toThrow(/full view/)
    await expect(collect(exportCharacters(service))).rejects.toThrow(/full view/)
  })

  test.each([
    [{ prune: 'yes' }, /prune must be a boolean or 'all', got 'yes'/],
    [{ concurrency: 0 }, /concurrency must be an integer from 1 to 64/],
    [{ dryrun: true }, /no option 'dryrun': the nearest is 'dryRun'/],
    [{ onProgress: 1 }, /onProgress must be a function/],
    [{ signal: new AbortController() }, /signal must be an AbortSignal/],
  ])('refuses %o', async (options, message) => {
    await expect(syncCharacters(inMemory(), [], options as never)).rejects.toThrow(message)
    await expect(syncCharacters({} as never, [])).rejects.toThrow(/CharacterService/)
  })
})
