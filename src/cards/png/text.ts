import { BOUNDS } from '../bounds.ts'
import { latin1 } from '../bytes.ts'
import { malformed } from '../card-error.ts'
import { inflate } from '../inflate.ts'
import type { Chunk } from './chunks.ts'

const MAX_KEYWORD = 80
/** The picture's own assets: what follows is the path that the card names. */
const ASSET = /^chara-ext-asset_:?/i
/** base64 of the largest card. */
const MAX_TEXT = Math.ceil(BOUNDS.json / 3) * 4 + 1024

/** What a chunk of text is to a card. */
export interface CardText {
  readonly kind: 'chara' | 'ccv3' | 'asset'
  /** Of an asset: as the card names it. */
  readonly path: string
  /** Inflates where needed, checks the checksum. */
  text(): Uint8Array
}

/** What a chunk holds of a card; `null` when it is none of a card's. */
export function cardTextOf(chunk: Chunk): CardText | null {
  const { type, data } = chunk
  if (type !== 'tEXt' && type !== 'zTXt' && type !== 'iTXt') return null
  const end = data.subarray(0, MAX_KEYWORD).indexOf(0)
  const keyword = latin1(data.subarray(0, Math.max(end, 0)))
  const kind = kindOf(keyword)
  if (kind === null) return null
  const text = (): Uint8Array => {
    if (!chunk.isIntact()) throw malformed('The checksum of the card is wrong', chunk.start)
    return textOf(type, data.subarray(end + 1), chunk.start)
  }
  return { kind, path: keyword.replace(ASSET, ''), text }
}

function kindOf(keyword: string): CardText['kind'] | null {
  const word = keyword.toLowerCase()
  if (word === 'chara' || word === 'ccv3') return word
  return ASSET.test(word) ? 'asset' : null
}

function textOf(type: string, rest: Uint8Array, offset: number): Uint8Array {
  if (type === 'tEXt') return rest
  if (type === 'zTXt') return unzlib(rest.subarray(1), offset)
  // Compression flag and method, language, translated keyword, text.
  const language = rest.indexOf(0, 2)
  const translated = language === -1 ? -1 : rest.indexOf(0, language + 1)
  if (translated === -1) throw malformed('The text of the card is broken', offset)
  const text = rest.subarray(translated + 1)
  return rest[0] === 1 ? unzlib(text, offset) : text
}

function unzlib(data: Uint8Array, offset: number): Uint8Array {
  const [method = 0, flags = 0] = data
  const isZlib = (method & 15) === 8 && ((method << 8) | flags) % 31 === 0 && (flags & 32) === 0
  if (!isZlib) throw malformed('The compressed data is broken', offset)
  return inflate(data.subarray(2), MAX_TEXT, offset)
}
