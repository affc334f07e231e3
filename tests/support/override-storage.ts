import type { CharacterStorage } from '../../src/storage/character-storage.ts'

/** The same storage, with some methods of its own in place of those it has. */
export function overrideStorage(
  storage: CharacterStorage,
  methods: Partial<CharacterStorage>,
): CharacterStorage {
  return new Proxy(storage, {
    get(target, key) {
      if (Object.hasOwn(methods, key)) return Reflect.get(methods, key)
      const member: unknown = Reflect.get(target, key)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
}

/** The same storage, as one of somebody else who knows nothing of `ping`. */
export function withoutPing(storage: CharacterStorage): CharacterStorage {
  return overrideStorage(storage, { ping: undefined })
}
