import type { Character } from '../../src/model/character.ts'
import type { CharacterService } from '../../src/service/character-service.ts'
import type { CharacterStorage } from '../../src/storage/character-storage.ts'
import { luna } from './characters.ts'

/** A write, with what must be there before it. */
export interface WriteCase {
  readonly title: string
  /** How many versions the storage keeps; all without it. */
  readonly keepVersions?: number
  /** How many calls of the service it makes at once; one without it. */
  readonly atOnce?: number
  /** Makes what the write works on. Gives the id of the character it is about. */
  readonly arrange: (service: CharacterService, storage: CharacterStorage) => Promise<string>
  readonly act: (service: CharacterService, id: string) => Promise<unknown>
}

const make = async (service: CharacterService): Promise<string> =>
  (await service.createCharacter(luna())).id

const makeThree = async (service: CharacterService): Promise<string> => {
  const id = await make(service)
  await service.updateCharacter('luna', { personality: 'second' })
  await service.updateCharacter('luna', { personality: 'third' })
  return id
}

const makeDeleted = async (service: CharacterService): Promise<string> => {
  const id = await makeThree(service)
  await service.deleteCharacter('luna')
  return id
}

/** A character that another program deleted without giving its name up. */
export async function plantForeignDeleted(
  service: CharacterService,
  storage: CharacterStorage,
): Promise<string> {
  const made = await service.createCharacter(luna({ name: 'stencil' }))
  const record = (await storage.find('stencil'))?.character
  if (record === undefined) throw new Error('the stencil is not stored')
  await service.deleteCharacter('stencil')
  await service.purgeCharacter(made.id)
  const id = 'abcdefabcdefabcdefabcdef'
  await storage.insert({ ...record, id, name: 'luna', is_active: false }, 'f'.repeat(24))
  return id
}

/** Every kind of write there is. */
export const WRITE_CASES: readonly WriteCase[] = [
  {
    title: 'create',
    arrange: async (service) => (await service.createCharacter(luna({ name: 'nova' }))).id,
    act: (service) => service.createCharacter(luna()),
  },
  {
    title: 'create under a name that a foreign deleted character holds',
    arrange: plantForeignDeleted,
    act: (service) => service.createCharacter(luna()),
  },
  {
    title: 'update',
    arrange: make,
    act: (service) => service.updateCharacter('luna', { personality: 'calm' }),
  },
  {
    title: 'update with expectedVersion',
    arrange: makeThree,
    act: (service) =>
      service.updateCharacter('luna', { personality: 'calm' }, { expectedVersion: 3 }),
  },
  {
    title: 'three updates from a known head',
    atOnce: 3,
    arrange: make,
    act: (service) =>
      Promise.all(
        ['a', 'b', 'c'].map((mark) =>
          service.editCharacter('luna', ({ traits }) => ({ traits: [...traits, mark] })),
        ),
      ),
  },
  {
    title: 'update that prunes',
    keepVersions: 2,
    arrange: makeThree,
    act: (service) => service.updateCharacter('luna', { personality: 'calm' }),
  },
  {
    title: 'rename',
    arrange: make,
    act: (service) => service.updateCharacter('luna', { name: 'nova' }),
  },
  {
    title: 'delete',
    arrange: makeThree,
    act: (service) => service.deleteCharacter('luna'),
  },
  {
    title: 'restore',
    arrange: makeDeleted,
    act: (service, id) => service.restoreCharacter(id),
  },
  {
    title: 'restore under another name',
    arrange: makeDeleted,
    act: (service, id) => service.restoreCharacter(id, { name: 'nova' }),
  },
  {
    title: 'rollback',
    arrange: makeThree,
    act: (service) => service.rollbackCharacter('luna', 1),
  },
  {
    title: 'purge',
    arrange: makeDeleted,
    act: (service, id) => service.purgeCharacter(id),
  },
]

/**
 * All that a service shows, and the snapshots of `id` as they are stored; the ids in the order in
 * which they occur, so that two runs can be compared.
 */
export async function seen(
  service: CharacterService,
  storage: CharacterStorage,
  id: string,
  result: unknown,
): Promise<unknown> {
  const active = await service.listCharacters()
  const versions: Character[][] = []
  for (const { name } of active) versions.push(await service.listVersions(name))
  const deleted = await service.listDeletedCharacters()
  const isGone = (await storage.findById(id)) === null
  const leftovers = isGone ? await storage.listVersions(id, { limit: 100 }) : []
  const text = JSON.stringify({ result, active, versions, deleted, leftovers })
  const ids = new Map<string, string>()
  const plain = text.replace(/[0-9a-f]{24}/g, (found) => {
    if (!ids.has(found)) ids.set(found, `#${ids.size + 1}`)
    return ids.get(found) ?? ''
  })
  return JSON.parse(plain)
}
