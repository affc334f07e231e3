import { expect, test } from 'vitest'
import { CharacterService } from '../../../src/service/character-service.ts'
import type { CharacterStorage } from '../../../src/storage/character-storage.ts'
import { memoryStorage } from '../../../src/storage/memory/storage.ts'
import { type FaultyStorage, faultyStorage } from '../../../src/testing/faulty-storage.ts'
import { luna } from '../../support/characters.ts'
import { eachStorage } from '../../support/each-storage.ts'
import { figure, sized } from '../../support/sizes.ts'

const OTHERS = ['Acme', 'acmf', null] as const

/** Everything of a storage that belongs to a tenant, or to none. */
async function remainsOf(storage: CharacterStorage, tenant: string | undefined, ids: string[]) {
  const versions = ids.map((id) => storage.listVersionStates(id, { limit: 1_000 }))
  return {
    active: await storage.list({ tenant }),
    deleted: await storage.listDeleted({ tenant }),
    versions: (await Promise.all(versions)).flat(),
  }
}

/** So that there are more than a hundred instants at which a purge can be killed. */
const MORE = ['a', 'b', 'c', 'd', 'e', 'f', 'g']

/** Ten characters of each tenant: versions of one, another deleted. */
async function fill(root: CharacterService): Promise<string[]> {
  const ids: string[] = []
  for (const tenant of ['acme', ...OTHERS]) {
    const service = tenant === null ? root : root.forTenant(tenant)
    for (const name of ['luna', 'nova', 'zoe', ...MORE]) {
      const { id } = await service.createCharacter(luna({ name }))
      if (tenant === 'acme') ids.push(id)
    }
    await service.updateCharacter('luna', { traits: ['kind'] })
    await service.updateCharacter('luna', { name: 'selene' })
    await service.updateCharacter('zoe', { traits: ['kind'] })
    await service.deleteCharacter('zoe')
  }
  return ids
}

eachStorage(({ create, title, isServer }) => {
  test('a tenant is purged whole, and nobody else; a dry run tells the same', async () => {
    const storage = create()
    const root = new CharacterService({ storage })
    const ids = await fill(root)
    const report = { characters: 10, versions: 3 }
    expect(await root.purgeTenant('acme', { dryRun: true })).toEqual(report)
    expect(await root.purgeTenant('acme', { dryRun: true })).toEqual(report)
    await root.forTenant('acme').getCharacter('nova')
    expect(await root.purgeTenant('acme')).toEqual(report)
    const remains = await remainsOf(storage, 'acme', ids)
    expect(remains).toEqual({ active: [], deleted: [], versions: [] })
    // Red when what is cached of a purged character stays.
    expect(await root.forTenant('acme').findCharacter('nova')).toBeNull()
    expect(await root.purgeTenant('acme')).toEqual({ characters: 0, versions: 0 })
    for (const tenant of OTHERS) {
      const service = tenant === null ? root : root.forTenant(tenant)
      expect((await service.listCharacters()).map(({ name }) => name)).toEqual([
        ...MORE,
        'nova',
        'selene',
      ])
      expect(await service.listDeletedCharacters()).toHaveLength(1)
      expect(await service.listVersions('selene')).toHaveLength(3)
    }
  })

  // Red when the heads go first: versions whose head is gone are found by nobody.
  test('killed at any of its calls, it is done by the next one', { timeout: 300_000 }, async () => {
    const step = isServer ? sized('every n-th call of a purge', 1, 9) : 1
    let instants = 0
    for (const reply of ['before', 'after'] as const) {
      for (let n = 1; ; n += step) {
        const storage = faultyStorage(create())
        const root = new CharacterService({ storage, timeoutMs: 60_000 })
        const ids = await fill(root)
        storage.reset()
        const died = await diesAt(storage, n, reply, () => root.purgeTenant('acme'))
        storage.reset()
        const next = new CharacterService({ storage })
        await next.purgeTenant('acme')
        const remains = await remainsOf(storage, 'acme', ids)
        expect(remains, `call ${n}`).toEqual({ active: [], deleted: [], versions: [] })
        expect(await next.forTenant('Acme').countCharacters()).toBe(9)
        expect(await next.listVersions('selene')).toHaveLength(3)
        instants++
        if (!died) break
      }
    }
    figure(`purges killed ${title}`, `${instants} instants, 0 left`)
  })
})

/** More calls than a purge makes before it gives up. */
const DEAF = 20

/** Lets nothing be heard from the n-th call on, as where a process dies; tells whether it came to that. */
async function diesAt(
  storage: FaultyStorage,
  n: number,
  reply: 'before' | 'after',
  work: () => Promise<unknown>,
): Promise<boolean> {
  if (reply === 'before') storage.failBefore('any', n)
  else storage.failAfter('any', n)
  for (let later = 1; later <= DEAF; later++) storage.failBefore('any', n + later)
  try {
    await work()
    return false
  } catch {
    return true
  }
}

test('what is no tenant is refused, and a tenant has no tenants', async () => {
  const root = new CharacterService({
    storage: memoryStorage(),
  })
  for (const tenant of ['', '-a', 'a/b', 'ä', 'a'.repeat(65), 5, null, undefined, 'a\n']) {
    expect(() => root.forTenant(tenant as string)).toThrow(
      expect.objectContaining({
        code: 'CHARACTER_VALIDATION',
        issues: [expect.objectContaining({ path: ['tenant'] })],
      }),
    )
    await expect(root.purgeTenant(tenant as string)).rejects.toMatchObject({
      code: 'CHARACTER_VALIDATION',
    })
  }
  const acme = root.forTenant('acme')
  expect(() => acme.forTenant('other')).toThrow(TypeError)
  await expect(acme.purgeTenant('acme')).rejects.toThrow(TypeError)
  await expect(root.purgeTenant('acme', { dryRun: 'false' as never })).rejects.toThrow(/dryRun/)
})
