import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { CharacterCreate } from '../../src/model/character.ts'
import { defineCharacterModel } from '../../src/model/define-character.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { exportCharacters } from '../../src/sync/export-characters.ts'
import { syncCharacters } from '../../src/sync/sync-characters.ts'
import { luna } from '../support/characters.ts'
import { eachStorage } from '../support/each-storage.ts'
import { cast, collect } from './kit.ts'

const none = { created: 0, updated: 0, unchanged: 0, deleted: 0, failed: [], changes: [] }
const inMemory = (): CharacterService => new CharacterService({ storage: memoryStorage() })

eachStorage(({ create }) => {
  test('creates what is not there, and makes no version the second time', async () => {
    const service = new CharacterService({ storage: create() })
    const wanted = [...cast(5), { ...luna({ name: 'Ｎｏｖａ' }), avatar_url: null }]
    expect(await syncCharacters(service, wanted)).toMatchObject({
      created: 6,
      unchanged: 0,
      failed: [],
    })
    expect(await syncCharacters(service, wanted)).toEqual({ ...none, unchanged: 6 })
    const { version_number, updated_at } = await service.getCharacter('nova')
    expect([version_number, updated_at]).toEqual([
      1,
      (await service.getCharacter('nova')).created_at,
    ])
  })

  test('makes one version for each drift, and says what it changed', async () => {
    const service = new CharacterService({ storage: create() })
    const wanted = cast(4)
    await syncCharacters(service, wanted)
    await service.updateCharacter('character 1', { avatar_url: '/a.png', traits: ['wild'] })
    await service.deleteCharacter('character 2')
    const report = await syncCharacters(service, wanted)
    expect(report).toMatchObject({ created: 1, updated: 1, unchanged: 2, failed: [] })
    const [first] = report.changes
    expect(first).toMatchObject({ name: 'character 1', action: 'update' })
    expect(first?.diff).toEqual(await service.diffVersions('character 1', 2, 3))
    expect((await service.getCharacter('character 1')).version_number).toBe(3)
    expect(await syncCharacters(service, wanted)).toEqual({ ...none, unchanged: 4 })
  })

  test('a dry run gives the same report, and writes nothing', async () => {
    const service = new CharacterService({ storage: create() })
    await syncCharacters(service, cast(4))
    const wanted = [
      ...cast(2),
      luna({ name: 'character 2', traits: ['other'] }),
      luna({ name: 'new' }),
    ]
    const before = await service.listCharacters()
    const dry = await syncCharacters(service, wanted, { dryRun: true, prune: true })
    expect(await service.listCharacters()).toEqual(before)
    expect(dry).toMatchObject({ created: 1, updated: 1, unchanged: 2, deleted: 1 })
    expect(await syncCharacters(service, wanted, { prune: true })).toEqual(dry)
  })

  test('what was exported is what is there, and prune takes the rest', async () => {
    const service = new CharacterService({ storage: create() })
    await syncCharacters(service, cast(3))
    const exported = await collect(exportCharacters(service))
    expect(exported.map(({ name }) => name)).toEqual(['character 0', 'character 1', 'character 2'])
    await service.createCharacter(luna({ name: 'stranger' }))
    const report = await syncCharacters(service, exported, { prune: true })
    expect(report).toMatchObject({ unchanged: 3, deleted: 1 })
    expect(report.changes).toEqual([{ name: 'stranger', action: 'delete', diff: [] }])
    expect((await service.listDeletedCharacters()).map(({ name }) => name)).toEqual(['stranger'])
  })
})

describe('prune', () => {
  test('refuses to delete all, unless it is said', async () => {
    const service = inMemory()
    await syncCharacters(service, cast(3))
    await expect(syncCharacters(service, [], { prune: true })).rejects.toThrow(/prune: 'all'/)
    expect(await service.countCharacters()).toBe(3)
    expect(await syncCharacters(service, [], { prune: 'all' })).toMatchObject({ deleted: 3 })
    expect(await service.countCharacters()).toBe(0)
  })

  test('leaves what is wanted and could not be read', async () => {
    // Red when what fails is taken for what nobody wants.
    const service = inMemory()
    await syncCharacters(service, cast(2))
    const bad = { ...luna({ name: 'character 0' }), traits: 'none' } as never
    const report = await syncCharacters(service, [bad, ...cast(2).slice(1)], { prune: true })
    expect(report).toMatchObject({ unchanged: 1, deleted: 0, failed: [{ name: 'character 0' }] })
    const nameless = await syncCharacters(service, [{} as never], { prune: true })
    expect(nameless).toMatchObject({ deleted: 0, failed: [{ name: '' }] })
    expect(await service.countCharacters()).toBe(2)
  })
})

