import type { CacheList } from '../cache/cache-list.ts'
import { type CachedCharacter, goesBack } from '../cache/kept-entry.ts'
import type { Character } from '../model/character.ts'
import type { ListOptions } from '../storage/character-storage.ts'
import type { CharacterState, StoredCharacter } from '../storage/stored-character.ts'
import type { Call } from './call.ts'
import type { ServiceCore } from './service-core.ts'

/** Which write a head is of. */
type WriteState = Omit<CharacterState, 'labels'>

/** Larger pages would drive everything else out of the cache. */
const MAX_FILLED = 200

/**
 * Reads a page of active characters, as fresh as the storage. Where the cache is expected to hold
 * most of them, only their states are asked for, and then those characters that differ.
 */
export async function readList(
  core: ServiceCore,
  options: ListOptions,
  call: Call,
): Promise<Character[]> {
  const { storage, lists, cache } = core
  const statesFirst =
    storage.statesFirst === true && lists.expectsKept(options, core.options.cache.size)
  if (statesFirst) {
    const page = await readChanged(core, options, call)
    if (page !== null) return page
  }
  return cache.readList(async (list) => {
    const page = await call.ask((o) => storage.list({ ...o, ...options }))
    let kept = 0
    const characters = page.map((stored) => {
      const held = heldCharacter(core, stateOf(stored))
      const isKept = held !== null || fill(core, list, options, stored)
      if (isKept) kept++
      return held ?? show(core, stored)
    })
    lists.note(options, kept, page.length)
    return characters
  })
}

/** @returns `null` when one of them was written since its state was read */
function readChanged(
  core: ServiceCore,
  options: ListOptions,
  call: Call,
): Promise<Character[] | null> {
  return core.cache.readList(async (list) => {
    const states = await call.ask((o) => core.storage.listStates({ ...o, ...options }))
    const held = states.map((state) => heldCharacter(core, state))
    const names = states.filter((_, index) => held[index] === null).map(({ name }) => name)
    const loaded = names.length === 0 ? [] : await call.ask((o) => core.storage.findMany(names, o))
    const byId = new Map(loaded.map((stored) => [stored.character.id, stored]))
    const page: (() => Character)[] = []
    for (const [index, state] of states.entries()) {
      const character = held[index]
      const stored = byId.get(state.id)
      if (character) page.push(() => character)
      else if (stored !== undefined && isOf(state, stored)) {
        page.push(() => {
          fill(core, list, options, stored)
          return show(core, stored)
        })
      } else return null
    }
    core.lists.note(options, states.length - names.length, states.length)
    return page.map((one) => one())
  })
}

function stateOf({ character, writeId }: StoredCharacter): WriteState {
  const { id, name, version_number: version } = character
  return { id, name, version, writeId }
}

function isOf(state: CharacterState, { character, writeId }: StoredCharacter): boolean {
  return character.version_number === state.version && writeId === state.writeId
}

/**
 * The very object that the cache keeps of this write, so that what was made of it once serves again;
 * `null` when it keeps none.
 */
export function heldCharacter(core: ServiceCore, state: WriteState): Character | null {
  const kept = core.cache.peek(state.name)
  if (kept === undefined || state.writeId === null || kept.writeId !== state.writeId) return null
  const { id, version_number } = kept.character
  return id === state.id && version_number === state.version ? kept.character : null
}

/** What is read past the cache is shown, and what is kept and may be older falls. */
function show(core: ServiceCore, stored: StoredCharacter): Character {
  const { name } = stored.character
  const kept = core.cache.peek(name)
  // Just filled: one object for all who read it.
  if (kept !== undefined && kept.writeId === stored.writeId && !goesBack(kept, stored)) {
    return kept.character
  }
  const cached: CachedCharacter = core.toCached(stored)
  core.cache.observe(name, cached)
  return cached.character
}

function fill(
  core: ServiceCore,
  list: CacheList,
  { limit = Number.POSITIVE_INFINITY }: ListOptions,
  stored: StoredCharacter,
): boolean {
  if (limit > MAX_FILLED) return false
  return core.cache.fillFrom(list, stored.character.name, () => core.toCached(stored))
}
