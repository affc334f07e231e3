import { defaultOf } from './attribute-schema.ts'
import type { Character } from './character.ts'
import type { CharacterModel } from './character-model.ts'
import type { JsonObject, JsonValue } from './json-value.ts'
import { copyJson } from './plain-json.ts'
import { rememberShown, shownAttributes } from './response.ts'

/** What presenting a character of a model needs; a cache, so a model of another copy fits as well. */
interface ModelFacts {
  /** The attributes, and what each is where none is stored: one frozen value for all characters. */
  readonly attributes: readonly (readonly [name: string, fallback: JsonValue])[]
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
  const { attributes, shown } = factsOf(model)
  if (attributes.length === 0) return Object.freeze(character)
  const open: { [name: string]: unknown } = character
  for (const [name, fallback] of attributes) {
    const stored = record[name]
    open[name] = stored === undefined ? fallback : deepFreeze(stored)
  }
  rememberShown(character, shown)
  return Object.freeze(character)
}

function factsOf(model: CharacterModel): ModelFacts {
  const known = factsOfModels.get(model)
  if (known !== undefined) return known
  const attributes = Object.entries(model.attributes).map(
    ([name, schema]) => [name, deepFreeze(copyJson(defaultOf(schema)).value ?? null)] as const,
  )
  const facts = { attributes, shown: shownAttributes(model) }
  factsOfModels.set(model, facts)
  return facts
}

/** What is frozen already is taken to be frozen all through. */
function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    for (const part of Object.values(value)) deepFreeze(part)
    Object.freeze(value)
  }
  return value
}
