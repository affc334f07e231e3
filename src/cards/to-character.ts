import type { CharacterCreate } from '../model/character.ts'
import { type CharacterLimits, isJsonWithin, isWithin } from '../model/limits.ts'
import type { CardAttributes } from './attributes.ts'
import { READING_LIMITS } from './card-limits.ts'
import { nameOf } from './card-name.ts'
import type { CardFormat } from './formats/detect.ts'
import type { Json, JsonMap } from './json.ts'
import { markCard, readParts } from './kept.ts'
import { FALLBACKS, fieldsOf, isText, personaOf } from './parts.ts'
import type { Warnings } from './warnings.ts'

/** Whoever is to have the character of a card: what is asked of a model. */
export interface CardTaker {
  readonly limits: CharacterLimits
  readonly update: { safeParse(fields: object): { readonly success: boolean } }
}

/** The character that a card says, and what it says beside. */
export function toCharacter(
  format: CardFormat,
  root: JsonMap,
  warnings: Warnings,
  attributes: object,
  taker: CardTaker | undefined,
): CharacterCreate & Partial<CardAttributes> {
  const limits = taker?.limits ?? READING_LIMITS
  const parts = readParts(format, root)
  const persona = personaOf(parts)
  const fields = fieldsOf(parts, limits)
  noteRequired(fields, [parts.name, parts[persona], parts.system], warnings)
  fields.name = nameOf(isText(parts.name) ? String(fields.display_name) : '', root)
  const isAttribute = (field: string): boolean => Object.hasOwn(attributes, field)
  const keep = (field: string): void => {
    const value = fields[field]
    const isKept = isAttribute(field)
      ? areTexts(value, limits)
      : taker !== undefined || !/^(avatar|voice)_/.test(field)
    if (isKept && taker?.update.safeParse({ [field]: value }).success !== false) return
    warnings.add([field], 'is not what the model has or accepts: it was left out')
    if (field === 'traits') fields[field] = []
    else delete fields[field]
  }
  Object.keys(fields).forEach(keep)
  markCard(format, root, fields, persona)
  fields.card = JSON.stringify(root)
  keep('card')
  fitTogether(fields, Object.keys(fields).filter(isAttribute), limits.attributesBytes, warnings)
  return fields as unknown as CharacterCreate & Partial<CardAttributes>
}

function areTexts(value: Json | undefined, limits: CharacterLimits): boolean {
  const texts = Array.isArray(value) ? value : [value]
  const isFew = texts.length <= Math.min(limits.items, limits.values - 1)
  return isFew && texts.every((text) => typeof text === 'string' && isWithin(text, limits.text))
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

/** Leaves out what is kept of the card, then the largest attributes, until all are within the limit. */
function fitTogether(fields: JsonMap, names: string[], maxBytes: number, warnings: Warnings): void {
  // What is kept of the card goes first: it has marks where the others say the same.
  const size = (name: string): number =>
    name === 'card' ? Number.POSITIVE_INFINITY : JSON.stringify(fields[name]).length
  names.sort((a, b) => size(a) - size(b))
  const together = (): object => Object.fromEntries(names.map((name) => [name, fields[name]]))
  while (names.length > 0 && !isJsonWithin(together(), maxBytes)) {
    const name = names.pop() ?? ''
    delete fields[name]
    warnings.add([name], 'is larger than the limits of the model allow: it was left out')
  }
}
