import type { CharacterOperations } from '../../src/service/character-operations.ts'

/** A service as a host may wrap it: tells of each call before it goes on. */
export function wrapService(
  service: CharacterOperations,
  told: (method: string, values: readonly unknown[]) => void,
): CharacterOperations {
  return new Proxy(service, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key)
      if (typeof member !== 'function') return member
      return (...values: unknown[]) => {
        told(String(key), values)
        return Reflect.apply(member, target, values)
      }
    },
  })
}
