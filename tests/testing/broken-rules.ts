import type { CharacterStorage } from '../../src/storage/character-storage.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { storageContract } from '../../src/testing/storage-contract.ts'

/** The rules that a storage breaks; those on size, which take long, are left out. */
export async function brokenRules(
  change: (storage: CharacterStorage) => CharacterStorage,
): Promise<string[]> {
  const broken: string[] = []
  for (const [title, proof] of rulesOf(() => change(memoryStorage()))) {
    if (/MiB|megabytes/.test(title)) continue
    await proof().catch(() => broken.push(title))
  }
  return broken
}

/** Every rule of the contract, and what proves it. */
export function rulesOf(createStorage: () => CharacterStorage): [string, () => Promise<void>][] {
  const rules: [string, () => Promise<void>][] = []
  storageContract({ test: (title, fn) => rules.push([title, fn]), createStorage })
  return rules
}

/** A storage with other methods in the place of some of its own. */
export function changed(
  storage: CharacterStorage,
  change: Partial<CharacterStorage>,
): CharacterStorage {
  return new Proxy(storage, {
    get: (target, property) => {
      const other = Reflect.get(change, property)
      if (other !== undefined) return other
      const own = Reflect.get(target, property)
      return typeof own === 'function' ? own.bind(target) : own
    },
  })
}
