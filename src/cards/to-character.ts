import type { CharacterCreate } from '../model/character.ts'
import { type CharacterLimits, isJsonWithin } from '../model/limits.ts'
import type { CardAttributes } from './attributes.ts'
import { nameOf } from './card-name.ts'
import type { CardFormat } from './formats/detect.ts'
import type { Json, JsonMap } from './json.ts'
import { markCard, readParts } from './kept.ts'
import { FALLBACKS, fieldsOf, isText, personaOf } from './parts.ts'
import type { Warnings } from './warnings.ts'

/** Whoever is to have the character of a card. */
export interface CardTaker {
  readonly limits: CharacterLimits
  /** What of a character are attributes, by their names. */
  readonly attributes: object
  /** Whether it has the field, and the value may stand there. */
  readonly accepts: (field: string, value: Json | undefined) => boolean
}

/** The character that a card says, and what it says beside. */
export function toCharacter(
  format: CardFormat,
  root: JsonMap,
  taker: CardTaker,
  warnings: Warnings,
): CharacterCreate & Partial<CardAttributes> {
  const { limits, accepts } = taker
  const parts = readParts(format, root)
  const persona = personaOf(parts)
  const fields = fieldsOf(parts, limits)
  noteRequired(fields, [parts.name, parts[persona], parts.system], warnings)
  fields.name = nameOf(isText(parts.name) ? String(fields.display_name) : '', root)
  const keep = (field: string): void => {
    if (accepts(field, fields[field])) return
    warnings.add([field], 'is not what the model has or accepts: it was left out')
    if (field === 'traits') fields[field] = []
    else delete fields[field]
  }
  Object.keys(fields).forEach(keep)
  markCard(format, root, fields, persona)
  fields.card = JSON.stringify(root)
  keep('card')
  fitTogether(fields, taker, warnings)
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

/** Leaves out what is kept of the card, then the largest attributes, until all are within the limit. */
function fitTogether(fields: JsonMap, { limits, attributes }: CardTaker, warnings: Warnings): void {
  const names = Object.keys(fields).filter((field) => Object.hasOwn(attributes, field))
  const together = (): object => Object.fromEntries(names.map((name) => [name, fields[name]]))
  while (names.length > 0 && !isJsonWithin(together(), limits.attributesBytes)) {
    // What is kept of the card first: it has marks where the others say the same.
    const size = (name: string): number =>
      name === 'card' ? Number.POSITIVE_INFINITY : JSON.stringify(fields[name]).length
    const [name = ''] = names.sort((a, b) => size(b) - size(a)).splice(0, 1)
    delete fields[name]
    warnings.add([name], 'is larger than the limits of the model allow: it was left out')
  }
}
