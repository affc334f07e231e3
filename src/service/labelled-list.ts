import type { Character } from '../model/character.ts'
import { type FieldCondition, meetsConditions } from '../model/field-condition.ts'
import type { JsonValue } from '../model/json-value.ts'
import { wordsOf } from '../model/searchable.ts'
import type { Call } from './call.ts'
import { findCharacter, nullOn, showLabelled } from './labelled-reads.ts'
import { readList } from './list-reads.ts'
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
  const { tenant, place } = core
  const page: Character[] = []
  let from = after
  for (;;) {
    const heads = await readList(core, { tenant, label, after: from, limit: BATCH }, call)
    const shown = await showLabelled(core, heads, label, call)
    for (const [n, { name }] of heads.entries()) {
      let character = shown[n]
      if (character === undefined) {
        // Its version was pruned, since the label was moved: what that points to now.
        const again = findCharacter(core, name, { label })
        character = await call.wait(nullOn(again, 'CHARACTER_VERSION_NOT_FOUND'))
      }
      if (character === null || !isMeant(core, character, where, words)) continue
      page.push(character)
      if (page.length === limit) return page
    }
    if (heads.length < BATCH) return page
    from = place + heads.at(-1)?.name
  }
}

function isMeant(
  { model }: ServiceCore,
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
