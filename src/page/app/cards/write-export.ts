import { type CardSource, writeCard } from '../../../cards/write-card.ts'

/** What a character is written in. */
export type ExportContainer = 'json' | 'png' | 'charx'

/** A file to be downloaded. */
export interface ExportFile {
  readonly bytes: Uint8Array
  readonly fileName: string
  readonly mime: string
}

const MIMES: Readonly<Record<ExportContainer, string>> = {
  json: 'application/json',
  png: 'image/png',
  charx: 'application/zip',
}
/** What some file system does not hold, or shows as another name than it is. */
const NOT_IN_FILES = /[\p{C}<>:"/\\|?*]+/gu
/** Names of devices, with an end or without. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i

/**
 * Writes a character, as the server gives it, as a card.
 *
 * @param image a PNG for `png`, any picture for `charx`
 * @throws {CardError} when the picture is none that the container takes, or its attribute `card` is broken
 * @throws {TypeError} when there is no picture for a PNG
 */
export function writeExport(
  character: Readonly<Record<string, unknown>>,
  container: ExportContainer,
  image: Uint8Array | null,
): ExportFile {
  const bytes = writeCard(character as unknown as CardSource, { container, image })
  return { bytes, fileName: `${fileNameOf(character.name)}.${container}`, mime: MIMES[container] }
}

function fileNameOf(name: unknown): string {
  const plain = String(name ?? '')
    .replace(NOT_IN_FILES, ' ')
    .trim()
    .replace(/^\.+|\.+$/g, '')
  return plain === '' || DEVICE.test(plain) ? `character ${plain}`.trim() : plain
}
