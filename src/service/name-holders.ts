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
 * Reads who holds a stored name, for writes that were refused it. Those of one service share a read:
 * each takes one that begins after its own refusal, so that a crowd needs a handful.
 */
export function nameHolders(
  storage: CharacterStorage,
  timeoutMs: number,
): (name: string) => Holder {
  const lines = new Map<string, Line>()
  const begin = (name: string): Holder => {
    // In a time of its own: whoever gives up takes it from nobody else.
    const call = new Call(timeoutMs)
    const reading = call.run(() => call.ask((o) => storage.find(name, o)))
    const line: Line = { reading, next: undefined }
    lines.set(name, line)
    const leave = (): void => {
      if (line.next === undefined) lines.delete(name)
    }
    reading.then(leave, leave)
    return reading
  }
  return (name) => {
    const line = lines.get(name)
    if (line === undefined) return begin(name)
    line.next ??= line.reading.then(ignore, ignore).then(() => begin(name))
    return line.next
  }
}

function ignore(): void {}
