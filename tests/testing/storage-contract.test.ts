import { describe, expect, test } from 'vitest'
import type { CharacterStorage, ListOptions } from '../../src/storage/character-storage.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import type { CharacterRecord, StoredCharacter } from '../../src/storage/stored-character.ts'
import { storageContract } from '../../src/testing/storage-contract.ts'
import { withoutPing } from '../support/override-storage.ts'
import { brokenRules, changed, rulesOf } from './broken-rules.ts'

/** Storages that are right but for one thing, and a rule that must tell. */
const wrong: Record<
  string,
  [rule: RegExp, change: (s: CharacterStorage) => Partial<CharacterStorage>]
> = {
  'leaves the write id out of the guard': [
    /with another write id/,
    (s) => ({ swap: async (head, change) => s.swap(await presentLike(s, head), change) }),
  ],
  'forgets the guard of remove': [
    /in the very state/,
    (s) => ({ remove: async (head) => s.remove((await s.findById(head.character.id)) ?? head) }),
  ],
  'checks, then acts': [
    /of many swaps of one head/,
    (s) => ({
      swap: async (head, change) => {
        const present = await s.findById(head.character.id)
        if (present?.writeId !== head.writeId) return 'lost'
        await new Promise((resolve) => setImmediate(resolve))
        return s.swap((await s.findById(head.character.id)) ?? head, change)
      },
    }),
  ],
  'finds names in any case': [
    /only in exactly this spelling/,
    (s) => ({ find: (name) => s.find(name.toLowerCase()) }),
  ],
  'sorts by UTF-16 units': [
    /in the order of their code points/,
    (s) => ({ list: sorted(s, undefined) }),
  ],
  'sorts by a locale': [
    /listed by name/,
    (s) => ({ list: sorted(s, (a, b) => a.localeCompare(b, 'en')) }),
  ],
  'begins a page with the name it follows': [
    /starts after a name/,
    (s) => ({
      list: async (options = {}) => {
        const first = typeof options.after === 'string' ? await s.find(options.after) : null
        return [...(first ? [first] : []), ...(await s.list(options))].slice(0, options.limit)
      },
    }),
  ],
  'lists past a label': [
    /are found by a label/,
    (s) => ({ list: ({ label: _label, ...options } = {}) => s.list(options) }),
  ],
  'removes what is to be kept': [
    /some are kept where others go/,
    (s) => ({
      deleteVersions: (id, { except: _except, ...options } = {}) => s.deleteVersions(id, options),
    }),
  ],
  'forgets whose list it is': [
    /a list is of one tenant/,
    (s) => ({ list: ({ tenant: _tenant, ...options } = {}) => s.list(options) }),
  ],
  'ignores limits': [/ends at its limit/, (s) => ({ list: ({ after } = {}) => s.list({ after }) })],
  'hands out what it keeps': [/change what is stored/, (s) => ({ find: writable(s) })],
  'keeps what it was given': [
    /what was given at the time/,
    (s) => ({
      insert: async (character, writeId) => {
        await Promise.resolve()
        return s.insert(character, writeId)
      },
    }),
  ],
  'does not hear of an abort': [/nobody waits/, (s) => ({ find: (name) => s.find(name) })],
  'says it is well to whom nobody waits for': [/nobody waits/, () => ({ ping: async () => {} })],
  'turns objects into text': [
    /an object where a string belongs/,
    (s) => ({ find: (name) => s.find(String(name)) }),
  ],
  'saves a version twice': [
    /kept once/,
    (s) => ({ insertVersion: (head) => s.insertVersion(head).then(() => 'saved') }),
  ],
  'does not see that a kept version differs': [
    /another one differs/,
    (s) => ({
      insertVersion: async (head) =>
        (await s.insertVersion(head)) === 'saved' ? 'saved' : 'present',
    }),
  ],
  'lists versions as text': [
    /newest first, by number/,
    (s) => ({
      listVersions: async (id, options) => {
        const all = await s.listVersions(id, { ...options, limit: 1_000 })
        return all
          .toSorted((a, b) => (numberText(a) < numberText(b) ? 1 : -1))
          .slice(0, options.limit)
      },
    }),
  ],
  'prunes one version of many': [
    /below a number are removed/,
    (s) => ({
      deleteVersions: async (id, { below } = {}) => {
        const [, ...kept] = below ? await s.listVersions(id, { before: below, limit: 99 }) : []
        await s.deleteVersions(id, { below })
        for (const version of kept) await s.insertVersion({ ...version, state: version.state })
      },
    }),
  ],
  'merges the content of a version': [
    /replaces that of the head whole/,
    (s) => ({
      swap: (head, { content, ...change }) => {
        if (!content) return s.swap(head, change)
        const { id, name, is_active, version_number, ...rest } = content.character
        return s.swap(head, {
          ...change,
          set: { ...rest, ...change.set } as Partial<CharacterRecord>,
        })
      },
    }),
  ],
  'drops nested nulls': [
    /every JSON value/,
    (s) => ({
      insert: (character, writeId, options) => {
        const text = JSON.stringify(character, (_, value) => (value === null ? undefined : value))
        return s.insert(JSON.parse(text), writeId, options)
      },
    }),
  ],
  'calls a taken name lost': [
    /that another head holds/,
    (s) => ({
      swap: async (head, change) => {
        const result = await s.swap(head, change)
        return result === 'taken' ? 'lost' : result
      },
    }),
  ],
}

