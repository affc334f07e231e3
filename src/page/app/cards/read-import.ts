import { CardError } from '../../../cards/card-error.ts'
import { READING_LIMITS as limits } from '../../../cards/card-limits.ts'
import { isName } from '../../../cards/card-name.ts'
import { isSame, type Json, type JsonMap } from '../../../cards/json.ts'
import { readFor } from '../../../cards/reading.ts'
import type { CardTaker } from '../../../cards/to-character.ts'
import type { CardWarning } from '../../../cards/warnings.ts'
import type { JsonValue } from '../../../model/json-value.ts'
import type { FormField } from '../form/field.ts'
import { COMMON_FIELDS, readable } from '../form/fields-of.ts'
import { fromFormValue, toFormValue } from '../form/form-value.ts'
import { readOwn } from './read-own.ts'

/** What is read of a file that is to become a character. */
export interface ImportReading {
  /** What a new character is given: its name may be taken. */
  readonly input: Readonly<Record<string, JsonValue>>
  /** What was left out, and what is odd about the file, as sentences. */
  readonly warnings: readonly string[]
  readonly image: { readonly bytes: Uint8Array; readonly mime: string } | null
}

const COMMON = byName(COMMON_FIELDS)
/** The longest name, in code points. */
const MAX_NAME = 100
/** A URL of a picture as the server takes it: absolute, or a path of its own. */
const PICTURE_URL = /^(https?:\/\/[^/?#@\s]+([/?#]\S*)?|\/[^/\s\\]\S*)$/i

/**
 * Reads a card, or a character of this library as JSON. What the form has no field for is left out and
 * told; a text that is too long is cut where a character cannot be without it.
 *
 * @param fields of the form for a new character
 */
export function readImport(
  fileName: string,
  bytes: Uint8Array,
  fields: readonly FormField[],
): ImportReading | { readonly error: string } {
  const complaints = new Map<string, string>()
  const taker = takerOf(fields, complaints)
  try {
    const own = readOwn(bytes, taker, byName(fields.filter(({ isRequired }) => isRequired)))
    const attributes = byName(fields.filter(({ name }) => !COMMON.has(name)))
    const { character, image, warnings } =
      own ?? readFor(bytes, Object.fromEntries(attributes), taker)
    const sentences = warnings.map((warning) => sentenceOf(warning, fields, complaints))
    return { input: inputOf(character, fields), warnings: sentences, image }
  } catch (error) {
    return { error: complaintAboutFile(fileName, error) }
  }
}

/**
 * What the fields of a form take of a character.
 *
 * @param complaints takes down why they do not take a field, by its name
 */
function takerOf(fields: readonly FormField[], complaints: Map<string, string>): CardTaker {
  const known = byName(fields)
  const limitOf = (name: string, otherwise: number): number =>
    known.get(name)?.maxLength ?? otherwise
  return {
    limits: {
      ...limits,
      displayName: limitOf('display_name', limits.displayName),
      personality: limitOf('personality', limits.personality),
      systemPrompt: limitOf('system_prompt', limits.systemPrompt),
    },
    update: {
      safeParse(given) {
        const found = Object.entries(given as JsonMap).flatMap(([name, value]) => {
          const complaint = complaintAbout(known.get(name), name, value)
          return complaint === null ? [] : [[name, complaint] as const]
        })
        for (const [name, complaint] of found) complaints.set(name, complaint)
        return { success: found.length === 0 }
      },
    },
  }
}

function byName(fields: readonly FormField[]): ReadonlyMap<string, FormField> {
  return new Map(fields.map((field) => [field.name, field]))
}

function complaintAbout(field: FormField | undefined, name: string, value: Json): string | null {
  if (field === undefined) return isEmpty(value) ? null : 'has no field here'
  const parsed = fromFormValue(field, toFormValue(field, value))
  if (!parsed.ok) return parsed.message
  const isPicture = name !== 'avatar_url' || value === null || PICTURE_URL.test(String(value))
  if (isPicture && isSame(parsed.value, value)) return null
  return 'is not what its field holds'
}

function isEmpty(value: Json): boolean {
  return value === '' || value === null || (Array.isArray(value) && value.length === 0)
}

function inputOf(character: object, fields: readonly FormField[]): ImportReading['input'] {
  const given = character as JsonMap
  const known = fields.filter(({ name }) => Object.hasOwn(given, name))
  return Object.fromEntries(known.map(({ name }) => [name, given[name] ?? null]))
}

function sentenceOf(
  { path, message }: CardWarning,
  fields: readonly FormField[],
  complaints: ReadonlyMap<string, string>,
): string {
  if (path.length === 0) return `The file ${message}`
  if (path.length > 1) return `${path.join('.')} ${message}`
  const name = String(path[0])
  const field = byName(fields).get(name)
  // It has what no other field of a character holds.
  if (name === 'card' && field === undefined) return 'What only the card knows was left out'
  const complaint = complaints.get(name)
  const words = complaint === undefined ? message : `${complaint}: it was left out`
  return `${field?.title ?? readable(name)} ${words}`
}

function complaintAboutFile(fileName: string, error: unknown): string {
  if (!(error instanceof CardError)) return 'The file cannot be read'
  if (error.code === 'CARD_TOO_LARGE' || /\.(json|png|apng|charx)$/i.test(fileName)) {
    return error.message
  }
  return `${error.message}: what is read are cards as JSON, PNG and CHARX, and characters as JSON`
}

/** A name like another that is taken: `luna 2`. */
export function freeName(wanted: string, n: number): string {
  const end = ` ${n}`
  const points = [...wanted]
  for (let length = Math.min(points.length, MAX_NAME - end.length); length > 0; length--) {
    const name = points.slice(0, length).join('').trimEnd() + end
    // A letter may be several in the form in which names are compared.
    if (isName(name)) return name
  }
  return `character${end}`
}
