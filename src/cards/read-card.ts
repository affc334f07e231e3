import { describeValue } from '../describe-value.ts'
import { checkOptions, type KnownOptions } from '../known-options.ts'
import type { CharacterCreate } from '../model/character.ts'
import type { CharacterModel } from '../model/character-model.ts'
import { type CharacterLimits, DEFAULT_LIMITS, isJsonWithin, isWithin } from '../model/limits.ts'
import { type CardAttributes, cardAttributes, cardLimits } from './attributes.ts'
import type { CardAsset, CardImage } from './card-asset.ts'
import { malformed } from './card-error.ts'
import { nameOf } from './card-name.ts'
import { type CardContainer, type OpenedCard, openFile, openJson } from './containers.ts'
import type { CardFormat } from './formats/detect.ts'
import type { Json, JsonMap } from './json.ts'
import { markCard, readParts } from './kept.ts'
import { noteOddities } from './oddities.ts'
import { FALLBACKS, fieldsOf, isText, personaOf } from './parts.ts'
import { dropSecrets } from './secrets.ts'
import { type CardWarning, Warnings } from './warnings.ts'

/**
 * What is read of a card.
 *
 * @category Cards
 */
export interface CardReading<A = CardAttributes> {
  /** The format it is in. */
  readonly format: CardFormat
  /** What it came in. */
  readonly container: CardContainer
  /** What `createCharacter` takes. Its name comes from what people call it: it may be taken. */
  readonly character: CharacterCreate & A
  /** Its picture; `null` when there is none. */
  readonly image: CardImage | null
  /** The other files that came with it. Give them to `writeCard` to have them in it again. */
  readonly assets: readonly CardAsset[]
  /** What is not as it should be, and was read all the same: at most 100. */
  readonly warnings: readonly CardWarning[]
}

/**
 * How a card is read.
 *
 * @category Cards
 */
export interface ReadCardOptions {
  /**
   * The model of the service that is to have the character: what it has no attribute for, or would
   * refuse, is left out with a warning.
   *
   * @default one of `cardAttributes` and `cardLimits`
   */
  readonly model?: CharacterModel<object, never, never> | undefined
}

const OPTIONS: KnownOptions<ReadCardOptions> = { model: true }

/**
 * Reads a character card: V1, V2, V3, Pygmalion or elizaOS, as JSON, in a PNG or APNG, or in a CHARX.
 * Nothing is fetched, nothing is run, and secrets of elizaOS are dropped.
 *
 * What has no field of its own is kept in the attribute `card`, so that {@link writeCard} gives the
 * card back. Bounds: a PNG of 32 MiB, a card of 4 MiB as JSON, a zip of 1,000 files and 64 MiB
 * unpacked.
 *
 * @param data the bytes of a file, JSON as a text, or parsed JSON
 * @throws {CardError} when there is no card in it, or none that is read
 * @throws {TypeError} when it is none of these, or an option is not known
 *
 * @example
 * ```ts
 * const { character, image, warnings } = readCard(await file.bytes(), { model })
 * await service.createCharacter(character)
 * ```
 *
 * @category Cards
 */
export function readCard(data: Uint8Array | string | object): CardReading
export function readCard(
  data: Uint8Array | string | object,
  options: ReadCardOptions,
): CardReading<Partial<CardAttributes>>
export function readCard(
  data: Uint8Array | string | object,
  options: ReadCardOptions = {},
): CardReading<Partial<CardAttributes>> {
  checkOptions('readCard', options, OPTIONS)
  const { model } = options
  const warnings = new Warnings()
  const { format, container, root, image, assets } = open(data, warnings)
  if (format === 'eliza') dropSecrets(root, warnings)
  noteOddities(format, root, warnings)
  const character = characterOf(format, root, model, warnings)
  return deepFreeze({ format, container, character, image, assets, warnings: warnings.list })
}

function open(data: Uint8Array | string | object, warnings: Warnings): OpenedCard {
  if (typeof data === 'string') return openJson(data, warnings)
  if (ArrayBuffer.isView(data)) {
    return openFile(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), warnings)
  }
  if (typeof data !== 'object' || data === null) {
    throw new TypeError(
      `readCard: data must be bytes, a text or an object, got ${describeValue(data)}`,
    )
  }
  if (Object.prototype.toString.call(data) === '[object ArrayBuffer]') {
    return openFile(new Uint8Array(data as ArrayBuffer), warnings)
  }
  let text: string | undefined
  try {
    text = JSON.stringify(data)
  } catch {
    throw malformed('The card is not JSON')
  }
  return openJson(text ?? '', warnings)
}

function characterOf(
  format: CardFormat,
  root: JsonMap,
  model: ReadCardOptions['model'],
  warnings: Warnings,
): CharacterCreate & Partial<CardAttributes> {
  const limits = model?.limits ?? { ...DEFAULT_LIMITS, ...cardLimits }
  const parts = readParts(format, root)
  const persona = personaOf(parts)
  const fields = fieldsOf(parts, limits)
  noteRequired(fields, [parts.name, parts[persona], parts.system], warnings)
  fields.name = nameOf(isText(parts.name) ? String(fields.display_name) : '', root)
  const keep = (field: string): void => {
    if (isAccepted(field, fields[field], model, limits)) return
    warnings.add([field], 'is not what the model has or accepts: it was left out')
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

function isAttribute(field: string): boolean {
  return Object.hasOwn(cardAttributes, field)
}

function isAccepted(
  field: string,
  value: Json | undefined,
  model: ReadCardOptions['model'],
  limits: CharacterLimits,
): boolean {
  if (model !== undefined && !model.update.safeParse({ [field]: value }).success) return false
  if (!isAttribute(field)) return model !== undefined || !/^(avatar|voice)_/.test(field)
  const texts = Array.isArray(value) ? value : [value]
  const isFew = texts.length <= Math.min(limits.items, limits.values - 1)
  return isFew && texts.every((text) => typeof text === 'string' && isWithin(text, limits.text))
}

/** Leaves out what is kept of the card, then the largest attributes, until all are within the limit. */
function fitTogether(fields: JsonMap, limits: CharacterLimits, warnings: Warnings): void {
  const names = Object.keys(fields).filter(isAttribute)
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

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
  for (const part of Object.values(value)) deepFreeze(part)
  return Object.freeze(value)
}
