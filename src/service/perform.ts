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
import { untilAborted } from './until-aborted.ts'
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

/** What is told of a write to those who listen. */
export interface WriteFacts {
  /** The fields that were changed. */
  readonly fields: readonly string[]
  /** The token of the write; `null` where it left nothing. */
  readonly writeId: string | null
  /** The token of the write it followed; `null` where it followed none. */
  readonly after: string | null
}

/** What is told of a change of a head. */
export function writeFacts(
  { writeId, ledger }: CharacterChange,
  before: StoredCharacter,
): WriteFacts {
  return { fields: ledger?.change?.fields ?? [], writeId, after: before.writeId }
}

/** What a write did. */
export interface WriteResult extends WriteFacts {
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
  const done = call.run(async () => {
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
  operation: ChangeOperation,
  place: WritePlace | null,
  options: NotedOptions | undefined,
  write: (scope: WriteScope) => Promise<WriteResult>,
): Promise<Character> {
  const notes = readNotes(options)
  const call = new Call(core.options.timeoutMs, options?.signal)
  const name = place?.name ?? null
  const run = (turn?: Turn): Promise<Character> => {
    const cacheWrite = core.cache.beginWrite()
    if (name !== null) cacheWrite.touch(name)
    return runWrite(core, operation, { call, cacheWrite, turn, notes }, write)
  }
  const work = call.run(() => (place === null ? run() : core.queue.run(place, call, run)))
  return untilAborted(work, options?.signal)
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
    call.throwIfUnwanted()
    result = await write(scope)
    cached = core.toCached(result.stored)
  } catch (error) {
    if (isCharacterError(error, 'CHARACTER_STORAGE')) endUnknown(core, call, cacheWrite)
    else cacheWrite.end()
    core.feed?.flush()
    throw error
  }
  cacheWrite.end(cached, result.readable)
  // A purge touches no name that anything could be kept under.
  if (cacheWrite.names.length > 0) core.publish(cached, result.formerName)
  tellOf(core, operation, scope, cached, result)
  return cached.character
}

function tellOf(
  { feed }: ServiceCore,
  operation: ChangeOperation,
  { cacheWrite: { names }, notes }: WriteScope,
  { name, character: { id, version_number } }: CachedCharacter,
  { fields, writeId, after }: WriteResult,
): void {
  const event = { operation, name, id, version_number, ...notes, fields }
  feed?.add({ event, names, writeId, after })
  feed?.flush()
}

/** The write may have been applied, or may be later: here and elsewhere its names are not trusted. */
function endUnknown(core: ServiceCore, call: Call, cacheWrite: CacheWrite): void {
  const { names } = cacheWrite
  cacheWrite.endUnknown(call.late)
  core.publishUnknown(names)
  call.late?.then(() => core.publishUnknown(names))
}
