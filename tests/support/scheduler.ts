import type { CharacterStorage } from '../../src/storage/character-storage.ts'
import type { Random } from './random.ts'
import { settle } from './turns.ts'

/** Decides at random which of the things that are ready happens next. */
export interface Scheduler {
  /** Waits until the scheduler picks it. */
  point(): Promise<void>
  /** Runs until nothing is ready any more. */
  run(): Promise<void>
}

export function randomScheduler(random: Random): Scheduler {
  const ready: (() => void)[] = []
  return {
    point: () =>
      new Promise((resolve) => {
        ready.push(resolve)
      }),
    run: async () => {
      await settle()
      while (ready.length > 0) {
        const [next] = ready.splice(random.below(ready.length), 1)
        next?.()
        await settle()
      }
    },
  }
}

/** A storage whose every call is carried out, and answered, when the scheduler says so. */
export function scheduledStorage(
  storage: CharacterStorage,
  scheduler: Scheduler,
): CharacterStorage {
  return new Proxy(storage, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key)
      if (typeof member !== 'function') return member
      return async (...args: unknown[]): Promise<unknown> => {
        await scheduler.point()
        try {
          return await Reflect.apply(member, target, args)
        } finally {
          await scheduler.point()
        }
      }
    },
  })
}
