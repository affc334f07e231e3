import { describeValue } from '../describe-value.ts'
import type { CharacterCreate } from '../model/character.ts'
import type { CardAttributes } from './attributes.ts'
import type { CardAsset, CardImage } from './card-asset.ts'
import { malformed } from './card-error.ts'
import { type CardContainer, type OpenedCard, openFile, openJson } from './containers.ts'
import type { CardFormat } from './formats/detect.ts'
import { noteOddities } from './oddities.ts'
import { dropSecrets } from './secrets.ts'
import { type CardTaker, toCharacter } from './to-character.ts'
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
 * Reads a card without zod, for whoever says what it takes of a character.
 *
 * @param attributes which fields of a character are attributes, by their names
 */
export function readFor(
  data: Uint8Array | string | object,
  attributes: object,
  taker: CardTaker | undefined,
): CardReading<Partial<CardAttributes>> {
  const warnings = new Warnings()
  const { root, ...opened } = open(data, warnings)
  if (opened.format === 'eliza') dropSecrets(root, warnings)
  noteOddities(opened.format, root, warnings)
  const character = toCharacter(opened.format, root, warnings, attributes, taker)
  return deepFreeze({ ...opened, character, warnings: warnings.list })
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
