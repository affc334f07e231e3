import { notWanted } from '../describe-value.ts'
import { checkOptions, type KnownOptions } from '../known-options.ts'
import type { CharacterCreate } from '../model/character.ts'
import type { CardAttributes } from './attributes.ts'
import type { CardAsset, CardImage } from './card-asset.ts'
import { CardError, malformed } from './card-error.ts'
import type { CardContainer } from './containers.ts'
import { emptyEliza, emptyV2, toV2, toV3 } from './convert.ts'
import { type CardFormat, formatOf } from './formats/detect.ts'
import { OURS, tavernPath, V1_KEYS } from './formats/places.ts'
import { at, checkSize, type JsonMap, parseJson, put } from './json.ts'
import { fillCard, restOf } from './kept.ts'
import { packCharx, packPng } from './pack.ts'
import { Warnings } from './warnings.ts'

/**
 * A character as {@link writeCard} takes it: of a service, of {@link readCard}, or made by hand. Other
 * attributes are left alone.
 *
 * @category Cards
 */
export type CardSource = Pick<
  CharacterCreate,
  'display_name' | 'personality' | 'system_prompt' | 'traits' | 'avatar_url' | 'voice_settings'
> & { readonly [A in keyof CardAttributes]?: CardAttributes[A] | undefined } & {
  /** When it was created, ISO 8601. */
  readonly created_at?: string | undefined
  /** When its content changed last, ISO 8601: the card's `modification_date`, where it has one. */
  readonly updated_at?: string | undefined
}

/**
 * How a card is written.
 *
 * @category Cards
 */
export interface WriteCardOptions {
  /**
   * The format to write.
   *
   * @default the one it came in, V2 for Pygmalion and for a character made by hand; V3 in a CHARX; V2
   *   for a character of elizaOS in a PNG
   */
  readonly format?: Exclude<CardFormat, 'pygmalion'> | undefined
  /**
   * What to write it in: `png` holds V1, V2 and V3, `charx` V3 only.
   *
   * @default 'json'
   */
  readonly container?: CardContainer | undefined
  /**
   * The picture: a PNG or APNG for `png`, where it is required; any picture that browsers show for
   * `charx`. JSON has none.
   */
  readonly image?: Uint8Array | Pick<CardImage, 'bytes'> | null | undefined
  /**
   * Files that come with it, as {@link readCard} gave them. JSON has none.
   *
   * @default none
   */
  readonly assets?: readonly CardAsset[] | undefined
}

const OPTIONS: KnownOptions<WriteCardOptions> = {
  format: true,
  container: true,
  image: true,
  assets: true,
}

/**
 * Writes a character as a card. Read and written in the same format, unedited, a card says the same,
 * key for key; an edited field changes the field of the card that it came from. The one exception is
 * `modification_date`, which is the time of the last change.
 *
 * A card of V3 in a PNG is written to `ccv3` and, for older readers, as V2 to `chara`.
 *
 * @returns the bytes of the file; JSON is UTF-8
 * @throws {CardError} `CARD_UNSUPPORTED` when the picture is none that the container takes,
 *   `CARD_TOO_LARGE` when the card passes what {@link readCard} reads, `CARD_MALFORMED` when the
 *   attribute `card` or the picture is broken
 * @throws {TypeError} when an option is wrong or not known, or there is no picture for a PNG
 *
 * @example
 * ```ts
 * const luna = await service.getCharacter('luna')
 * await writeFile('luna.png', writeCard(luna, { container: 'png', image: await readFile('face.png') }))
 * ```
 *
 * @category Cards
 */
export function writeCard(
  character: CardSource,
  options: WriteCardOptions = {},
): Uint8Array<ArrayBuffer> {
  if (typeof character !== 'object' || character === null) {
    throw notWanted('writeCard: character', 'a character', character)
  }
  checkOptions('writeCard', options, OPTIONS)
  const kept = keptCard(character)
  const container = options.container ?? 'json'
  const format = options.format ?? defaultFormat(kept?.format, container)
  checkForm(format, container)
  const card = cardOf(character, kept, format)
  const assets = options.assets ?? []
  const image = imageOf(options)
  switch (container) {
    case 'png':
      return packPng(textsOf(card, format), image, assets)
    case 'charx':
      return packCharx(card, jsonOf, image, assets)
    default:
      return bytesOf(jsonOf(card, 2))
  }
}

/** The card that a character came as, with its marks. */
interface KeptCard {
  readonly format: CardFormat
  readonly root: JsonMap
}

