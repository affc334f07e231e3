import { BOUNDS } from '../bounds.ts'
import { concat, fromLatin1, latin1, pictureType, viewOf } from '../bytes.ts'
import { malformed, tooLarge } from '../card-error.ts'
import { crc32 } from '../crc32.ts'

/** One part of a PNG. */
export interface Chunk {
  /** Four letters. */
  readonly type: string
  readonly data: Uint8Array
  /** Of the whole chunk in the file. */
  readonly start: number
  readonly end: number
  /** Whether the checksum fits; looked at only when it is asked for, as pictures are large. */
  isIntact(): boolean
}

/** Bytes before the first chunk. */
const SIGNATURE = 8
/** Length, type and checksum. */
const FRAME = 12

/** Whether bytes are a PNG or an APNG. */
export function isPng(bytes: Uint8Array): boolean {
  return pictureType(bytes) === 'image/png'
}

/**
 * The chunks of a PNG up to its end, one after the other.
 *
 * @throws {CardError} `CARD_TOO_LARGE`, or `CARD_MALFORMED` with the offset where it is cut short
 */
export function* chunksOf(png: Uint8Array): Generator<Chunk> {
  if (png.length > BOUNDS.png) throw tooLarge(`A PNG holds at most ${BOUNDS.png} bytes`)
  const view = viewOf(png)
  let count = 0
  for (let start = SIGNATURE; ; ) {
    if (++count > BOUNDS.chunks) throw tooLarge(`A PNG holds at most ${BOUNDS.chunks} chunks`)
    const length = start + FRAME <= png.length ? view.getUint32(start) : Number.POSITIVE_INFINITY
    const end = start + FRAME + length
    if (end > png.length) throw malformed('The PNG is cut short', start)
    const type = latin1(png.subarray(start + 4, start + 8))
    const isFirst = start === SIGNATURE
    if (!/^[A-Za-z]{4}$/.test(type) || isFirst !== (type === 'IHDR')) {
      throw malformed('The PNG has a chunk that is none', start)
    }
    const body = png.subarray(start + 4, end - 4)
    const isIntact = (): boolean => crc32(body) === view.getUint32(end - 4)
    yield { type, data: body.subarray(4), start, end, isIntact }
    if (type === 'IEND') return
    start = end
  }
}

/** A chunk of text as it stands in a file. */
export function textChunk(keyword: string, text: Uint8Array): Uint8Array {
  const body = concat([fromLatin1(`tEXt${keyword}\0`), text])
  const chunk = concat([new Uint8Array(4), body, new Uint8Array(4)])
  const view = viewOf(chunk)
  view.setUint32(0, body.length - 4)
  view.setUint32(chunk.length - 4, crc32(body))
  return chunk
}

/** A PNG of the chunks of another, in their order, without some of them, and with more before its end. */
export function rebuildPng(
  png: Uint8Array,
  isLeftOut: (chunk: Chunk) => boolean,
  added: readonly Uint8Array[] = [],
): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = []
  // Neighbours are copied as one: a PNG may consist of very many chunks.
  let from = 0
  for (const chunk of chunksOf(png)) {
    const isEnd = chunk.type === 'IEND'
    if (!isEnd && !isLeftOut(chunk)) continue
    parts.push(png.subarray(from, chunk.start))
    from = chunk.end
    if (isEnd) parts.push(...added, png.subarray(chunk.start, chunk.end))
  }
  return concat(parts)
}
