import type { Character } from '../model/character.ts'

/** A load under way, which other readers may join. */
export interface Flight {
  readonly startedAt: number
  /** Until when it could be joined, by the count of sightings; `undefined` while it can be. */
  joinableUntil?: number
}

/** What happens to one name right now. */
export interface NameState {
  epoch: number
  /** Writes under way. */
  writers: number
  /** Loads and writes under way. */
  users: number
  flight?: Flight | undefined
  /** What that load will show. */
  promise?: Promise<Character> | undefined
}

/** The names that are being loaded or written: bounded by what goes on, not by what is asked for. */
export class OpenNames extends Map<string, NameState> {
  /** Never reset, so that an epoch means the same moment in every state a name ever had. */
  #epoch = 0

  /** Enters a load or a write. */
  open(name: string): NameState {
    let state = this.get(name)
    if (state === undefined) {
      state = { epoch: ++this.#epoch, writers: 0, users: 0 }
      this.set(name, state)
    }
    state.users++
    return state
  }

  /** Leaves it. */
  close(name: string, state: NameState): void {
    if (--state.users === 0) this.delete(name)
  }

  /** Lets no load or write that is under way fill the cache, and nobody join that load any more. */
  raise(state: NameState): void {
    state.epoch = ++this.#epoch
    state.flight = undefined
  }
}
