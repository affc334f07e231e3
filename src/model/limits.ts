/** Every bound on what a character may hold. Lengths of texts are in Unicode code points. */
export const LIMITS: {
  readonly name: number
  readonly displayName: number
  readonly personality: number
  readonly systemPrompt: number
  readonly traits: number
  readonly trait: number
  readonly avatarUrl: number
  readonly voiceSettingsBytes: number
  readonly attributesBytes: number
  readonly depth: number
  readonly text: number
  readonly items: number
  readonly keys: number
  readonly key: number
  readonly values: number
} = {
  /** The given spelling and the canonical form alike. */
  name: 100,
  displayName: 200,
  personality: 100_000,
  systemPrompt: 100_000,
  /** How many traits. */
  traits: 100,
  /** How long each. */
  trait: 200,
  avatarUrl: 2_048,
  /** As JSON in UTF-8. */
  voiceSettingsBytes: 16 * 1024,
  /** All attributes together, as JSON in UTF-8. */
  attributesBytes: 256 * 1024,
  /** Levels of arrays and objects, the character itself included. */
  depth: 12,
  /** Any one text in an attribute or in `voice_settings`. */
  text: 100_000,
  /** Items of any one array. */
  items: 1_000,
  /** Keys of any one object. */
  keys: 1_000,
  /** Length of a key. */
  key: 200,
  /** Values of any one field, however deep: each may be a thing that a schema finds wrong. */
  values: 10_000,
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
  const text = JSON.stringify(value) ?? ''
  // A UTF-16 unit takes one byte to three.
  if (text.length * 3 <= maxBytes) return true
  return text.length <= maxBytes && new TextEncoder().encode(text).length <= maxBytes
}
