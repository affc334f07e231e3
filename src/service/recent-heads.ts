import { keepRecent } from '../model/keep-recent.ts'
import type { StoredCharacter } from '../storage/stored-character.ts'

const MAX_HEADS = 64

/**
 * The heads that were read or written last, by canonical name: a write may start from one of them, as
 * long as the cache shows it, instead of reading it again. It may be out of date all the same, and
 * decides nothing by itself.
 */
export class RecentHeads {
  readonly #heads = new Map<string, StoredCharacter>()

  set(name: string, head: StoredCharacter): void {
    keepRecent(this.#heads, name, head, MAX_HEADS)
  }

  /** The head of the very write that is known to be shown under a name at this moment. */
  of(name: string, writeId: string | null | undefined): StoredCharacter | undefined {
    const head = this.#heads.get(name)
    return head !== undefined && writeId !== null && head.writeId === writeId ? head : undefined
  }
}
