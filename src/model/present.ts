import type { Character } from './character.ts'
import type { CharacterModel } from './character-model.ts'
import { deepFreeze } from './deep-freeze.ts'
import type { JsonValue } from './json-value.ts'
import { rememberShown, shownAttributes } from './response.ts'
import { plainName } from './tenant.ts'

/** What presenting a character of a model needs; a cache, so a model of another copy fits as well. */
interface ModelFacts {
  /** The names of the attributes. */
  readonly names: readonly string[]
  /** What each is where none is stored: one frozen value for all characters. */
  readonly fallbacks: readonly JsonValue[]
  /** The names of those that a response shows. */
  readonly shown: readonly string[]
}

/** A character as it is stored: attributes may be absent. */
type PresentedRecord = Character & { readonly [attribute: string]: JsonValue | undefined }

const factsOfModels = new WeakMap<CharacterModel, ModelFacts>()

/**
 * A stored record as a character of the model: its fields and attributes, defaults for what is absent,
 * nothing else, its name without the place of a tenant, deeply frozen. Never judges: what was stored
 * stays readable.
 *
 * The record becomes part of the character: what it holds is frozen, not copied.
 */
export function presentCharacter(model: CharacterModel, record: PresentedRecord): Character {
  const character: { -readonly [K in keyof Character]: Character[K] } = {
    id: record.id,
    name: plainName(record.name),
    display_name: record.display_name,
    personality: record.personality,
    system_prompt: record.system_prompt,
    traits: deepFreeze(record.traits),
    avatar_url: record.avatar_url,
    voice_settings: deepFreeze(record.voice_settings),
    created_at: record.created_at,
    updated_at: record.updated_at,
    is_active: record.is_active,
    version_number: record.version_number,
  }
  const { names, fallbacks, shown } = factsOf(model)
  if (names.length === 0) return Object.freeze(character)
  addAttributes(character, record, names, fallbacks)
  rememberShown(character, shown)
  return Object.freeze(character)
}

/** Lists of characters pass here: an index is faster than an iterator of pairs. */
function addAttributes(
  character: { [name: string]: unknown },
  record: PresentedRecord,
  names: readonly string[],
  fallbacks: readonly JsonValue[],
): void {
  for (let index = 0; index < names.length; index++) {
    const name = names[index] ?? ''
    const stored = record[name]
    character[name] = stored === undefined ? fallbacks[index] : deepFreeze(stored)
  }
}

function factsOf(model: CharacterModel): ModelFacts {
  const known = factsOfModels.get(model)
  if (known !== undefined) return known
  const names = Object.keys(model.attributes)
  const defaults: { readonly [name: string]: JsonValue | undefined } = model.defaults
  const fallbacks = names.map((name) => defaults[name] ?? null)
  const facts = { names, fallbacks, shown: shownAttributes(model) }
  factsOfModels.set(model, facts)
  return facts
}