describe('storageContract', () => {
  test('finds nothing wrong with the in-memory storage', async () => {
    expect(await brokenRules((storage) => storage)).toEqual([])
  })

  test('finds nothing wrong with a storage that has no ping', async () => {
    expect(await brokenRules(withoutPing)).toEqual([])
  })

  for (const [fault, [rule, change]] of Object.entries(wrong)) {
    test(`finds a storage that ${fault}`, async () => {
      const broken = await brokenRules((storage) => changed(storage, change(storage)))
      expect(broken.filter((title) => rule.test(title))).not.toEqual([])
    })
  }

  test('registers one test for each rule, with titles of their own', () => {
    const titles: string[] = []
    storageContract({ test: (title) => titles.push(title), createStorage: memoryStorage })
    expect(titles.length).toBeGreaterThan(50)
    expect(new Set(titles).size).toBe(titles.length)
  })

  test('makes a fresh storage for each test', async () => {
    let made = 0
    const proofs = rulesOf(() => {
      made += 1
      return memoryStorage()
    })
    await proofs[0]?.[1]()
    await proofs[1]?.[1]()
    expect(made).toBe(2)
  })
})

/** The present head where it only differs in its write id. */
async function presentLike(
  storage: CharacterStorage,
  head: StoredCharacter,
): Promise<StoredCharacter> {
  const { id, name, version_number, is_active } = head.character
  const present = await storage.findById(id)
  const isLike =
    present?.character.name === name &&
    present.character.version_number === version_number &&
    present.character.is_active === is_active
  return isLike ? present : head
}

function sorted(
  storage: CharacterStorage,
  compare: ((a: string, b: string) => number) | undefined,
): (options?: ListOptions) => Promise<readonly StoredCharacter[]> {
  return async (options = {}) => {
    const heads = new Map((await storage.list()).map((head) => [head.character.name, head]))
    const names = [...heads.keys()].sort(compare)
    const start = typeof options.after === 'string' ? names.indexOf(options.after) + 1 : 0
    const page = names.slice(start, start + (options.limit ?? names.length))
    return page.map((name) => heads.get(name) as StoredCharacter)
  }
}

function writable(storage: CharacterStorage): CharacterStorage['find'] {
  const kept = new Map<string, StoredCharacter>()
  return async (name) => {
    const head = await storage.find(name)
    if (!head) return null
    const copy = kept.get(name) ?? { ...head, character: structuredClone(head.character) }
    kept.set(name, copy)
    return copy
  }
}

function numberText({ character }: StoredCharacter): string {
  return String(character.version_number)
}
