import { z } from 'zod'
import { isBlank } from './blank.ts'
import { type Explain, explain } from './explain.ts'
import type { JsonObject } from './json-value.ts'
import { type CharacterLimits, DEFAULT_LIMITS, isJsonWithin, isWithin } from './limits.ts'
import { describeInvalidName } from './name.ts'
import { complaintAboutText, copyJson, shownPath } from './plain-json.ts'
import type { ContentShape, SystemShape } from './shapes.ts'

/** A control character or a blank: a URL that holds one means another than it shows. */
const NO_URL = /[\p{Cc}\p{White_Space}\\]/u
const URL_START = /^https?:\/\/[^/?#]/i
/** One slash: what begins with two, or with a slash and a backslash, names another host. */
const OWN_PATH = /^\/[^/]/
/** A path with a segment `.` or `..`, percent-encoded or not: it means another path than it shows. */
export const DOT_SEGMENT_PATTERN: string = '^/([^?#]*/)?(\\.|%2[Ee]){1,2}([/?#]|$)'
const DOT_SEGMENT = new RegExp(DOT_SEGMENT_PATTERN)
const DATA_URL = /^data:/i
const CREDENTIALS = /^https?:\/\/[^/?#]*@/i

const MAX_NAMED = 20
const EXPLAINED = { error: explain }

function string(): z.ZodString {
  return z.string(EXPLAINED)
}

/** A text of 1 to so many code points, not all of them white space. */
function text(max: number): z.ZodString {
  return judged((value) => {
    if (value === '' || !isWithin(value, max)) return `must hold 1 to ${max} code points`
    return complaintAboutText(value, max) ?? (isBlank(value) ? 'must not be blank' : null)
  })
}

/** A string of which a function says what is wrong, or `null`. */
function judged(complaintAbout: (value: string) => string | null): z.ZodString {
  return string().superRefine((value, context) => {
    const message = complaintAbout(value)
    if (message !== null) context.addIssue({ code: 'custom', message })
  })
}

const name: z.ZodString = judged(describeInvalidName)

function traits(limits: CharacterLimits): ContentShape['traits'] {
  return z
    .array(text(limits.trait), EXPLAINED)
    .max(limits.traits, `must hold at most ${limits.traits} items`)
}

const NO_DATA_URL =
  'must not be a data URL, which would be stored with every version and sent with every read: serve the picture, and give its address'

function avatarUrl(max: number): z.ZodString {
  return judged((value) => {
    if (DATA_URL.test(value)) return NO_DATA_URL
    const complaint = complaintAboutText(value, max)
    if (complaint !== null) return complaint
    const isUrl = URL_START.test(value) && URL.canParse(value)
    if (NO_URL.test(value) || !(isUrl || OWN_PATH.test(value))) {
      return "must be an absolute http or https URL, or a path like '/avatars/luna.png'"
    }
    if (DOT_SEGMENT.test(value)) return "must not hold a segment '.' or '..'"
    return CREDENTIALS.test(value) ? 'must not hold credentials' : null
  })
}

/** A JSON object as voice engines take it. */
function voiceSettings(limits: CharacterLimits): z.ZodType<JsonObject, JsonObject> {
  const { voiceSettingsBytes: bytes } = limits
  // Not `z.custom`: hosts could not make JSON Schema of it.
  return z.unknown().superRefine((value, context) => {
    const add = (message: string, path: readonly PropertyKey[] = []): void => {
      context.addIssue({ code: 'custom', path: [...path], message })
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      add('must be a JSON object')
      return
    }
    const { issues } = copyJson(value, { ...limits, bytes })
    for (const { path, message } of issues) add(message, path)
    if (issues.length === 0 && !isJsonWithin(value, bytes)) {
      add(`must hold at most ${bytes} bytes as JSON`)
    }
  }) as z.ZodType<JsonObject, JsonObject>
}

/** The schemas of the fields that a client sets, under the limits of a model. */
export function contentFields(limits: CharacterLimits): ContentShape {
  return {
    name,
    display_name: text(limits.displayName),
    personality: text(limits.personality),
    system_prompt: text(limits.systemPrompt),
    traits: traits(limits),
    avatar_url: avatarUrl(limits.avatarUrl).nullable(),
    voice_settings: voiceSettings(limits).nullable(),
  }
}

/** The same where a model sets no limits. */
export const CONTENT_FIELDS: ContentShape = contentFields(DEFAULT_LIMITS)

/** The schemas of the fields that the service sets. */
export const SYSTEM_FIELDS: SystemShape = {
  id: string(),
  created_at: string(),
  updated_at: string(),
  is_active: z.boolean(EXPLAINED),
  version_number: z.int(EXPLAINED).min(1, EXPLAINED),
}

/** What is said of a field that no client sets. */
export function complaintAboutField(field: string): string {
  return Object.hasOwn(SYSTEM_FIELDS, field)
    ? 'is set by the service: leave it out'
    : 'is not a field of a character'
}

/** What our own object schemas say: they name unknown fields. The parts of one are explained by it. */
export function strict(explainPart: Explain): { readonly error: Explain } {
  return {
    error(issue) {
      if (issue.code !== 'unrecognized_keys') return explainPart(issue)
      const named = shownPath(issue.keys.slice(0, MAX_NAMED))
      return named.map((key) => `'${key}' ${complaintAboutField(String(key))}`).join('; ')
    },
  }
}
