import type { StoredCharacter } from '../storage/stored-character.ts'
import type { Call } from './call.ts'

/** What a write hands to the next one in its queue. */
export interface Turn {
  /** The head that the write before left behind, when it succeeded plainly, or that was at hand. */
  readonly known: StoredCharacter | undefined
  /** The head this write leaves behind; nothing after a rename, a delete, an error. */
  leave(head: StoredCharacter): void
}

/** Where a write waits. */
export interface WritePlace {
  /** The name whose writes wait for each other. */
  readonly name: string
  /** The head that is at hand, for a write that finds nobody before it. */
  readonly known: StoredCharacter | undefined
}

interface Line {
  readonly waiting: Set<() => void>
  known: StoredCharacter | undefined
}

/**
 * Writes of one name wait for each other here, first in, first out, so that writers of one service
 * do not race each other for the head. A line exists only while it has members.
 */
export class WriteQueue {
  readonly #lines = new Map<string, Line>()

  async run<T>(place: WritePlace, call: Call, write: (turn: Turn) => Promise<T>): Promise<T> {
    const { name } = place
    const line = await this.#enter(place, call)
    const { known } = line
    let left: StoredCharacter | undefined
    try {
      return await write({
        known,
        leave: (head) => {
          left = head
        },
      })
    } finally {
      line.known = left
      this.#leave(name, line)
    }
  }

  async #enter({ name, known }: WritePlace, call: Call): Promise<Line> {
    const line = this.#lines.get(name)
    if (line === undefined) {
      const first: Line = { waiting: new Set(), known }
      this.#lines.set(name, first)
      return first
    }
    let next: (() => void) | undefined
    const turn = new Promise<void>((resolve) => {
      next = resolve
      line.waiting.add(resolve)
    })
    try {
      await call.wait(turn)
    } catch (error) {
      // Given up: step out of the line, or pass on a turn that came at the same moment.
      if (next !== undefined && !line.waiting.delete(next)) this.#leave(name, line)
      throw error
    }
    return line
  }

  #leave(name: string, line: Line): void {
    const [next] = line.waiting
    if (next === undefined) {
      this.#lines.delete(name)
      return
    }
    line.waiting.delete(next)
    next()
  }
}
