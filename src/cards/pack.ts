import { describeValue } from '../describe-value.ts'
import { encodeBase64 } from './base64.ts'
import { BOUNDS } from './bounds.ts'
import { pictureType } from './bytes.ts'
import { assetEntries, type CardAsset, embeddedPath, isSafePath, mainIcon } from './card-asset.ts'
import { tooLarge, unsupported } from './card-error.ts'
import { isMap, type JsonMap } from './json.ts'
import { isPng, rebuildPng, textChunk } from './png/chunks.ts'
import { cardTextOf } from './png/text.ts'
import { writeZip } from './zip/write.ts'

/** What a keyword of at most 79 characters holds behind its beginning. */
const IN_KEYWORD = /^[\x20-\x7e\xa1-\xff]{1,62}$/

/** A picture with cards in it: its own cards, and assets where there are new ones, are replaced. */
export function packPng(
  texts: readonly (readonly [keyword: string, json: Uint8Array])[],
  image: Uint8Array | null,
  assets: readonly CardAsset[],
): Uint8Array<ArrayBuffer> {
  if (image === null || !isPng(image)) {
    throw unsupported('The image is no PNG')
  }
  const added = texts.map(([keyword, json]) => textChunk(keyword, encodeBase64(json)))
  for (const { path, bytes } of assets) {
    if (!IN_KEYWORD.test(checkedPath(path))) {
      throw unsupported('The path of an asset is longer than a PNG can hold')
    }
    added.push(textChunk(`chara-ext-asset_:${path}`, encodeBase64(bytes)))
  }
  const png = rebuildPng(
    image,
    (chunk) => {
      const kind = cardTextOf(chunk)?.kind
      return kind !== undefined && (kind !== 'asset' || assets.length > 0)
    },
    added,
  )
  if (png.length > BOUNDS.png) throw tooLarge(`A PNG holds at most ${BOUNDS.png} bytes`)
  return png
}

/** A zip with the card, its files, and the picture as its main icon. */
export function packCharx(
  card: JsonMap,
  jsonOf: (card: JsonMap) => string,
  image: Uint8Array | null,
  assets: readonly CardAsset[],
): Uint8Array<ArrayBuffer> {
  const files = new Map<string, Uint8Array>()
  for (const { path, bytes } of assets) files.set(checkedPath(path), bytes)
  if (image !== null) files.set(iconPath(card, image), image)
  const json = new TextEncoder().encode(jsonOf(card))
  return writeZip(new Map([['card.json', json], ...files]))
}

/** Where the picture goes: to the main icon of the card, which is made where it has none of its own. */
function iconPath(card: JsonMap, image: Uint8Array): string {
  const mime = pictureType(image)
  if (mime === null) throw unsupported('The image is no picture')
  const icon = mainIcon(card)
  const known = embeddedPath(icon)
  if (known !== null && isSafePath(known)) return known
  const ext = mime === 'image/jpeg' ? 'jpg' : mime.slice('image/'.length)
  const path = `assets/icon/images/main.${ext}`
  const entry = { type: 'icon', uri: `embeded://${path}`, name: 'main', ext }
  if (icon?.uri === 'ccdefault:') Object.assign(icon, { uri: entry.uri, ext })
  else if (isMap(card.data)) card.data.assets = [...assetEntries(card), entry]
  return path
}

function checkedPath(path: string): string {
  const isGood = typeof path === 'string' && path !== 'card.json' && isSafePath(path)
  if (isGood) return path
  throw new TypeError(
    `writeCard: an asset must have a path in its folder, got ${describeValue(path)}`,
  )
}
