import { decodeBase64 } from './base64.ts'
import { BOUNDS } from './bounds.ts'
import { latin1, pictureType } from './bytes.ts'
import { type CardAsset, type CardImage, embeddedPath, isSafePath, mainIcon } from './card-asset.ts'
import { malformed, notFound, tooLarge, unsupported } from './card-error.ts'
import { type CardFormat, formatOf } from './formats/detect.ts'
import { decodeText, type JsonMap, parseJson } from './json.ts'
import { chunksOf, isPng, rebuildPng } from './png/chunks.ts'
import { type CardText, cardTextOf } from './png/text.ts'
import type { Warnings } from './warnings.ts'
import { type ZipEntry, zipEntries } from './zip/read.ts'

/**
 * What a card comes in.
 *
 * @category Cards
 */
export type CardContainer = 'json' | 'png' | 'charx'

/** A card taken out of its container. */
export interface OpenedCard {
  readonly container: CardContainer
  readonly format: CardFormat
  readonly root: JsonMap
  readonly image: CardImage | null
  readonly assets: readonly CardAsset[]
}

/** @throws {CardError} when there is no card in it, or none that is read */
export function openFile(bytes: Uint8Array, warnings: Warnings): OpenedCard {
  if (isPng(bytes)) return openPng(bytes, warnings)
  // A text before it says that it is one; a zip may have anything before it.
  const isJson = /^(\xef\xbb\xbf)?\s*[[{"]/.test(latin1(bytes.subarray(0, 256)))
  const entries = isJson ? null : zipEntries(bytes)
  if (entries !== null) return openZip(bytes, entries, warnings)
  if (latin1(bytes.subarray(0, 4)) === 'PK\x03\x04') throw malformed('The zip is cut short')
  if (pictureType(bytes) !== null || bytes.length === 0 || bytes.includes(0)) {
    throw notFound('The file holds no card')
  }
  return openJson(bytesOfJson(bytes, warnings), warnings)
}

export function openJson(text: string, warnings: Warnings): OpenedCard {
  const card = formatOf(parseJson(text, warnings))
  return { container: 'json', ...card, image: null, assets: [] }
}

function bytesOfJson(bytes: Uint8Array, warnings: Warnings): string {
  if (bytes.length > BOUNDS.json + 3) {
    throw tooLarge(`A card holds at most ${BOUNDS.json} bytes of JSON`)
  }
  return decodeText(bytes, warnings)
}

function openPng(png: Uint8Array, warnings: Warnings): OpenedCard {
  const texts: CardText[] = []
  let end = 0
  for (const chunk of chunksOf(png)) {
    end = chunk.end
    const text = cardTextOf(chunk)
    if (text !== null && texts.length <= BOUNDS.entries) texts.push(text)
  }
  if (end < png.length) warnings.add([], 'has more behind its end: it was left out')
  const cards = texts.filter(({ kind }) => kind !== 'asset')
  const card = cards.find(({ kind }) => kind === 'ccv3') ?? cards[0]
  if (card === undefined) throw notFound('The PNG holds no card')
  if (cards.some((other) => other !== card && other.kind === card.kind)) {
    warnings.add([], 'holds several cards: the first one was read')
  }
  const found = formatOf(parseJson(jsonOf(card.text(), warnings), warnings))
  if (found.format === 'v3' && card.kind === 'chara') {
    warnings.add([], 'holds a card of V3 where one of V2 belongs')
  }
  const image = rebuildPng(png, (chunk) => cardTextOf(chunk) !== null)
  return {
    container: 'png',
    ...found,
    image: { bytes: image, mime: 'image/png' },
    assets: assetsOf(texts, warnings),
  }
}

/** base64 as it should be, or the JSON itself. */
function jsonOf(text: Uint8Array, warnings: Warnings): string {
  const start = latin1(text.subarray(0, 16))
  if (start.startsWith('rcc||')) {
    throw unsupported('The card is encrypted')
  }
  if (/^\s*\{/.test(start)) {
    warnings.add([], 'holds its card as it is, and not as base64')
    return decodeText(text, warnings)
  }
  const bytes = decodeBase64(text)
  if (bytes === null) throw malformed('The card is not base64')
  return bytesOfJson(bytes, warnings)
}

function assetsOf(texts: readonly CardText[], warnings: Warnings): CardAsset[] {
  return texts.flatMap(({ kind, path, text }) => {
    if (kind !== 'asset') return []
    const bytes = isSafePath(path) ? decodeBase64(text()) : null
    if (bytes !== null) return [{ path, bytes: bytes.slice() }]
    warnings.add(['assets'], 'holds an asset that is not base64 or has no path: it was left out')
    return []
  })
}

function openZip(file: Uint8Array, entries: ZipEntry[], warnings: Warnings): OpenedCard {
  const card = entries.find(({ path }) => path === 'card.json')
  if (card === undefined) throw notFound('The zip holds no card.json')
  const found = formatOf(parseJson(bytesOfJson(card.bytes(), warnings), warnings))
  const assets: CardAsset[] = []
  for (const entry of entries) {
    if (entry === card) continue
    if (isSafePath(entry.path)) assets.push({ path: entry.path, bytes: entry.bytes() })
    else
      warnings.add(['assets'], 'holds a file whose path leads out of its folder: it was left out')
  }
  const start = Math.min(...entries.map((entry) => entry.start))
  const image = iconOf(found.root, assets) ?? pictureOf(file.subarray(0, start))
  return { container: 'charx', ...found, image, assets }
}

function iconOf(root: JsonMap, assets: readonly CardAsset[]): CardImage | null {
  const path = embeddedPath(mainIcon(root))
  const asset = assets.find((one) => one.path === path)
  return asset === undefined ? null : pictureOf(asset.bytes)
}

function pictureOf(bytes: Uint8Array): CardImage | null {
  const mime = pictureType(bytes)
  return mime === null ? null : { bytes: bytes.slice(), mime }
}
