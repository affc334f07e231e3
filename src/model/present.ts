import { defaultOf } from './attribute-schema.ts'
import type { Character } from './character.ts'
import type { CharacterModel } from './character-model.ts'
import type { JsonObject, JsonValue } from './json-value.ts'
import { copyJson } from './plain-json.ts'
import { rememberPrivate } from './response.ts'

/**
 * A stored record as a character of the model: its fields and attributes, defaults for what is absent,
 * nothing else, deeply frozen. Never judges: what was stored stays readable.
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
  const names = Object.keys(model.attributes)
  if (names.length === 0) return Object.freeze(character)
  for (const name of names) Object.assign(character, { [name]: attributeOf(model, record, name) })
  rememberPrivate(character, model.private)
  return Object.freeze(character)
}

function attributeOf(model: CharacterModel, record: JsonObject, name: string): JsonValue {
  const stored = record[name]
  if (stored !== undefined) return deepFreeze(stored)
  const schema = model.attributes[name]
  const value = schema === undefined ? undefined : copyJson(defaultOf(schema), 1).value
  return deepFreeze(value ?? null)
}

/** What is frozen already is taken to be frozen all through. */
function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    for (const part of Object.values(value)) deepFreeze(part)
    Object.freeze(value)
  }
  return value
}
