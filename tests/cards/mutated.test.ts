import { expect, test } from 'vitest'
import { CardError } from '../../src/cards/card-error.ts'
import { readCard } from '../../src/cards/read-card.ts'
import { writeCard } from '../../src/cards/write-card.ts'
import { type Random, seededRandom } from '../support/random.ts'
import { figure, sized } from '../support/sizes.ts'
import { cardModel, chunk, chunksIn, fixture, pngWith, READ, REFUSED, utf8 } from './kit.ts'
import { zipOf } from './zip-kit.ts'

type Bytes = Uint8Array<ArrayBuffer>

const JPEG = Buffer.from('\xff\xd8\xff\xe0 picture \xff\xd9', 'latin1')
const CARD = { path: 'card.json', bytes: fixture('v3.json') }
const FILES: readonly Bytes[] = [
  ...[...READ, ...Object.keys(REFUSED)].map(fixture),
  zipOf([CARD, { path: 'assets/a.png', bytes: fixture('plain-no-card.png'), isStored: true }]),
  new Uint8Array(Buffer.concat([JPEG, zipOf([CARD])])),
]

/** Numbers that break sums. */
const SIZES = [0, 1, 0x7f, 0xff, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff]
/** What JSON and base64 trip over. */
const WORDS = [
  ...['{', '}', '[', ']', '"', ':', ',', '\\u0000', '\\ud800', 'null', '1e999', '__proto__', '='],
  ...['"__proto__":{"x":1},', '"constructor":{"prototype":{"x":1}},', 'PK\x05\x06', 'PK\x01\x02'],
  ...['IEND', 'tEXt', 'chara\0', 'ccv3\0', '\xff\xfe', '\xef\xbb\xbf', '../', '[[[[[[[[[[[[[[[['],
]

function mutate(random: Random, file: Bytes): Bytes {
  // Long enough for whatever is put into it.
  const bytes = Buffer.concat([file, Buffer.alloc(Math.max(0, 8 - file.length))])
  const at = random.below(bytes.length)
  switch (random.below(8)) {
    case 0:
      return new Uint8Array(bytes.subarray(0, at))
    case 1:
      bytes[at] = random.below(256)
      return new Uint8Array(bytes)
    case 2: {
      const size = random.pick(SIZES)
      const offset = Math.min(at, bytes.length - 4)
      if (random.below(2) === 0) bytes.writeUInt32BE(size, offset)
      else bytes.writeUInt32LE(size, offset)
      return new Uint8Array(bytes)
    }
    case 3: {
      const word = Buffer.from(random.pick(WORDS), 'latin1')
      return new Uint8Array(Buffer.concat([bytes.subarray(0, at), word, bytes.subarray(at)]))
    }
    case 4: {
      const end = at + random.below(200)
      return new Uint8Array(Buffer.concat([bytes.subarray(0, at), bytes.subarray(end)]))
    }
    case 5: {
      const part = bytes.subarray(at, at + random.below(400))
      return new Uint8Array(Buffer.concat([bytes, part]))
    }
    case 6: {
      const other = random.pick(FILES)
      return new Uint8Array(Buffer.concat([bytes.subarray(0, at), other.subarray(at)]))
    }
    default:
      return inside(random, file)
  }
}

/** Breaks the card itself, and leaves what is around it whole. */
function inside(random: Random, file: Bytes): Bytes {
  const texts = file[0] === 0x89 && file.length > 500 ? safeChunks(file) : []
  const [text] = texts.filter(
    ({ type, data }) => type === 'tEXt' && /^(chara|ccv3)/i.test(`${data}`),
  )
  const json = text ? Buffer.from(`${text.data}`.split('\0')[1] ?? '', 'base64') : CARD.bytes
  const broken = mutateText(random, new Uint8Array(json))
  if (text === undefined) return zipOf([{ path: 'card.json', bytes: broken }])
  return pngWith(chunk('tEXt', `chara\0${Buffer.from(broken).toString('base64')}`))
}

function safeChunks(file: Bytes): ReturnType<typeof chunksIn> {
  try {
    return chunksIn(file)
  } catch {
    return []
  }
}

function mutateText(random: Random, json: Bytes): Bytes {
  const at = random.below(json.length + 1)
  const word = utf8(random.pick(WORDS))
  const end = at + random.below(10)
  return new Uint8Array(Buffer.concat([json.subarray(0, at), word, json.subarray(end)]))
}

test('whatever a file holds, it is read or refused, and nothing else happens', () => {
  const count = sized('mutated files', 50_000)
  const random = seededRandom('mutated files')
  const codes = new Map<string, number>()
  const properties = Object.getOwnPropertyNames(Object.prototype).length
  let slowest = 0
  for (let index = 0; index < count; index++) {
    let file = random.pick(FILES)
    for (let more = random.below(3); more >= 0; more--) file = mutate(random, file)
    const before = process.cpuUsage()
    const outcome = outcomeOf(file)
    const { user, system } = process.cpuUsage(before)
    slowest = Math.max(slowest, (user + system) / 1_000)
    codes.set(outcome, (codes.get(outcome) ?? 0) + 1)
  }
  expect([...codes.keys()].filter((code) => !/^(read$|CARD_)/.test(code))).toEqual([])
  expect(Object.getOwnPropertyNames(Object.prototype)).toHaveLength(properties)
  expect(Reflect.get({}, 'x')).toBeUndefined()
  const kinds = [...codes].map(([code, times]) => `${times} ${code}`).join(', ')
  figure('mutated files', `${count}: ${kinds}; the slowest took ${slowest.toFixed(0)} ms of CPU`)
})

function outcomeOf(file: Bytes): string {
  try {
    const { character, image } = readCard(file)
    // What is read can be written.
    writeCard(character, image?.mime === 'image/png' ? { image } : {})
    return cardModel.create.safeParse(character).success ? 'read' : 'read, and then refused'
  } catch (error) {
    return error instanceof CardError ? error.code : `${error}`
  }
}
