import { expect, test } from 'vitest'
import type { Character } from '../../src/model/character.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import type { CharacterStorage } from '../../src/storage/character-storage.ts'
import type { StoredCharacter } from '../../src/storage/stored-character.ts'
import { luna } from '../support/characters.ts'
import { eachStorage } from '../support/each-storage.ts'

/** Raises the version as a program does that keeps no copy of what it replaces. */
async function raiseUnrecorded(storage: CharacterStorage, name: string): Promise<void> {
  const head = (await storage.find(name)) as StoredCharacter
  const version_number = head.character.version_number + 1
  const set = { version_number, personality: `version ${version_number}` }
  expect(await storage.swap(head, { writeId: 'f'.repeat(24), set })).toBeTypeOf('object')
}

/** Makes so many versions of luna, each with its own personality; gives them all, oldest first. */
async function withVersions(service: CharacterService, count: number): Promise<Character[]> {
  const versions = [await service.createCharacter(luna({ personality: 'version 1' }))]
  while (versions.length < count) {
    const personality = `version ${versions.length + 1}`
    versions.push(await service.updateCharacter('luna', { personality }))
  }
  return versions
}

const numbers = (versions: readonly Character[]): number[] =>
  versions.map(({ version_number }) => version_number)

eachStorage(({ create, createShared }) => {
  test('every version reads as it was acknowledged, the present one included', async () => {
    const service = new CharacterService({ storage: create() })
    const acknowledged = await withVersions(service, 7)
    expect(await service.listVersions(' LUNA ')).toEqual(acknowledged.toReversed())
    for (const version of acknowledged) {
      const read = await service.getVersion('Luna', version.version_number)
      expect(read).toEqual(version)
      expect(Object.isFrozen(read) && Object.isFrozen(read.traits)).toBe(true)
    }
  })

  test('versions are listed newest first, 100 of them unless told otherwise', async () => {
    const service = new CharacterService({ storage: create() })
    await withVersions(service, 105)
    const list = async (options?: { limit?: number; before?: number }) =>
      numbers(await service.listVersions('luna', options))
    const all = Array.from({ length: 105 }, (_, index) => 105 - index)
    expect(await list()).toEqual(all.slice(0, 100))
    expect(await list({ limit: 1_000 })).toEqual(all)
    expect(await list({ limit: 1 })).toEqual([105])
    expect(await list({ limit: 2 })).toEqual([105, 104])
    expect(await list({ before: 105, limit: 2 })).toEqual([104, 103])
    expect(await list({ before: 106, limit: 2 })).toEqual([105, 104])
    expect(await list({ before: Number.MAX_SAFE_INTEGER, limit: 2 })).toEqual([105, 104])
    expect(await list({ before: 3 })).toEqual([2, 1])
    expect(await list({ before: 1 })).toEqual([])
  })

  test('a version shows the name it had, and is found under the one of today', async () => {
    const service = new CharacterService({ storage: create() })
    await withVersions(service, 2)
    await service.updateCharacter('luna', { name: 'selene' })
    const names = (await service.listVersions('selene')).map(({ name }) => name)
    expect(names).toEqual(['selene', 'luna', 'luna'])
    await expect(service.listVersions('luna')).rejects.toMatchObject({
      code: 'CHARACTER_NOT_FOUND',
    })
    await service.createCharacter(luna())
    expect(numbers(await service.listVersions('luna'))).toEqual([1])
    expect(numbers(await service.listVersions('selene'))).toEqual([3, 2, 1])
  })

  test('a deleted character shows its history again once it is restored', async () => {
    const service = new CharacterService({ storage: create() })
    const acknowledged = await withVersions(service, 3)
    const { id } = await service.deleteCharacter('luna')
    for (const read of [
      () => service.listVersions('luna'),
      () => service.getVersion('luna', 2),
      () => service.diffVersions('luna', 1, 2),
      () => service.rollbackCharacter('luna', 1),
    ]) {
      await expect(read()).rejects.toMatchObject({
        code: 'CHARACTER_NOT_FOUND',
        message: "Character 'luna' not found",
      })
    }
    await service.createCharacter(luna())
    await service.restoreCharacter(id, { name: 'selene' })
    const [head, ...older] = await service.listVersions('selene')
    expect(head).toMatchObject({ name: 'selene', version_number: 4, personality: 'version 3' })
    expect(older).toEqual(acknowledged.toReversed())
    expect(numbers(await service.listVersions('luna'))).toEqual([1])
  })

  test('nothing is left to read of a purged character', async () => {
    const storage = create()
    const service = new CharacterService({ storage })
    await withVersions(service, 3)
    const { id } = await service.deleteCharacter('luna')
    await service.purgeCharacter(id)
    expect(await storage.listVersions(id, { limit: 9 })).toEqual([])
    await service.createCharacter(luna())
    expect(numbers(await service.listVersions('luna'))).toEqual([1])
    await expect(service.getVersion('luna', 2)).rejects.toMatchObject({ reason: 'never' })
  })

  test('a version that is missing says why', async () => {
    const shared = createShared({ keepVersions: 4 })
    const [storage] = shared
    const service = new CharacterService({ storage })
    await withVersions(service, 4)
    await raiseUnrecorded(storage, 'luna')
    // Else the head that is at hand would be kept as a version: it was one.
    service.clearCache()
    await service.updateCharacter('luna', { personality: 'version 6' })
    for (const [version, reason, text] of [
      [7, 'never', 'there never was one'],
      [4, 'unrecorded', 'another program replaced it and kept no copy'],
      [2, 'pruned', 'it is no longer kept'],
    ] as const) {
      const missing = {
        code: 'CHARACTER_VERSION_NOT_FOUND',
        message: `Character 'luna' has no version ${version}: ${text}`,
        version,
        reason,
      }
      await expect(service.getVersion('luna', version)).rejects.toMatchObject(missing)
      await expect(service.rollbackCharacter('luna', version)).rejects.toMatchObject(missing)
      await expect(service.diffVersions('luna', 5, version)).rejects.toMatchObject(missing)
    }
    expect((await service.getCharacter('luna')).version_number).toBe(6)
  })

  test('a history with gaps is listed as it is, in full pages', async () => {
    const storage = create()
    const service = new CharacterService({ storage })
    await withVersions(service, 3)
    for (let n = 0; n < 5; n++) await raiseUnrecorded(storage, 'luna')
    service.clearCache()
    await service.updateCharacter('luna', { personality: 'version 9' })
    await service.updateCharacter('luna', { personality: 'version 10' })
    const list = async (options?: { limit?: number; before?: number }) =>
      numbers(await service.listVersions('luna', options))
    expect(await list()).toEqual([10, 9, 8, 2, 1])
    expect(await list({ limit: 4 })).toEqual([10, 9, 8, 2])
    expect(await list({ before: 7, limit: 1 })).toEqual([2])
    expect((await service.getVersion('luna', 8)).personality).toBe('version 8')
    const back = await service.rollbackCharacter('luna', 2)
    expect(back).toMatchObject({ version_number: 11, personality: 'version 2' })
  })

  // Red when a list or a version read past the cache is not shown to it.
  test('what the history has shown is not taken back by the cache', async () => {
    const [mine, others] = createShared()
    const reads: ((service: CharacterService) => Promise<unknown>)[] = [
      (service) => service.listVersions('luna', { limit: 1 }),
      (service) => service.getVersion('luna', 1),
      (service) => service.diffVersions('luna', 1, 1),
    ]
    const service = new CharacterService({ storage: mine })
    const other = new CharacterService({ storage: others })
    await service.createCharacter(luna())
    for (const read of reads) {
      const { version_number } = await service.getCharacter('luna')
      await other.updateCharacter('luna', {})
      expect((await service.getCharacter('luna')).version_number).toBe(version_number)
      await read(service)
      expect((await service.getCharacter('luna')).version_number).toBe(version_number + 1)
    }
  })
})
