import { z } from 'zod'
import { DOT_SEGMENT_PATTERN, SYSTEM_FIELDS } from './fields.ts'
import type { JsonObject } from './json-value.ts'
import { type CharacterLimits, LIMITS, MAX_NAME } from './limits.ts'
import { KEY_PATTERN, NAME_PATTERN, TEXT_PATTERN, URL_PATTERN } from './patterns.ts'
import { UNSAFE_KEYS } from './plain-json.ts'
import { definitionOf } from './schema-definition.ts'
import type { ContentShape } from './shapes.ts'

/** What JSON Schema says of a key inside `voice_settings` or an attribute. */
export const KEY_SCHEMA: JsonObject = {
  minLength: 1,
  maxLength: LIMITS.key,
  pattern: KEY_PATTERN,
  not: { enum: [...UNSAFE_KEYS] },
}

/**
 * Says for JSON Schema what the functions in the schemas of the fields say, under the limits they were
 * made with. Apart from them, since who makes no JSON Schema need not carry it.
 *
 * @returns the very schemas
 */
export function describeFields<Shape extends ContentShape>(
  fields: Shape,
  limits: CharacterLimits,
): Shape {
  const { name, traits, avatar_url, voice_settings } = fields
  describe(name, {
    minLength: 1,
    maxLength: MAX_NAME,
    pattern: NAME_PATTERN,
    description:
      'Unique among active characters, in any spelling: printable text with a letter, a digit or a pictograph.',
  })
  describeText(fields.display_name, limits.displayName)
  describeText(fields.personality, limits.personality)
  describeText(fields.system_prompt, limits.systemPrompt)
  describeText(definitionOf(traits).element, limits.trait)
  describe(avatar_url.unwrap(), {
    maxLength: limits.avatarUrl,
    pattern: URL_PATTERN,
    not: { pattern: DOT_SEGMENT_PATTERN },
    description:
      "An absolute http or https URL without credentials, or a path of the host's own: one slash in front, no segment `.` or `..`.",
  })
  describe(voice_settings.unwrap(), {
    type: 'object',
    maxProperties: limits.keys,
    propertyNames: KEY_SCHEMA,
    additionalProperties: true,
    description: `At most ${limits.voiceSettingsBytes} bytes as JSON. What holds for keys holds at every level.`,
  })
  // Those of a whole character may be of another copy of this module, as bundlers make them.
  const { id, created_at, updated_at } = { ...SYSTEM_FIELDS, ...fields }
  describe(id, { description: 'Identifies the character for ever.' })
  for (const time of [created_at, updated_at]) describe(time, { format: 'date-time' })
  return fields
}

function describeText(schema: z.core.$ZodType | undefined, maxLength: number): void {
  describe(schema, { minLength: 1, maxLength, pattern: TEXT_PATTERN })
}

/** What is said a second time of a schema is the same. */
function describe(schema: z.core.$ZodType | undefined, meta: JsonObject): void {
  if (schema) z.globalRegistry.add(schema, meta)
}
