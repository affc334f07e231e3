import { expect, test } from 'vitest'
import type { Character } from '../../src/model/character.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import type { CharacterStorage } from '../../src/storage/character-storage.ts'
import type { StoredCharacter } from '../../src/storage/stored-character.ts'
import { faultyStorage } from '../../src/testing/faulty-storage.ts'
import { luna } from '../support/characters.ts'
import { eachStorage } from '../support/each-storage.ts'

const numbers = (versions: readonly Character[]): number[] =>
  versions.map(({ version_number }) => version_number)

/** The numbers of the snapshots that a storage holds, whoever may see them. */
async function heldBy(storage: CharacterStorage, id: string): Promise<number[]> {
  return numbers((await storage.listVersions(id, { limit: 1_000 })).map((v) => v.character))
}

async function update(service: CharacterService, times: number): Promise<void> {
  for (let n = 0; n < times; n++) await service.updateCharacter('luna', { personality: `new ${n}` })
}

eachStorage(({ title, create, createShared }) => {
  test('all versions are kept unless told otherwise', async () => {
    const storage = create()
    expect(storage.keepVersions).toBe(Number.POSITIVE_INFINITY)
    const service = new CharacterService({ storage })
    await service.createCharacter(luna())
    await update(service, 30)
    expect(await service.listVersions('luna')).toHaveLength(31)
  })

  test.each([1, 2, 5])('the newest %i versions are kept, without a gap', async (keepVersions) => {
    const storage = create({ keepVersions })
    const service = new CharacterService({ storage })
    const { id } = await service.createCharacter(luna())
    for (let version = 2; version <= 12; version++) {
      await update(service, 1)
      const oldest = Math.max(1, version - keepVersions + 1)
      const kept = Array.from({ length: version - oldest + 1 }, (_, index) => version - index)
      expect(numbers(await service.listVersions('luna'))).toEqual(kept)
      expect(await heldBy(storage, id)).toEqual(kept.slice(1))
      for (const one of kept) expect(await service.getVersion('luna', one)).toBeDefined()
      if (oldest === 1) continue
      await expect(service.getVersion('luna', oldest - 1)).rejects.toMatchObject({
        code: 'CHARACTER_VERSION_NOT_FOUND',
        reason: 'pruned',
      })
    }
  })

  test('a rollback counts as a version, and may lead to the oldest that is kept', async () => {
    const service = new CharacterService({ storage: create({ keepVersions: 3 }) })
    await service.createCharacter(luna())
    await update(service, 4)
    expect((await service.rollbackCharacter('luna', 3)).personality).toBe('new 1')
    expect(numbers(await service.listVersions('luna'))).toEqual([6, 5, 4])
    await expect(service.rollbackCharacter('luna', 3)).rejects.toMatchObject({ reason: 'pruned' })
  })

  test('deleting and restoring prune nothing', async () => {
    const service = new CharacterService({ storage: create({ keepVersions: 2 }) })
    await service.createCharacter(luna())
    await update(service, 3)
    const { id } = await service.deleteCharacter('luna')
    await service.restoreCharacter(id)
    expect(numbers(await service.listVersions('luna'))).toEqual([4, 3])
  })

  test('a failed pruning fails no write, and the next one makes up for it', async () => {
    const storage = faultyStorage(create({ keepVersions: 2 }))
    const warnings: string[] = []
    const warn = (message: string): void => void warnings.push(message)
    const logger = { debug: () => {}, info: () => {}, warn, error: () => {} }
    const service = new CharacterService({ storage, logger })
    const { id } = await service.createCharacter(luna())
    await update(service, 2)
    storage.failBefore('deleteVersions')
    await update(service, 1)
    expect(warnings).toEqual(['old versions could not be pruned'])
    expect(await heldBy(storage, id)).toEqual([3, 2])
    expect(numbers(await service.listVersions('luna'))).toEqual([4, 3])
    await update(service, 1)
    expect(await heldBy(storage, id)).toEqual([4])
  })

  // Red when reading or listing goes by what is stored alone, and when pruning deletes single keys.
  test('a pruned version that a stale writer puts back is never seen, and goes', async () => {
    const [storage, others] = createShared({ keepVersions: 3 })
    const stale = faultyStorage(others)
    const service = new CharacterService({ storage })
    const staleService = new CharacterService({ storage: stale })
    const { id } = await service.createCharacter(luna())
    const gate = stale.gate('insertVersion')
    const late = staleService.editCharacter('luna', ({ traits }) => ({
      traits: [...traits, 'late'],
    }))
    await gate.reached
    await update(service, 6)
    const swap = stale.gate('swap')
    gate.open()
    await swap.reached
    expect(await heldBy(storage, id)).toEqual([6, 5, 1])
    const seen: number[][] = []
    for (const reader of [service, staleService]) {
      await expect(reader.getVersion('luna', 1)).rejects.toMatchObject({ reason: 'pruned' })
      seen.push(numbers(await reader.listVersions('luna')))
      seen.push(numbers(await reader.listVersions('luna', { before: 5 })))
    }
    expect(seen).toEqual([[7, 6, 5], [], [7, 6, 5], []])
    swap.open()
    expect((await late).version_number).toBe(8)
    expect(await heldBy(storage, id)).toEqual([7, 6])
  })

  test('versions below a bound that was lowered are not seen, and go with the next write', async () => {
    const [generous] = createShared()
    const before = new CharacterService({ storage: generous })
    const { id } = await before.createCharacter(luna())
    await update(before, 9)
    const strict = new Proxy(generous, {
      get: (target, key) => {
        const member: unknown = key === 'keepVersions' ? 4 : Reflect.get(target, key)
        return typeof member === 'function' ? member.bind(target) : member
      },
    })
    const today = new CharacterService({ storage: strict })
    expect(numbers(await today.listVersions('luna'))).toEqual([10, 9, 8, 7])
    await expect(today.getVersion('luna', 6)).rejects.toMatchObject({ reason: 'pruned' })
    expect(await heldBy(generous, id)).toHaveLength(9)
    await update(today, 1)
    expect(await heldBy(generous, id)).toEqual([10, 9, 8])
  })

  // Red when the writer does not look back at the character that it found gone.
  test.each([
    ['insertVersion', 'free'],
    ['insertVersion', 'taken by another'],
    ['swap', 'free'],
    ['swap', 'taken by another'],
  ] as const)(
    'a writer held at %s removes what it keeps of a purged character, its name being %s',
    async (call, name) => {
      const [storage, others] = createShared()
      const stale = faultyStorage(others)
      const service = new CharacterService({ storage })
      const staleService = new CharacterService({ storage: stale })
      const { id } = await service.createCharacter(luna())
      await update(service, 2)
      const gate = stale.gate(call)
      const late = staleService.updateCharacter('luna', { personality: 'late' })
      await gate.reached
      await service.deleteCharacter('luna')
      await service.purgeCharacter(id)
      if (name !== 'free') await service.createCharacter(luna())
      gate.open()
      if (name === 'free') {
        await expect(late).rejects.toMatchObject({ code: 'CHARACTER_NOT_FOUND' })
      } else {
        expect(await late).toMatchObject({ version_number: 2, personality: 'late' })
      }
      expect(await heldBy(storage, id)).toEqual([])
    },
  )

  test('a version that goes while it is read says whether it was pruned or purged', async () => {
    const [others, storage] = createShared({ keepVersions: 3 })
    const slow = faultyStorage(storage)
    const service = new CharacterService({ storage: others })
    const reader = new CharacterService({ storage: slow })
    const { id } = await service.createCharacter(luna())
    await update(service, 2)
    const read = async (version: number, meanwhile: () => Promise<unknown>): Promise<Character> => {
      const gate = slow.gate('findVersion')
      const reading = reader.getVersion('luna', version)
      await gate.reached
      await meanwhile()
      gate.open()
      return reading
    }
    await expect(read(1, () => update(service, 2))).rejects.toMatchObject({ reason: 'pruned' })
    const third = await service.getVersion('luna', 3)
    expect(await read(3, () => service.deleteCharacter('luna'))).toEqual(third)
    await service.restoreCharacter(id)
    const purge = async (): Promise<void> => {
      await service.deleteCharacter('luna')
      await service.purgeCharacter(id)
    }
    await expect(read(3, purge)).rejects.toMatchObject({ code: 'CHARACTER_NOT_FOUND' })
  })

  test('what a dead writer kept of a purged character is in nobody’s history', async () => {
    const [storage, others] = createShared()
    const service = new CharacterService({ storage })
    const { id } = await service.createCharacter(luna())
    await update(service, 1)
    const head = (await others.find('luna')) as StoredCharacter
    await service.deleteCharacter('luna')
    await service.purgeCharacter(id)
    await others.insertVersion(head)
    expect(await heldBy(storage, id)).toEqual([2])
    await service.createCharacter(luna({ personality: `fresh, ${title}` }))
    expect(numbers(await service.listVersions('luna'))).toEqual([1])
    await update(service, 2)
    expect(numbers(await service.listVersions('luna'))).toEqual([3, 2, 1])
    expect((await service.getVersion('luna', 2)).personality).toBe('new 0')
    await expect(service.restoreCharacter(id)).rejects.toMatchObject({
      code: 'CHARACTER_NOT_FOUND',
    })
  })
})
