/** A clock that moves only when told to. */
export interface ManualClock {
  readonly now: () => number
  advance(ms: number): void
}

export function manualClock(start: number = Date.UTC(2026, 0, 31, 12)): ManualClock {
  let time = start
  return {
    now: () => time,
    advance: (ms) => {
      time += ms
    },
  }
}
