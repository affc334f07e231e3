import type { CharacterCreate } from '../model/character.ts'
import { type CharacterLimits, DEFAULT_LIMITS, isJsonWithin, isWithin } from '../model/limits.ts'
import { isCardAttribute } from './attribute-names.ts'
import type { CardAttributes } from './attributes.ts'
import { cardLimits } from './card-limits.ts'
import { nameOf } from './card-name.ts'
import type { CardFormat } from './formats/detect.ts'
import type { Json, JsonMap } from './json.ts'
import { markCard, readParts } from './kept.ts'
import { FALLBACKS, fieldsOf, isText, personaOf } from './parts.ts'
import type { Warnings } from './warnings.ts'

/** Whoever is to have the character of a card. */
export interface CardTaker {
  readonly limits: CharacterLimits
  /** Why a field of the character is left out; `null` where it is taken. */
  readonly complaintAbout: (field: string, value: Json | undefined) => string | null
}

/** What is said of a field that is left out. */
export const NOT_IN_MODEL = 'is not what the model has or accepts: it was left out'

/** Takes what is an attribute of cards, and what cannot be wrong. */
export const ANYONE: CardTaker = {
  limits: { ...DEFAULT_LIMITS, ...cardLimits },
  complaintAbout: (field) => (/^(avatar|voice)_/.test(field) ? NOT_IN_MODEL : null),
}

/** The character that a card says, and what it says beside. */
export function toCharacter(
  format: CardFormat,
  root: JsonMap,
  taker: CardTaker,
  warnings: Warnings,
): CharacterCreate & Partial<CardAttributes> {
  const { limits } = taker
  const parts = readParts(format, root)
  const persona = personaOf(parts)
  const fields = fieldsOf(parts, limits)
  noteRequired(fields, [parts.name, parts[persona], parts.system], warnings)
  fields.name = nameOf(isText(parts.name) ? String(fields.display_name) : '', root)
  const keep = (field: string): void => {
    const complaint = complaintAbout(field, fields[field], taker)
    if (complaint === null) return
    warnings.add([field], complaint)
    if (field === 'traits') fields[field] = []
    else delete fields[field]
  }
  Object.keys(fields).forEach(keep)
  markCard(format, root, fields, persona)
  fields.card = JSON.stringify(root)
  keep('card')
  fitTogether(fields, limits, warnings)
  return fields as unknown as CharacterCreate & Partial<CardAttributes>
}

/** Says which of the required texts are not those of the card. */
function noteRequired(
  fields: JsonMap,
  values: readonly (Json | undefined)[],
  warnings: Warnings,
): void {
  const required = [FALLBACKS.name, FALLBACKS.description, FALLBACKS.system]
  for (const [index, field] of ['display_name', 'personality', 'system_prompt'].entries()) {
    const text = fields[field]
    // An empty prompt means the host's own: that is no oddity.
    if (text === values[index] || text === FALLBACKS.system) continue
    const isEmpty = text === required[index]
    warnings.add([field], isEmpty ? `is empty: it was read as '${text}'` : 'was cut to fit')
  }
}

function complaintAbout(
  field: string,
  value: Json | undefined,
  { limits, complaintAbout: complaintOf }: CardTaker,
): string | null {
  const complaint = complaintOf(field, value)
  if (complaint !== null || !isCardAttribute(field)) return complaint
  const texts = Array.isArray(value) ? value : [value]
  const isFew = texts.length <= Math.min(limits.items, limits.values - 1)
  const isTaken =
    isFew && texts.every((text) => typeof text === 'string' && isWithin(text, limits.text))
  return isTaken ? null : NOT_IN_MODEL
}

/** Leaves out what is kept of the card, then the largest attributes, until all are within the limit. */
function fitTogether(fields: JsonMap, limits: CharacterLimits, warnings: Warnings): void {
  const names = Object.keys(fields).filter(isCardAttribute)
  const attributes = (): JsonMap =>
    Object.fromEntries(names.map((name) => [name, fields[name] ?? null]))
  while (names.length > 0 && !isJsonWithin(attributes(), limits.attributesBytes)) {
    // What is kept of the card first: it has marks where the others say the same.
    const size = (name: string): number =>
      name === 'card' ? Number.POSITIVE_INFINITY : JSON.stringify(fields[name]).length
    const [name = ''] = names.sort((a, b) => size(b) - size(a)).splice(0, 1)
    delete fields[name]
    warnings.add([name], 'is larger than the limits of the model allow: it was left out')
  }
}
