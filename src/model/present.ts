import { defaultOf } from './attribute-schema.ts'
import type { Character } from './character.ts'
import type { CharacterModel } from './character-model.ts'
import type { JsonObject, JsonValue } from './json-value.ts'
import { attributeBounds, copyJson } from './plain-json.ts'
import { rememberShown, shownAttributes } from './response.ts'

/** What presenting a character of a model needs; a cache, so a model of another copy fits as well. */
interface ModelFacts {
  /** The names of the attributes. */
  readonly names: readonly string[]
  /** What each is where none is stored: one frozen value for all characters. */
  readonly fallbacks: readonly JsonValue[]
  /** The names of those that a response shows. */
  readonly shown: readonly string[]
}

const factsOfModels = new WeakMap<CharacterModel, ModelFacts>()

/**
 * A stored record as a character of the model: its fields and attributes, defaults for what is absent,
 * nothing else, deeply frozen. Never judges: what was stored stays readable.
 *
 * The record becomes part of the character: what it holds is frozen, not copied.
 */
export function presentCharacter(model: CharacterModel, record: JsonObject): Character {
  const from = record as Character & JsonObject
  const character: { -readonly [K in keyof Character]: Character[K] } = {
    id: from.id,
    name: from.name,
    display_name: from.display_name,
    personality: from.personality,
    system_prompt: from.system_prompt,
    traits: deepFreeze(from.traits),
    avatar_url: from.avatar_url,
    voice_settings: deepFreeze(from.voice_settings),
    created_at: from.created_at,
    updated_at: from.updated_at,
    is_active: from.is_active,
    version_number: from.version_number,
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
  record: JsonObject,
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
  const bounds = attributeBounds(model.limits)
  const fallbacks = Object.values(model.attributes).map((schema) => {
    return deepFreeze(copyJson(defaultOf(schema), bounds).value ?? null)
  })
  const facts = { names: Object.keys(model.attributes), fallbacks, shown: shownAttributes(model) }
  factsOfModels.set(model, facts)
  return facts
}

/** That a value is frozen says nothing of its parts. */
function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) for (const item of value) deepFreeze(item)
  else for (const key in value) deepFreeze(value[key])
  return Object.isFrozen(value) ? value : Object.freeze(value)
}