function keptCard({ card = '' }: CardSource): KeptCard | null {
  if (typeof card !== 'string' || card === '') return null
  try {
    return formatOf(parseJson(card, new Warnings()))
  } catch (cause) {
    if (!(cause instanceof CardError)) throw cause
    throw malformed("The attribute 'card' is not what a card left there")
  }
}

function defaultFormat(
  origin: CardFormat | undefined,
  container: CardContainer,
): Exclude<CardFormat, 'pygmalion'> {
  if (container === 'charx') return 'v3'
  if (origin === undefined || origin === 'pygmalion') return 'v2'
  return origin === 'eliza' && container === 'png' ? 'v2' : origin
}

function checkForm(format: CardFormat, container: CardContainer): void {
  checkOption('format', format, ['v1', 'v2', 'v3', 'eliza'])
  checkOption('container', container, ['json', 'png', 'charx'])
  const isWrong =
    container === 'charx' ? format !== 'v3' : container === 'png' && format === 'eliza'
  if (isWrong) throw misuse(`a ${container} holds no card of '${format}'`)
}

function checkOption(name: string, value: string, allowed: readonly string[]): void {
  if (allowed.includes(value)) return
  throw notWanted(`writeCard: ${name}`, `one of ${allowed.join(', ')}`, value)
}

function imageOf({ container, image }: WriteCardOptions): Uint8Array | null {
  const bytes = image && 'bytes' in image ? image.bytes : image
  if (ArrayBuffer.isView(bytes)) return bytes
  if (bytes !== null && bytes !== undefined) {
    throw notWanted('writeCard: image', 'the bytes of a picture', bytes)
  }
  if (container === 'png') throw misuse('a PNG needs an image: give the bytes of one')
  return null
}

function cardOf(character: CardSource, kept: KeptCard | null, format: CardFormat): JsonMap {
  const origin = kept?.format
  if (kept && origin === format) return filled(format, kept.root, character)
  if (format === 'eliza') {
    const rest = at(kept?.root, [...OURS, 'eliza'])
    return filled('eliza', emptyEliza(character.display_name, rest), character)
  }
  if (format === 'v1') {
    const root = filled('v1', {}, character)
    return Object.fromEntries(V1_KEYS.map((key) => [key, root[key] ?? '']))
  }
  if (kept && origin === 'v3') return toV2(filled(origin, kept.root, character))
  const isOlder = kept && origin === 'v2'
  const rest = kept ? restOf(kept.format, kept.root) : {}
  const root = isOlder ? kept.root : emptyV2(rest, origin ?? '')
  const card = filled('v2', root, character)
  if (format === 'v2') return card
  const newer = toV3(card)
  if (kept === null) stampNew(newer, character)
  return newer
}

function filled(format: CardFormat, root: JsonMap, character: CardSource): JsonMap {
  fillCard(format, root, character)
  const path = tavernPath(format, root, 'modification_date')
  const changed = secondsOf(character.updated_at)
  if (changed !== null && at(root, path) !== undefined) put(root, path, changed)
  return root
}

/** A card of V3 made by hand has its times. */
function stampNew({ data }: JsonMap, { created_at, updated_at }: CardSource): void {
  const times = { creation_date: secondsOf(created_at), modification_date: secondsOf(updated_at) }
  for (const [key, time] of Object.entries(times)) {
    if (time !== null) Object.assign(data ?? {}, { [key]: time })
  }
}

function secondsOf(time: string | undefined): number | null {
  const ms = typeof time === 'string' ? Date.parse(time) : Number.NaN
  return Number.isNaN(ms) ? null : Math.floor(ms / 1000)
}

function textsOf(
  card: JsonMap,
  format: CardFormat,
): [keyword: 'chara' | 'ccv3', json: Uint8Array][] {
  const json = jsonOf(card)
  if (format !== 'v3') return [['chara', bytesOf(json)]]
  const older = jsonOf(toV2(JSON.parse(json)))
  return [
    ['chara', bytesOf(older)],
    ['ccv3', bytesOf(json)],
  ]
}

function jsonOf(card: JsonMap, indent?: number): string {
  const compact = JSON.stringify(card)
  checkSize(compact)
  if (indent === undefined) return compact
  const text = JSON.stringify(card, null, indent)
  // Never a file that is too large only because it is pleasant to read.
  return text.length > 1_000_000 ? compact : `${text}\n`
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text)
}

function misuse(reason: string): TypeError {
  return new TypeError(`writeCard: ${reason}`)
}
