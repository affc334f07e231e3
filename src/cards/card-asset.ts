import { isMap, type JsonMap } from './json.ts'

/**
 * A file that came with a card: a picture of a mood, a voice, a module.
 *
 * @category Cards
 */
export interface CardAsset {
  /** Its path in the CHARX, or its name in the PNG: never absolute, never out of its folder. */
  readonly path: string
  /** Its bytes, its own memory. */
  readonly bytes: Uint8Array
}

/**
 * What a PNG or a CHARX holds as its picture.
 *
 * @category Cards
 */
export interface CardImage {
  /** Its bytes, its own memory; of a PNG without the card, so that a picture shown tells no prompt. */
  readonly bytes: Uint8Array
  /** `image/png`, `image/jpeg`, `image/gif`, `image/webp` or `image/avif`. */
  readonly mime: string
}

const EMBEDDED = /^embed{1,2}ed:\/\//

/** Whether a path stays in its folder on every system. */
export function isSafePath(path: string): boolean {
  const parts = path.split('/')
  return !/[\\\p{Cc}:]/u.test(path) && parts.every((part) => !/^\.{0,2}$/.test(part))
}

/** The entries that a card has for its files. */
export function assetEntries(root: JsonMap): JsonMap[] {
  const { assets } = isMap(root.data) ? root.data : root
  return Array.isArray(assets) ? assets.filter(isMap) : []
}

/** The main icon, or the first one. */
export function mainIcon(root: JsonMap): JsonMap | undefined {
  const icons = assetEntries(root).filter(({ type }) => type === 'icon')
  return icons.find(({ name }) => name === 'main') ?? icons[0]
}

/** Where in a CHARX an entry's file is; `null` when it is elsewhere. */
export function embeddedPath(entry: JsonMap | undefined): string | null {
  const { uri } = entry ?? {}
  return typeof uri === 'string' && EMBEDDED.test(uri) ? uri.replace(EMBEDDED, '') : null
}
