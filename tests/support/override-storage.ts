import type { CharacterStorage } from '../../src/storage/character-storage.ts'

/** The same storage, with some methods of its own in place of those it has. */
export function overrideStorage(
  storage: CharacterStorage,
  methods: Partial<CharacterStorage>,
): CharacterStorage {
  return new Proxy(storage, {
    get(target, key) {
      const own: unknown = Reflect.get(methods, key)
      if (own !== undefined) return own
      const member: unknown = Reflect.get(target, key)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
}
