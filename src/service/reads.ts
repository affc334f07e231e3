import type { CachedCharacter } from '../cache/kept-entry.ts'
import { isCharacterError } from '../errors.ts'
import type { Character } from '../model/character.ts'
import { describeInvalidName } from '../model/name.ts'
import { rememberShownOf } from '../model/response.ts'
import type { StoredCharacter } from '../storage/stored-character.ts'
import {
  type CallOptions,
  checkLimit,
  checkSignal,
  checkText,
  type ListDeletedCharactersOptions,
} from './arguments.ts'
import { Call, isTimeout } from './call.ts'
import { performInTime } from './perform.ts'
import type { ServiceCore } from './service-core.ts'
import { untilAborted } from './until-aborted.ts'

/** Reads a character that the cache did not have at hand. */
export async function readCharacter(
  core: ServiceCore,
  spelling: string,
  options: CallOptions | undefined,
): Promise<Character> {
  const signal = options?.signal
  checkSignal(signal)
  signal?.throwIfAborted()
  const name = core.nameOf(spelling)
  const endsAt = performance.now() + core.options.timeoutMs
  const shared = readShared(core, spelling, name, endsAt, () => loadCharacter(core, name, endsAt))
  const foreign = core.foreignSpelling(spelling, name)
  if (foreign === null) return untilAborted(shared, signal)
  try {
    return await untilAborted(shared, signal)
  } catch (error) {
    if (!isCharacterError(error, 'CHARACTER_NOT_FOUND')) throw error
    const stored = await untilAborted(findActive(core, foreign, callUntil(core, endsAt)), signal)
    if (stored === null) throw error
    const cached = core.toCached(stored)
    core.cache.observe(cached.name, cached)
    return cached.character
  }
}

/** Reads through the cache, until the deadline of this very reader. */
export async function readShared(
  core: ServiceCore,
  spelling: string,
  name: string,
  endsAt: number,
  loadOwn: () => Promise<CachedCharacter | null>,
): Promise<Character> {
  for (;;) {
    const kept = core.cache.hit(name)
    if (kept !== undefined) {
      core.aliases.add(spelling, name)
      return kept
    }
    let isOwn = false
    const load = (): Promise<CachedCharacter | null> => {
      isOwn = true
      return loadOwn()
    }
    try {
      return await core.cache.read(name, load)
    } catch (error) {
      // The load of an earlier reader ends at the deadline of that one.
      if (isOwn || !isTimeout(error) || performance.now() >= endsAt) throw error
    }
  }
}

/** The active head that a name means, its foreign spelling included; read from the storage. */
export async function findHead(
  core: ServiceCore,
  spelling: string,
  name: string,
  call: Call,
): Promise<StoredCharacter | null> {
  const head = await call.ask((o) => core.storage.find(name, o))
  if (head?.character.is_active) return head
  const foreign = core.foreignSpelling(spelling, name)
  if (foreign === null) return null
  const other = await call.ask((o) => core.storage.find(foreign, o))
  return other?.character.is_active ? other : null
}

/** How the name that a page comes after is stored: another program may have spelled it its own way. */
export async function storedSpelling(
  core: ServiceCore,
  after: string,
  call: Call,
): Promise<string> {
  if (describeInvalidName(after) !== null) return core.asStored(after)
  const name = core.nameOf(after)
  const foreign = core.foreignSpelling(after, name)
  if (foreign === null) return name
  const holder = await call.ask((o) => core.storage.find(foreign, o))
  return holder === null ? name : foreign
}

/**
 * What is known of the deletion of a character.
 *
 * @category Changes
 */
export interface Deletion {
  /** When it was deleted (ISO 8601 UTC); `null` where another program did, and did not say. */
  readonly deleted_at: string | null
  /** Who deleted it, if that was said. */
  readonly deleted_by: string | null
}

/**
 * A deleted character.
 *
 * @category Changes
 */
export type DeletedCharacter = Character & Deletion

/** Deleted characters by id. */
export async function listDeletedCharacters(
  core: ServiceCore,
  options: ListDeletedCharactersOptions = {},
): Promise<DeletedCharacter[]> {
  const { limit, after } = options
  checkLimit(limit)
  if (after !== undefined) checkText('after', after)
  const page = await performInTime(core, options, (call) =>
    call.ask((o) => core.storage.listDeleted({ ...o, tenant: core.tenant, limit, after })),
  )
  return page.map((stored) => {
    const character = core.present(stored)
    const { at = null, by = null } = stored.ledger.deletion ?? {}
    const deleted: DeletedCharacter = { ...character, deleted_at: at, deleted_by: by }
    rememberShownOf(character, deleted)
    return Object.freeze(deleted)
  })
}

async function loadCharacter(
  core: ServiceCore,
  name: string,
  endsAt: number,
): Promise<CachedCharacter | null> {
  const stored = await findActive(core, name, callUntil(core, endsAt))
  if (stored !== null) core.heads.set(name, stored)
  return stored && core.toCached(stored)
}

async function findActive(
  core: ServiceCore,
  name: string,
  call: Call,
): Promise<StoredCharacter | null> {
  try {
    const head = await call.ask((o) => core.storage.find(name, o))
    return head?.character.is_active ? head : null
  } finally {
    call.close()
  }
}

/** What is left of a call whose time has begun before. */
export function callUntil(core: ServiceCore, endsAt: number): Call {
  const leftMs = Math.max(1, Math.ceil(endsAt - performance.now()))
  return new Call(leftMs, undefined, core.options.timeoutMs)
}
