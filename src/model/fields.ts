import { z } from 'zod'
import type { JsonObject } from './json-value.ts'
import { isWithin, jsonBytes, LIMITS } from './limits.ts'
import { describeInvalidName } from './name.ts'
import { copyJson } from './plain-json.ts'

/** A text of 1 to so many code points. */
function text(max: number): z.ZodType<string, string> {
  const message = `must hold 1 to ${max} characters`
  return z
    .string()
    .min(1, message)
    .refine((value) => isWithin(value, max), message)
    .refine((value) => value.isWellFormed(), 'must not hold a lone surrogate')
    .meta({ minLength: 1, maxLength: max })
}

const name = z
  .string()
  .superRefine((value, context) => {
    const complaint = describeInvalidName(value)
    if (complaint !== null) context.addIssue({ code: 'custom', message: complaint })
  })
  .meta({
    minLength: 1,
    maxLength: LIMITS.name,
    pattern: '^[^\\/\\\\\\u0000-\\u001f\\u007f]+$',
    description:
      'Unique among active characters, in any spelling: printable text with a letter or a digit.',
  })

const traits = z
  .array(text(LIMITS.trait))
  .max(LIMITS.traits, `must hold at most ${LIMITS.traits} traits`)

const avatarUrl = z
  .string()
  .superRefine((value, context) => {
    const complaint = complaintAboutUrl(value)
    if (complaint !== null) context.addIssue({ code: 'custom', message: complaint })
  })
  .meta({ maxLength: LIMITS.avatarUrl, format: 'uri', pattern: '^[Hh][Tt][Tt][Pp][Ss]?://' })

/** A JSON object as voice engines take it. */
const voiceSettings = z
  .unknown()
  .superRefine((value, context) => {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    if (!isObject) {
      context.addIssue({ code: 'custom', message: 'must be a JSON object' })
      return
    }
    const { issues } = copyJson(value, 1)
    for (const { path, message } of issues) {
      context.addIssue({ code: 'custom', path: [...path], message })
    }
    if (issues.length === 0 && jsonBytes(value) > LIMITS.voiceSettingsBytes) {
      const message = `must hold at most ${LIMITS.voiceSettingsBytes} bytes as JSON`
      context.addIssue({ code: 'custom', message })
    }
  })
  .meta({ type: 'object', additionalProperties: true }) as z.ZodType<JsonObject, JsonObject>

function complaintAboutUrl(value: string): string | null {
  if (value.length > LIMITS.avatarUrl) return `must hold at most ${LIMITS.avatarUrl} characters`
  if (!/^https?:\/\//i.test(value) || !URL.canParse(value)) {
    return 'must be an absolute http or https URL'
  }
  const { username, password } = new URL(value)
  return username || password ? 'must not hold credentials' : null
}

const isoTime = z.string().meta({ format: 'date-time' })

/** The schemas of the fields that a client sets. */
export const CONTENT_FIELDS = {
  name,
  display_name: text(LIMITS.displayName),
  personality: text(LIMITS.personality),
  system_prompt: text(LIMITS.systemPrompt),
  traits,
  avatar_url: avatarUrl.nullable(),
  voice_settings: voiceSettings.nullable(),
} as const

/** The schemas of the fields that the service sets. */
export const SYSTEM_FIELDS = {
  id: z.string().meta({ description: 'Identifies the character for ever.' }),
  created_at: isoTime,
  updated_at: isoTime,
  is_active: z.boolean(),
  version_number: z.int().min(1),
} as const
