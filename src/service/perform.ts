import type { CacheWrite } from '../cache/cache-write.ts'
import type { CachedCharacter } from '../cache/kept-entry.ts'
import { isCharacterError } from '../errors.ts'
import type { Character } from '../model/character.ts'
import type { StoredCharacter } from '../storage/character-storage.ts'
import type { CallOptions } from './arguments.ts'
import { Call } from './call.ts'
import type { ServiceCore } from './service-core.ts'
import { untilAborted } from './until-aborted.ts'
import type { Turn, WritePlace } from './write-queue.ts'

/** What a write works with while it runs. */
export interface WriteScope {
  readonly call: Call
  /** The names it touches in the cache. */
  readonly cacheWrite: CacheWrite
  readonly turn: Turn | undefined
}

/** What a write did. */
export interface WriteResult {
  readonly stored: StoredCharacter
  /** The name it was stored under before. */
  readonly formerName?: string | undefined
  /** Whether it may be read under its name, and so be kept in the cache. */
  readonly readable: boolean
}

/** Asks the storage within the deadline of one call: that of the service, unless another is given. */
export function performInTime<T>(
  core: ServiceCore,
  options: CallOptions | undefined,
  work: (call: Call) => Promise<T>,
  timeoutMs: number = core.options.timeoutMs,
): Promise<T> {
  const call = new Call(timeoutMs, options?.signal)
  const done = closing(call, () => {
    call.throwIfUnwanted()
    return work(call)
  })
  return untilAborted(done, options?.signal)
}

/**
 * Runs a write: in the queue of the name it was called with, within its deadline, with the cache
 * closed for the names it touches, and tells the other services.
 *
 * @param place the queue it waits in; `null` for writes that the storage alone puts in order
 */
export function performWrite(
  core: ServiceCore,
  place: WritePlace | null,
  options: CallOptions | undefined,
  write: (scope: WriteScope) => Promise<WriteResult>,
): Promise<Character> {
  const call = new Call(core.options.timeoutMs, options?.signal)
  const name = place?.name ?? null
  const run = (turn?: Turn): Promise<Character> => runWrite(core, call, name, turn, write)
  const work = closing(call, () => (place === null ? run() : core.queue.run(place, call, run)))
  return untilAborted(work, options?.signal)
}

async function runWrite(
  core: ServiceCore,
  call: Call,
  name: string | null,
  turn: Turn | undefined,
  write: (scope: WriteScope) => Promise<WriteResult>,
): Promise<Character> {
  const cacheWrite = core.cache.beginWrite()
  if (name !== null) cacheWrite.touch(name)
  let result: WriteResult
  let cached: CachedCharacter
  try {
    call.throwIfUnwanted()
    result = await write({ call, cacheWrite, turn })
    cached = core.toCached(result.stored)
  } catch (error) {
    if (isCharacterError(error, 'CHARACTER_STORAGE')) endUnknown(core, call, cacheWrite)
    else cacheWrite.end()
    throw error
  }
  cacheWrite.end(cached, result.readable)
  core.publish(cached, result.formerName)
  return cached.character
}

/** The write may have been applied, or may be later: here and elsewhere its names are not trusted. */
function endUnknown(core: ServiceCore, call: Call, cacheWrite: CacheWrite): void {
  const { names } = cacheWrite
  cacheWrite.endUnknown(call.late)
  core.publishUnknown(names)
  call.late?.then(() => core.publishUnknown(names))
}

async function closing<T>(call: Call, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } finally {
    call.close()
  }
}
