import type { CharacterStorage } from '../storage/character-storage.ts'
import type { StoredCharacter } from '../storage/stored-character.ts'
import { Call } from './call.ts'

type Holder = Promise<StoredCharacter | null>

interface Line {
  readonly reading: Holder
  /** Begins when that one has ended. */
  next: Holder | undefined
}

/**
 * Reads who holds a name, for writes that were refused it. Those of one service share a read: each
 * takes one that begins after its own refusal, so that a crowd needs a handful.
 */
export class NameHolders {
  readonly #storage: CharacterStorage
  readonly #timeoutMs: number
  readonly #lines = new Map<string, Line>()

  constructor(storage: CharacterStorage, timeoutMs: number) {
    this.#storage = storage
    this.#timeoutMs = timeoutMs
  }

  /** The head that holds a stored name, read after this moment. */
  read(name: string): Holder {
    const line = this.#lines.get(name)
    if (line === undefined) return this.#begin(name)
    line.next ??= line.reading.then(ignore, ignore).then(() => this.#begin(name))
    return line.next
  }

  #begin(name: string): Holder {
    const reading = this.#find(name)
    const line: Line = { reading, next: undefined }
    this.#lines.set(name, line)
    const leave = (): void => {
      if (line.next === undefined) this.#lines.delete(name)
    }
    reading.then(leave, leave)
    return reading
  }

  /** In a time of its own: whoever gives up takes it from nobody else. */
  #find(name: string): Holder {
    const call = new Call(this.#timeoutMs)
    return call.run(() => call.ask((o) => this.#storage.find(name, o)))
  }
}

function ignore(): void {}
