import { crc32 } from 'node:zlib'
import { readCard } from '../../dist/cards.js'
import { alternate, atMost } from '../measure.mjs'

export const title =
  'a PNG of 32 MiB read as a card, against one copy of its bytes and its JSON parsed'
const SIZE = 32 * 1024 * 1024 - 1024
const CARDS = { 'card of 2 KB': 2_000, 'card of 3 MB': 3_000_000 }
export const contenders = ['control', ...Object.keys(CARDS)]

export async function measure(contender) {
  const json = JSON.stringify(card(CARDS[contender] ?? 2_000))
  const png = pngOf(json)
  const baseline = async () => [png.slice(), JSON.parse(json)]
  const read = contender === 'control' ? baseline : async () => readCard(png)
  const { baselineNs, ownNs, ratio, min, max } = await alternate(baseline, read, 5)
  const before = memoryInUse()
  const kept = await read()
  const grown = memoryInUse() - before
  const goal = contender === 'control' ? {} : atMost(ratio, 4)
  const times = { ms: ownNs / 1e6, baselineMs: baselineNs / 1e6, ratio, min, max }
  return { ...times, 'memory / file': kept && grown / png.length, ...goal }
}

function memoryInUse() {
  globalThis.gc()
  globalThis.gc()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

function card(length) {
  const content = 'The lamp burns whale oil. '.repeat(8)
  const entries = Array.from({ length: length / content.length }, () => ({
    keys: ['lamp'],
    content,
  }))
  return {
    spec: 'chara_card_v2',
    spec_version: '2.0',
    data: { name: 'Mira', description: 'Keeps the light.', character_book: { entries } },
  }
}

function pngOf(json) {
  const text = chunk('tEXt', Buffer.from(`chara\0${Buffer.from(json).toString('base64')}`))
  const head = [Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', Buffer.alloc(13))]
  const end = [text, chunk('IEND', Buffer.alloc(0))]
  const size = SIZE - Buffer.concat([...head, ...end]).length - 12
  return new Uint8Array(Buffer.concat([...head, chunk('IDAT', Buffer.alloc(size, 7)), ...end]))
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data])
  const bytes = Buffer.alloc(body.length + 8)
  bytes.writeUInt32BE(data.length, 0)
  body.copy(bytes, 4)
  bytes.writeUInt32BE(crc32(body), body.length + 4)
  return bytes
}
