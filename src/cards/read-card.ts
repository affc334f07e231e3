import { describeValue } from '../describe-value.ts'
import { checkOptions, type KnownOptions } from '../known-options.ts'
import type { CharacterCreate } from '../model/character.ts'
import type { CharacterModel } from '../model/character-model.ts'
import type { CardAttributes } from './attributes.ts'
import type { CardAsset, CardImage } from './card-asset.ts'
import { malformed } from './card-error.ts'
import { type CardContainer, type OpenedCard, openFile, openJson } from './containers.ts'
import type { CardFormat } from './formats/detect.ts'
import { noteOddities } from './oddities.ts'
import { dropSecrets } from './secrets.ts'
import { ANYONE, type CardTaker, NOT_IN_MODEL, toCharacter } from './to-character.ts'
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
  return readCardFor(data, takerOf(options.model))
}

/** Reads a card as {@link readCard} does, for whoever says what it takes of a character. */
export function readCardFor(
  data: Uint8Array | string | object,
  taker: CardTaker,
): CardReading<Partial<CardAttributes>> {
  const warnings = new Warnings()
  const { format, container, root, image, assets } = open(data, warnings)
  if (format === 'eliza') dropSecrets(root, warnings)
  noteOddities(format, root, warnings)
  const character = toCharacter(format, root, taker, warnings)
  return deepFreeze({ format, container, character, image, assets, warnings: warnings.list })
}

function takerOf(model: ReadCardOptions['model']): CardTaker {
  if (model === undefined) return ANYONE
  return {
    limits: model.limits,
    complaintAbout: (field, value) =>
      model.update.safeParse({ [field]: value }).success ? null : NOT_IN_MODEL,
  }
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

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
  for (const part of Object.values(value)) deepFreeze(part)
  return Object.freeze(value)
}
