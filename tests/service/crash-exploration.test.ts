import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { CharacterService } from '../../src/service/character-service.ts'
import type { CharacterStorage } from '../../src/storage/character-storage.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { luna } from '../support/characters.ts'
import { type Explored, explore, type World } from '../support/explorer.ts'
import { FULL, figure } from '../support/sizes.ts'
import { settle } from '../support/turns.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})

afterEach(() => {
  vi.useRealTimers()
})

/** Time stands still, so that a story told twice comes to the same state. */
const FIXED = { timeoutMs: 1e9, cacheTtlMs: 0, now: () => 0 }

/** Lets the pauses between two tries pass as well. */
async function quiet(): Promise<void> {
  await settle()
  if (vi.getTimerCount() > 0) {
    vi.advanceTimersByTime(60)
    await settle()
  }
}

const BASE = memoryStorage()
const seeded = (async () => {
  const service = new CharacterService({ storage: BASE })
  return service.createCharacter(luna({ traits: [] }))
})()

/** A storage that starts with the same one character each time. */
async function worldStorage(): Promise<CharacterStorage> {
  // Those who died in the story before wait for nothing any more.
  vi.clearAllTimers()
  const storage = memoryStorage()
  const head = await BASE.findById((await seeded).id)
  if (head === null) throw new Error('no seed')
  await storage.insert(head.character, 'f'.repeat(24))
  return storage
}

/** Writers that each add marks of their own, all at once, so that they also use known heads. */
function markWorld(
  storage: CharacterStorage,
  id: string,
  writers: number,
  updates: number,
  broken: (storage: CharacterStorage) => CharacterStorage,
): World {
  const acknowledged: string[] = []
  const writer = (index: number) => async (view: CharacterStorage) => {
    const service = new CharacterService({ storage: broken(view), ...FIXED })
    const add = async (round: number): Promise<void> => {
      const mark = `${index}.${round}`
      await service.editCharacter('luna', ({ traits }) => ({ traits: [...traits, mark] }))
      acknowledged.push(mark)
    }
    await Promise.all(Array.from({ length: updates }, (_, round) => add(round)))
  }
  return {
    storage,
    writers: Array.from({ length: writers }, (_, index) => writer(index)),
    fingerprint: async () => {
      const head = await storage.findById(id)
      const versions = await storage.listVersions(id, { limit: 1_000 })
      const kept = versions.map((v) => [v.writeId, v.character.traits])
      return JSON.stringify([head?.writeId, head?.character.traits, kept, acknowledged])
    },
    check: async () => {
      const service = new CharacterService({ storage })
      const { version_number, traits } = await service.getCharacter('luna')
      const numbers = (await service.listVersions('luna')).map((v) => v.version_number)
      const expected = Array.from({ length: version_number }, (_, i) => version_number - i)
      expect(numbers).toEqual(expected)
      expect(new Set(traits).size).toBe(traits.length)
      expect(version_number).toBe(1 + traits.length)
      for (const mark of acknowledged) expect(traits).toContain(mark)
      const next = await service.updateCharacter('luna', { personality: 'calm' })
      expect(next.version_number).toBe(version_number + 1)
    },
  }
}

async function exploreMarks(
  writers: number,
  updates: number,
  broken: (storage: CharacterStorage) => CharacterStorage = (storage) => storage,
): Promise<Explored> {
  const { id } = await seeded
  return explore(async () => markWorld(await worldStorage(), id, writers, updates, broken), {
    fates: { crash: writers },
    settle: quiet,
  })
}

const SIZES = FULL
  ? [
      [2, 4],
      [3, 2],
    ]
  : [
      [2, 2],
      [3, 1],
    ]

test.each(SIZES)(
  '%i writers with %i updates each lose nothing, whoever dies when',
  async (writers, updates) => {
    const { states, steps, ends, bad } = await exploreMarks(writers, updates)
    figure(
      `${writers} writers × ${updates} updates, a crash before each storage call${FULL ? '' : ' (FULL=1: 2 × 4 and 3 × 2)'}`,
      `${states} states, ${steps} steps, ${ends} ends, ${bad.length} bad`,
    )
    expect(ends).toBeGreaterThan(1)
    expect(bad).toEqual([])
  },
  1_200_000,
)

test('a swap before its snapshot is found out', async () => {
  const swapFirst = (storage: CharacterStorage): CharacterStorage => {
    let postponed: Parameters<CharacterStorage['insertVersion']>[0] | undefined
    return new Proxy(storage, {
      get: (target, key) => {
        if (key === 'insertVersion') {
          return async (head: typeof postponed) => {
            postponed = head
            return 'saved'
          }
        }
        if (key === 'swap') {
          return async (...args: Parameters<CharacterStorage['swap']>) => {
            const head = postponed
            const result = await target.swap(...args)
            if (head) await target.insertVersion(head, {})
            return result
          }
        }
        return Reflect.get(target, key)
      },
    })
  }
  expect((await exploreMarks(2, 1, swapFirst)).bad).not.toEqual([])
})

/** One deletes, the other restores once that was acknowledged: nothing late may undo the restore. */
function undoWorld(storage: CharacterStorage, id: string): World {
  let deleted = (): void => {}
  const afterDelete = new Promise<void>((resolve) => {
    deleted = resolve
  })
  let restored = false
  const serviceOf = (view: CharacterStorage) => new CharacterService({ storage: view, ...FIXED })
  return {
    storage,
    writers: [
      async (view) => {
        await serviceOf(view).deleteCharacter('luna')
        deleted()
      },
      async (view) => {
        await afterDelete
        await serviceOf(view).restoreCharacter(id)
        restored = true
      },
    ],
    fingerprint: async () => {
      const head = await storage.findById(id)
      return JSON.stringify([head?.writeId, head?.character.is_active, restored])
    },
    check: async () => {
      if (restored) expect((await storage.findById(id))?.character.is_active).toBe(true)
    },
  }
}

async function exploreUndo(storageOf: () => Promise<CharacterStorage>): Promise<Explored> {
  const { id } = await seeded
  return explore(async () => undoWorld(await storageOf(), id), {
    fates: { lose: 1, delay: 2 },
    settle: quiet,
  })
}

test('no late or doubled delete undoes a restore', async () => {
  const { states, ends, bad } = await exploreUndo(worldStorage)
  figure(
    'delete and restore with replies lost and calls late',
    `${states} states, ${ends} ends, ${bad.length} bad`,
  )
  expect(ends).toBeGreaterThan(1)
  expect(bad).toEqual([])
})

test('a guard without the write id is found out', async () => {
  const careless = async (): Promise<CharacterStorage> => {
    const storage = await worldStorage()
    const swap: CharacterStorage['swap'] = async (head, change, options) => {
      const now = await storage.findById(head.character.id)
      const same =
        now !== null &&
        now.character.version_number === head.character.version_number &&
        now.character.is_active === head.character.is_active
      return storage.swap(same ? now : head, change, options)
    }
    return new Proxy(storage, {
      get: (target, key) => {
        const member: unknown = key === 'swap' ? swap : Reflect.get(target, key)
        return typeof member === 'function' ? member.bind(target) : member
      },
    })
  }
  expect((await exploreUndo(careless)).bad).not.toEqual([])
})
