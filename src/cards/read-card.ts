import { checkOptions, type KnownOptions } from '../known-options.ts'
import type { CharacterModel } from '../model/character-model.ts'
import { type CardAttributes, cardAttributes } from './attributes.ts'
import { type CardReading, readFor } from './reading.ts'

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
  return readFor(data, cardAttributes, options.model)
}
