import { isCharacterError } from '../errors.ts'
import type { Character } from '../model/character.ts'
import { type FieldCondition, meetsConditions } from '../model/field-condition.ts'
import type { JsonValue } from '../model/json-value.ts'
import { wordsOf } from '../model/searchable.ts'
import { plainName } from '../model/tenant.ts'
import type { CharacterState } from '../storage/stored-character.ts'
import type { Call } from './call.ts'
import { findCharacter, readVersions, type WantedVersion } from './labelled-reads.ts'
import { heldCharacter } from './list-reads.ts'
import type { ServiceCore } from './service-core.ts'

/** A page of characters as the versions that a label points to. */
export interface LabelledPage {
  readonly label: string
  /** What the version that is shown meets, under the name that is shown. */
  readonly where: readonly FieldCondition[]
  /** What words of it begin with. */
  readonly words: readonly string[]
  /** The stored name that it comes after. */
  readonly after: string | undefined
  readonly limit: number | undefined
}

/** How many labelled characters are looked through at a time. */
const BATCH = 100

/**
 * Lists characters by a label, in the order of names. Queries are judged here, on what is shown: the
 * storage knows what the present versions say, and nobody must learn that from a search.
 */
export async function listLabelled(
  core: ServiceCore,
  { label, where, words, after, limit }: LabelledPage,
  call: Call,
): Promise<Character[]> {
  const { tenant, storage } = core
  const page: Character[] = []
  let from = after
  for (;;) {
    const batch = { tenant, label, after: from, limit: BATCH }
    const states = await call.ask((o) => storage.listStates({ ...o, ...batch }))
    for (const character of await showStates(core, states, label, call)) {
      if (!isMeant(core, character, where, words)) continue
      page.push(character)
      if (page.length === limit) return page
    }
    if (states.length < BATCH) return page
    from = states.at(-1)?.name
  }
}

function isMeant(
  { options: { model } }: ServiceCore,
  character: Character,
  where: readonly FieldCondition[],
  words: readonly string[],
): boolean {
  const record = character as Character & { readonly [attribute: string]: JsonValue }
  if (!meetsConditions(record, where)) return false
  if (words.length === 0) return true
  const own = wordsOf(model, character)
  return words.every((word) => own.some((one) => one.startsWith(word)))
}

async function showStates(
  core: ServiceCore,
  states: readonly CharacterState[],
  label: string,
  call: Call,
): Promise<Character[]> {
  const wanted: WantedVersion[] = []
  const unread: string[] = []
  for (const state of states) {
    const version = state.labels.find((one) => one.label === label)?.version_number
    if (version === undefined) continue
    const head = heldCharacter(core, state) ?? undefined
    wanted.push({ id: state.id, name: plainName(state.name), version, head })
    if (head === undefined && version === state.version) unread.push(state.name)
  }
  const heads = await readHeads(core, unread, call)
  const versions = await readVersions(
    core,
    wanted.map((one) => ({ ...one, head: one.head ?? heads.get(one.id) })),
    call,
  )
  const shown = versions.map((one, n) => one ?? showAgain(core, wanted[n]?.name ?? '', label))
  return (await call.wait(Promise.all(shown))).filter((one) => one !== null)
}

/** A version that is gone was pruned, since its label was moved: what that points to now. */
async function showAgain(
  core: ServiceCore,
  name: string,
  label: string,
): Promise<Character | null> {
  core.cache.invalidate(core.nameOf(name))
  try {
    return await findCharacter(core, name, { label })
  } catch (error) {
    if (isCharacterError(error, 'CHARACTER_VERSION_NOT_FOUND')) return null
    throw error
  }
}

/** Heads by id; by now they may be at another version. */
async function readHeads(
  core: ServiceCore,
  names: readonly string[],
  call: Call,
): Promise<ReadonlyMap<string, Character>> {
  if (names.length === 0) return new Map()
  const heads = await call.ask((o) => core.storage.findMany(names, o))
  return new Map(heads.map((head) => [head.character.id, core.present(head)]))
}
