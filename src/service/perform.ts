import type { CacheWrite } from '../cache/cache-write.ts'
import type { CachedCharacter } from '../cache/kept-entry.ts'
import { isCharacterError } from '../errors.ts'
import type { Character } from '../model/character.ts'
import type { CharacterChange } from '../storage/character-storage.ts'
import type { StoredCharacter } from '../storage/stored-character.ts'
import type { CallOptions } from './arguments.ts'
import { type NotedOptions, type Notes, readNotes } from './arguments.ts'
import { Call } from './call.ts'
import type { ChangeOperation } from './change-feed.ts'
import type { ServiceCore } from './service-core.ts'
import type { Turn, WritePlace } from './write-queue.ts'

/** What a write works with while it runs. */
export interface WriteScope {
  readonly call: Call
  /** The names it touches in the cache. */
  readonly cacheWrite: CacheWrite
  readonly turn: Turn | undefined
  /** Who writes, and why. */
  readonly notes: Notes
}

/** What a write did. */
export interface WriteResult {
  /** What it left, or what it removed. */
  readonly head: StoredCharacter
  /** The head that it followed; `null` where there was none. */
  readonly before: StoredCharacter | null
  /** What it did to the head; `null` where it removed it. */
  readonly change: Pick<CharacterChange, 'writeId' | 'ledger'> | null
}

/** Asks the storage within the deadline of one call: that of the service, unless another is given. */
export function performInTime<T>(
  core: ServiceCore,
  options: CallOptions | undefined,
  work: (call: Call) => Promise<T>,
  timeoutMs: number = core.timeoutMs,
): Promise<T> {
  const call = new Call(timeoutMs, options?.signal)
  return call.run(async () => {
    call.throwIfUnwanted()
    return work(call)
  })
}

/**
 * Runs a write: in the queue of the name it was called with, within its deadline, with the cache
 * closed for the names it touches, and tells the other services.
 *
 * @param place the queue it waits in; `null` for writes that the storage alone puts in order
 */
export function performWrite(
  core: ServiceCore,
  operation: ChangeOperation,
  place: WritePlace | null,
  options: NotedOptions | undefined,
  write: (scope: WriteScope) => Promise<WriteResult>,
): Promise<Character> {
  const notes = readNotes(options)
  return performInTime(core, options, async (call) => {
    const run = (turn?: Turn): Promise<Character> => {
      const cacheWrite = core.cache.beginWrite()
      if (place !== null) cacheWrite.touch(place.name)
      return runWrite(core, operation, { call, cacheWrite, turn, notes }, write)
    }
    return place === null ? run() : core.queue.run(place, call, run)
  })
}

async function runWrite(
  core: ServiceCore,
  operation: ChangeOperation,
  scope: WriteScope,
  write: (scope: WriteScope) => Promise<WriteResult>,
): Promise<Character> {
  const { call, cacheWrite } = scope
  let result: WriteResult
  let cached: CachedCharacter
  try {
    result = await write(scope)
    cached = core.toCached(result.head)
  } catch (error) {
    if (isCharacterError(error, 'CHARACTER_STORAGE')) {
      // It may have been applied, or may be later: here and elsewhere its names are not trusted.
      const { names } = cacheWrite
      cacheWrite.endUnknown()
      core.forget(names)
      call.late?.then(() => core.forget(names))
    } else cacheWrite.end()
    core.feed?.flush()
    throw error
  }
  const { head, before, change } = result
  cacheWrite.end(cached, change !== null && head.character.is_active)
  // A purge touches no name that anything could be kept under.
  const { names } = cacheWrite
  if (names.length > 0) core.publish(cached, before?.character.name)
  const { name, character } = cached
  const { id, version_number } = character
  const fields = change?.ledger?.change?.fields ?? []
  const event = { operation, name, id, version_number, ...scope.notes, fields }
  const writeId = change?.writeId ?? null
  core.feed?.flush({ event, names, writeId, after: before?.writeId ?? null })
  return character
}
