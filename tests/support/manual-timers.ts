import type { StartTimer } from '../../src/storage/mongo/heartbeats.ts'

/** Timers that fire when a test lets time go on. */
export interface ManualTimers {
  readonly now: number
  readonly start: StartTimer
  /** How many have been started, and neither fired nor been taken back. */
  readonly open: number
  /** Lets time go on: each timer fires at its moment, and what it sets off is done then. */
  advance(ms: number): Promise<void>
  /** Stands still for so long, as a process that is frozen: what is due fires as it wakes. */
  freeze(ms: number): void
}

export function manualTimers(): ManualTimers {
  const timers = new Set<{ readonly at: number; readonly fire: () => void }>()
  let now = 0
  const due = (until: number) =>
    [...timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)
  return {
    get now() {
      return now
    },
    get open() {
      return timers.size
    },
    start(ms, fire) {
      const timer = { at: now + ms, fire }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    async advance(ms) {
      await reactions()
      const until = now + ms
      for (let [next] = due(until); next !== undefined; [next] = due(until)) {
        now = next.at
        timers.delete(next)
        next.fire()
        await reactions()
      }
      now = until
    },
    freeze(ms) {
      now += ms
      for (const timer of due(now)) {
        if (timers.delete(timer)) timer.fire()
      }
    },
  }
}

/** Lets promises react, and what reacts to those. */
async function reactions(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await undefined
}
