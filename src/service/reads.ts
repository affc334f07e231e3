import type { CachedCharacter } from '../cache/kept-entry.ts'
import { CharacterNotFoundError, isCharacterError } from '../errors.ts'
import type { Character } from '../model/character.ts'
import { keepRecent } from '../model/keep-recent.ts'
import { rememberShownOf } from '../model/response.ts'
import { plainName } from '../model/tenant.ts'
import type { StoredCharacter } from '../storage/stored-character.ts'
import {
  type CallOptions,
  checkLimit,
  checkText,
  type ListDeletedCharactersOptions,
} from './arguments.ts'
import { type Call, isTimeout } from './call.ts'
import { performInTime } from './perform.ts'
import type { ServiceCore } from './service-core.ts'

/** Finds an active head by its stored name, when the cache did not have it at hand. */
export type FindActive = (name: string) => Promise<StoredCharacter | null>

/** Reads a character that the cache did not have at hand. */
export async function readCharacter(
  core: ServiceCore,
  spelling: string,
  options: CallOptions | undefined,
): Promise<Character> {
  const name = core.nameOf(spelling)
  const character = await performInTime(core, options, (call) =>
    readOne(core, spelling, name, call, (key) => findActive(core, key, call)),
  )
  if (character === null) throw new CharacterNotFoundError(plainName(name))
  return character
}

async function findActive(
  core: ServiceCore,
  name: string,
  call: Call,
): Promise<StoredCharacter | null> {
  const head = await call.ask((o) => core.storage.find(name, o))
  return head?.character.is_active ? head : null
}

const MAX_ALIASES = 10_000

/** Reads one through the cache; past it, by how another program may have spelled its name. */
export async function readOne(
  core: ServiceCore,
  spelling: string,
  name: string,
  call: Call,
  find: FindActive,
): Promise<Character | null> {
  const load = async (): Promise<CachedCharacter | null> => {
    const stored = await find(name)
    if (stored !== null) core.rememberHead(name, stored)
    return stored && core.toCached(stored)
  }
  for (;;) {
    const kept = core.cache.hit(name)
    if (kept !== undefined) {
      if (!core.aliases.has(spelling)) keepRecent(core.aliases, spelling, name, MAX_ALIASES)
      return kept.promise
    }
    let isOwn = false
    try {
      return await core.cache.read(name, () => {
        isOwn = true
        return load()
      })
    } catch (error) {
      if (isCharacterError(error, 'CHARACTER_NOT_FOUND')) break
      // The load of an earlier reader ends at the deadline of that one.
      if (isOwn || !isTimeout(error) || call.isOver) throw error
    }
  }
  const foreign = core.foreignSpelling(spelling, name)
  const stored = foreign === null ? null : await find(foreign)
  if (stored === null) return null
  const cached = core.toCached(stored)
  core.cache.observe(cached.name, cached)
  return cached.character
}

/** The active head that a name means, its foreign spelling included; read from the storage. */
export async function findHead(
  core: ServiceCore,
  spelling: string,
  name: string,
  call: Call,
): Promise<StoredCharacter | null> {
  const foreign = core.foreignSpelling(spelling, name)
  const head = await findActive(core, name, call)
  return head ?? (foreign === null ? null : findActive(core, foreign, call))
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
