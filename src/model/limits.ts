/**
 * The bounds of a model on what its characters hold. Lengths of texts are in Unicode code points.
 *
 * @category Models
 */
export interface CharacterLimits {
  /** The longest `display_name`. */
  readonly displayName: number
  /** The longest `personality`. */
  readonly personality: number
  /** The longest `system_prompt`. */
  readonly systemPrompt: number
  /** How many traits there may be. */
  readonly traits: number
  /** The longest trait. */
  readonly trait: number
  /** The longest `avatar_url`. */
  readonly avatarUrl: number
  /** The largest `voice_settings`, in bytes as JSON in UTF-8. */
  readonly voiceSettingsBytes: number
  /** All attributes together, in bytes as JSON in UTF-8. */
  readonly attributesBytes: number
  /** The longest text anywhere in an attribute or in `voice_settings`. */
  readonly text: number
  /** How many items any one array of an attribute or of `voice_settings` may have. */
  readonly items: number
  /** How many keys any one object of an attribute or of `voice_settings` may have. */
  readonly keys: number
  /** How many values an attribute, or `voice_settings`, may hold, however deep. */
  readonly values: number
}

/** What holds where a model sets nothing else. */
export const DEFAULT_LIMITS: CharacterLimits = /* @__PURE__ */ Object.freeze({
  displayName: 200,
  personality: 100_000,
  systemPrompt: 100_000,
  traits: 100,
  trait: 200,
  avatarUrl: 2_048,
  voiceSettingsBytes: 16_384,
  attributesBytes: 262_144,
  text: 100_000,
  items: 1_000,
  keys: 1_000,
  // Each may be a thing that a schema finds wrong.
  values: 10_000,
})

/** The longest name, in code points: of the given spelling and of the canonical form alike. */
export const MAX_NAME = 100

/** The bounds that hold for every model. Lengths of texts are in Unicode code points. */
export const LIMITS: {
  readonly fields: number
  readonly depth: number
  readonly key: number
} = {
  /** Fields of a character, known or not. */
  fields: 1_000,
  /** Levels of arrays and objects, the character itself included. */
  depth: 12,
  /** Length of a key. */
  key: 200,
}

/** Whether a text holds at most so many code points; cheap for what is much too long. */
export function isWithin(text: string, maxCodePoints: number): boolean {
  if (text.length <= maxCodePoints) return true
  if (text.length > 2 * maxCodePoints) return false
  let count = 0
  for (const _ of text) count++
  return count <= maxCodePoints
}

/** Whether a value takes at most so many bytes as JSON in UTF-8. */
export function isJsonWithin(value: unknown, maxBytes: number): boolean {
  return isUtf8Within(JSON.stringify(value) ?? '', maxBytes)
}

/** Whether a text takes at most so many bytes in UTF-8. */
export function isUtf8Within(text: string, maxBytes: number): boolean {
  // A UTF-16 unit takes one byte to three.
  if (text.length * 3 <= maxBytes) return true
  return text.length <= maxBytes && new TextEncoder().encode(text).length <= maxBytes
}