describe('what is wanted', () => {
  const model = defineCharacterModel({
    attributes: {
      mood: z.enum(['calm', 'wild']).default('calm'),
      motto: z.string().nullable().default(null),
    },
    validate: ({ display_name }) =>
      display_name === 'Bad' ? [{ path: ['display_name'], message: 'must be good' }] : undefined,
  })

  test('is whole: what is left out has its default, and null is as good as left out', async () => {
    // Red when what is left out is left as it is.
    const service = new CharacterService({ storage: memoryStorage(), model })
    await service.createCharacter({ ...luna(), mood: 'wild', motto: 'on', avatar_url: '/a.png' })
    await syncCharacters(service, [luna()])
    expect(await service.getCharacter('luna')).toMatchObject({
      mood: 'calm',
      motto: null,
      avatar_url: null,
    })
    const nulls = { ...luna(), mood: null, motto: null, avatar_url: null, voice_settings: null }
    expect(await syncCharacters(service, [nulls as never])).toEqual({ ...none, unchanged: 1 })
  })

  test('without a model, null is as good as what is not there, and what is left out stays', async () => {
    // Red when `null` and absent differ.
    const service = new CharacterService({ storage: memoryStorage() })
    await syncCharacters(service, [luna()])
    const list = service.listCharacters.bind(service)
    const strange = async (): Promise<object[]> =>
      (await list()).map(({ avatar_url, ...one }) => ({ ...one, mood: 'wild' }))
    Object.defineProperty(service, 'listCharacters', { value: strange })
    Object.defineProperty(service, 'model', { value: undefined })
    const wanted = [{ ...luna(), motto: null } as never]
    expect(await syncCharacters(service, wanted)).toEqual({ ...none, unchanged: 1 })
  })

  test.each([true, false])('one failure fails one item (dry run: %s)', async (dryRun) => {
    const service = new CharacterService({ storage: memoryStorage(), model })
    const wanted = [
      luna({ name: 'a' }),
      luna({ name: 'b', display_name: 'Bad' }),
      luna({ name: '/' }),
    ]
    const report = await syncCharacters(
      service,
      [...wanted, luna({ name: 'A' }), luna({ name: 'c' })],
      { dryRun },
    )
    expect(report).toMatchObject({ created: 2 })
    expect(report.failed.map(({ name, error }) => [name, Object(error).code])).toEqual([
      ['b', 'CHARACTER_VALIDATION'],
      ['/', 'CHARACTER_NAME_INVALID'],
      ['a', 'CHARACTER_VALIDATION'],
    ])
  })

  test('may come from any iterable, and is read before the first write', async () => {
    // Red when writing begins before all has been read.
    const service = inMemory()
    async function* slowly(): AsyncGenerator<CharacterCreate> {
      yield* cast(2)
    }
    function* failing(): Generator<CharacterCreate> {
      yield luna({ name: 'new' })
      throw new Error('the disk is gone')
    }
    expect(await syncCharacters(service, slowly())).toMatchObject({ created: 2 })
    expect(await syncCharacters(service, new Set(cast(2)))).toMatchObject({ unchanged: 2 })
    await expect(syncCharacters(service, failing(), { prune: true })).rejects.toThrow(
      'the disk is gone',
    )
    expect(await service.countCharacters()).toBe(2)
    for (const desired of [undefined, null, {}, 'luna', Promise.resolve([])]) {
      await expect(syncCharacters(service, desired as never)).rejects.toBeInstanceOf(TypeError)
    }
  })

  test('may be hostile: each item is read once', async () => {
    const service = inMemory()
    let reads = 0
    const counting = {
      ...luna(),
      get personality() {
        reads++
        return 'kind'
      },
    }
    const throwing = {
      ...luna({ name: 'b' }),
      get traits(): never {
        throw undefined
      },
    }
    const items = [counting, throwing, null, 1, 'luna', () => {}, []]
    const report = await syncCharacters(service, items as never)
    expect([report.created, report.failed.length, reads]).toEqual([1, 6, 1])
    expect(report.failed.every(({ error }) => error instanceof Error)).toBe(true)
  })
})
