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

type Left = StoredCharacter | undefined

/**
 * Writes of one name wait for each other here, first in, first out, so that writers of one service
 * do not race each other for the head. A name is held only while it is written.
 */
export class WriteQueue {
  /** What the last one who came will leave behind. */
  readonly #last = new Map<string, Promise<Left>>()

  async run<T>(
    { name, known }: WritePlace,
    call: Call,
    write: (turn: Turn) => Promise<T>,
  ): Promise<T> {
    const before = this.#last.get(name)
    // Who gives up leaves what those before it will: whoever comes next waits for them.
    let left: Left | Promise<Left> = before
    let end: (left: Left | Promise<Left>) => void = ignore
    const own = new Promise<Left>((resolve) => {
      end = resolve
    })
    this.#last.set(name, own)
    own.then(() => {
      if (this.#last.get(name) === own) this.#last.delete(name)
    })
    try {
      const head = before === undefined ? known : await call.wait(before)
      left = undefined
      return await write({
        known: head,
        leave: (next) => {
          left = next
        },
      })
    } finally {
      end(left)
    }
  }
}

function ignore(): void {}
