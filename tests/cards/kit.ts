import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { cardAttributes } from '../../src/cards/attributes.ts'
import { CardError } from '../../src/cards/card-error.ts'
import { cardLimits } from '../../src/cards/card-limits.ts'
import { readCard } from '../../src/cards/read-card.ts'
import type { CardReading } from '../../src/cards/reading.ts'
import { type CardSource, type WriteCardOptions, writeCard } from '../../src/cards/write-card.ts'
import { defineCharacterModel } from '../../src/model/define-character.ts'
import { ROOT } from '../package/source-graph.ts'

const FOLDER = join(ROOT, 'tests/cards/fixtures')

/** Files that hold no card that is read, and how they are refused. */
export const REFUSED: Readonly<Record<string, string>> = {
  'bad-crc.png': 'CARD_MALFORMED',
  'corrupt-base64.png': 'CARD_MALFORMED',
  'lorebook_v3.json': 'CARD_UNSUPPORTED',
  'plain-no-card.png': 'CARD_NOT_FOUND',
  'truncated.png': 'CARD_MALFORMED',
}

/** The other files of the fixtures. */
export const READ: readonly string[] = readdirSync(FOLDER).filter((name) => !(name in REFUSED))

export const cardModel = defineCharacterModel({
  attributes: cardAttributes,
  private: ['card'],
  limits: cardLimits,
})

export function fixture(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(join(FOLDER, name)))
}

/** A JSON object, as a test looks into it. */
export type Loose = { [key: string]: unknown }

export function parse(json: Uint8Array | string): Loose {
  const text = typeof json === 'string' ? json : new TextDecoder().decode(json)
  return JSON.parse(text.replace(/^\ufeff/, '')) as Loose
}

export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text)
}

export function dataOf(card: Loose): Loose {
  return (card.data ?? card) as Loose
}

/** The code with which something is refused; `null` when it is not. */
export function refusalOf(act: () => unknown): string | null {
  try {
    act()
    return null
  } catch (error) {
    return error instanceof CardError ? error.code : String(error)
  }
}

/** Written and read again as JSON. */
export function written(character: CardSource, options: WriteCardOptions = {}): Loose {
  return parse(writeCard(character, options))
}

/** Written in what it came in. */
export function writtenAsRead(
  character: CardSource,
  {
    format,
    container,
    image,
    assets,
  }: Pick<CardReading, 'format' | 'container' | 'image' | 'assets'>,
): Uint8Array<ArrayBuffer> {
  const target = format === 'pygmalion' ? 'v2' : format
  return writeCard(character, { format: target, container, image, assets })
}

/** A chunk of a PNG. */
export function chunk(type: string, data: Uint8Array | string): Uint8Array<ArrayBuffer> {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), Buffer.from(data as string, 'latin1')])
  const bytes = Buffer.alloc(body.length + 8)
  bytes.writeUInt32BE(body.length - 4, 0)
  body.copy(bytes, 4)
  bytes.writeUInt32BE(crc32(body), body.length + 4)
  return new Uint8Array(bytes)
}

const PLAIN = fixture('plain-no-card.png')

/** The picture of the fixtures with more chunks before its end. */
export function pngWith(...chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const end = PLAIN.length - 12
  return new Uint8Array(Buffer.concat([PLAIN.subarray(0, end), ...chunks, PLAIN.subarray(end)]))
}

/** A PNG that holds a card as cards are held. */
export function pngOf(card: object, keyword = 'chara'): Uint8Array<ArrayBuffer> {
  const base64 = Buffer.from(JSON.stringify(card)).toString('base64')
  return pngWith(chunk('tEXt', `${keyword}\0${base64}`))
}

/** The chunks of a PNG as `type` and bytes. */
export function chunksIn(png: Uint8Array): { type: string; data: Buffer }[] {
  const bytes = Buffer.from(png)
  const found: { type: string; data: Buffer }[] = []
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at)
    const type = bytes.toString('latin1', at + 4, at + 8)
    found.push({ type, data: bytes.subarray(at + 8, at + 8 + length) })
    at += 12 + length
  }
  return found
}

/** A V2 card with something in every field. */
export function cardV2(data: Loose = {}): Loose {
  return { ...parse(fixture('v2.json')), data: { ...dataOf(parse(fixture('v2.json'))), ...data } }
}

export function reading(card: object): CardReading {
  return readCard(utf8(JSON.stringify(card)))
}
