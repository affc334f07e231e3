import type { CachedCharacter } from '../cache/kept-entry.ts'
import type { Character } from '../model/character.ts'
import type { ListOptions } from '../storage/character-storage.ts'
import type { CharacterState, StoredCharacter } from '../storage/stored-character.ts'
import type { Call } from './call.ts'
import type { ServiceCore } from './service-core.ts'

/** Which write a head is of. */
type WriteState = Omit<CharacterState, 'labels'>

/** What is shown of a head that was read. */
type Show = (stored: StoredCharacter) => Character

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
    storage.statesFirst === true && lists.expectsKept(options, core.container.size)
  return cache.readList(async (list) => {
    let kept = 0
    const show: Show = (stored) => {
      const cached = core.toCached(stored)
      const isKept = Number(options.limit) <= MAX_FILLED && cache.fillFrom(list, cached)
      if (isKept) kept++
      // What is read past the cache is shown, and what is kept and may be older falls.
      else cache.observe(cached.name, cached)
      return cached.character
    }
    const changed = statesFirst ? await readChanged(core, options, call, show) : null
    if (changed !== null) return changed
    const page = await call.ask((o) => storage.list({ ...o, ...options }))
    const characters = page.map((stored) => {
      const held = heldCharacter(core, stateOf(stored))
      if (held !== undefined) kept++
      return held ?? show(stored)
    })
    lists.note(options, kept, page.length)
    return characters
  })
}

/** @returns `null` when one of them was written since its state was read */
async function readChanged(
  core: ServiceCore,
  options: ListOptions,
  call: Call,
  show: Show,
): Promise<Character[] | null> {
  const { storage, lists } = core
  const states = await call.ask((o) => storage.listStates({ ...o, ...options }))
  const held = states.map((state) => heldCharacter(core, state))
  const names = states.filter((_, n) => held[n] === undefined).map(({ name }) => name)
  const loaded = names.length === 0 ? [] : await call.ask((o) => storage.findMany(names, o))
  const byId = new Map(loaded.map((stored) => [stored.character.id, stored]))
  const page: Character[] = []
  for (const [n, state] of states.entries()) {
    const stored = byId.get(state.id)
    const character = held[n] ?? (stored && isOf(state, stored) && show(stored))
    if (!character) return null
    page.push(character)
  }
  lists.note(options, states.length - names.length, states.length)
  return page
}

function stateOf({ character, writeId }: StoredCharacter): WriteState {
  const { id, name, version_number: version } = character
  return { id, name, version, writeId }
}

function isOf(
  { id, version, writeId }: WriteState,
  sight: Pick<CachedCharacter, 'character' | 'writeId'>,
): boolean {
  const { character } = sight
  return writeId === sight.writeId && version === character.version_number && id === character.id
}

/**
 * The very object that the cache keeps of this write, so that what was made of it once serves again;
 * `undefined` when it keeps none.
 */
function heldCharacter(core: ServiceCore, state: WriteState): Character | undefined {
  const kept = core.cache.peek(state.name)
  return kept && state.writeId !== null && isOf(state, kept) ? kept.character : undefined
}
