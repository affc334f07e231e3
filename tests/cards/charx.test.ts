import { unzipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { readCard } from '../../src/cards/read-card.ts'
import { writeCard } from '../../src/cards/write-card.ts'
import { luna } from '../support/characters.ts'
import { dataOf, fixture, parse, refusalOf, utf8 } from './kit.ts'
import { type ZipEnd, type ZipFile, zipOf } from './zip-kit.ts'

const CARD: ZipFile = { path: 'card.json', bytes: fixture('v3.json') }
const PICTURE = fixture('plain-no-card.png')
const JPEG = Buffer.from('\xff\xd8\xff\xe0 a picture \xff\xd9', 'latin1')

/** Each too small to be judged by itself. */
function bombs(): ZipFile[] {
  const bytes = new Uint8Array(60_000)
  return Array.from({ length: 900 }, (_, index) => ({ path: `${index}`, bytes }))
}

function refusal(files: readonly ZipFile[], end?: ZipEnd): string | null {
  return refusalOf(() => readCard(zipOf(files, end)))
}

describe('a CHARX', () => {
  test('may stand behind a picture, which is then its own', () => {
    const { container, image } = readCard(Buffer.concat([JPEG, zipOf([CARD])]))
    expect(container).toBe('charx')
    expect(image).toEqual({ bytes: new Uint8Array(JPEG), mime: 'image/jpeg' })
  })

  test('may stand behind a program, with offsets from either start', () => {
    const program = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(500)])
    expect(readCard(Buffer.concat([program, zipOf([CARD])])).format).toBe('v3')
    expect(readCard(Buffer.concat([zipOf([CARD], { comment: 'made by hand' })])).format).toBe('v3')
  })

  test('keeps whatever is in it', () => {
    const files = [CARD, { path: 'module.risum', bytes: utf8('module'), isStored: true }]
    const { assets } = readCard(zipOf([...files, { path: 'assets/', bytes: utf8('') }]))
    expect(assets.map(({ path }) => path)).toEqual(['module.risum'])
  })

  test.each(['../evil.png', '/etc/passwd', 'a/../../b', 'C:/x', 'a\\b', 'a//b', 'a/./b'])(
    'leaves a file out whose path leads elsewhere: %s',
    (path) => {
      const { assets, warnings } = readCard(zipOf([CARD, { path, bytes: PICTURE }]))
      expect(assets).toEqual([])
      expect(warnings.at(-1)?.message).toContain('path')
    },
  )

  test.each<[string, string, readonly ZipFile[], ZipEnd?]>([
    ['without a card', 'CARD_NOT_FOUND', [{ path: 'other.json', bytes: CARD.bytes }]],
    ['with a card elsewhere', 'CARD_NOT_FOUND', [{ path: 'x/card.json', bytes: CARD.bytes }]],
    ['that is encrypted', 'CARD_UNSUPPORTED', [{ ...CARD, flags: 1 }]],
    ['packed in an unusual way', 'CARD_UNSUPPORTED', [{ ...CARD, method: 14 }]],
    ['that is a zip64', 'CARD_UNSUPPORTED', [CARD], { offset: 0xffffffff }],
    ['of a wrong checksum', 'CARD_MALFORMED', [{ ...CARD, crc: 1 }]],
    ['that says too little', 'CARD_TOO_LARGE', [{ ...CARD, size: 10 }]],
    ['that says too much', 'CARD_MALFORMED', [{ ...CARD, size: 10_000 }]],
    ['that is cut short', 'CARD_MALFORMED', [{ ...CARD, packedSize: 1_000_000 }]],
    ['of more files than it has', 'CARD_MALFORMED', [CARD], { count: 2 }],
    ['of a lying offset', 'CARD_MALFORMED', [CARD], { offset: 1_000_000 }],
    ['of too many files', 'CARD_TOO_LARGE', [CARD], { count: 1_001 }],
    ['that says 64 MiB', 'CARD_TOO_LARGE', [CARD, { ...CARD, path: 'a', size: 2 ** 26 }]],
    ['that is a bomb', 'CARD_TOO_LARGE', [CARD, { path: 'a', bytes: new Uint8Array(5_000_000) }]],
    // Red when only each file is looked at: they may all be the same few bytes.
    ['of many small bombs', 'CARD_TOO_LARGE', [CARD, ...bombs()]],
    ['of a lorebook', 'CARD_UNSUPPORTED', [{ ...CARD, bytes: fixture('lorebook_v3.json') }]],
  ])('%s is refused: %s', (_, code, files, end) => {
    expect(refusal(files, end)).toBe(code)
  })

  test('of 10,000 files is refused by their count', () => {
    const files = Array.from({ length: 10_000 }, (_, index) => ({ ...CARD, path: `${index}` }))
    expect(refusal(files)).toBe('CARD_TOO_LARGE')
  })

  test('that lost its end is no other file', () => {
    expect(refusalOf(() => readCard(zipOf([CARD]).subarray(0, 300)))).toBe('CARD_MALFORMED')
  })
})

describe('writing a CHARX', () => {
  test('gives a zip that other programs open, with the picture as main icon', () => {
    const file = writeCard(luna(), { container: 'charx', image: PICTURE })
    const files = unzipSync(file)
    expect(Object.keys(files)).toEqual(['card.json', 'assets/icon/images/main.png'])
    expect(dataOf(parse(files['card.json'] ?? '')).assets).toEqual([
      { type: 'icon', uri: 'embeded://assets/icon/images/main.png', name: 'main', ext: 'png' },
    ])
    expect(readCard(file).image).toEqual({ bytes: PICTURE, mime: 'image/png' })
  })

  test('puts the picture where the card has its default one', () => {
    const { character } = readCard(fixture('v3.json'))
    const again = readCard(writeCard(character, { container: 'charx', image: PICTURE }))
    expect(again.image?.bytes).toEqual(PICTURE)
    expect(again.assets.map(({ path }) => path)).toEqual(['assets/icon/images/main.png'])
  })

  test('takes V3 only, pictures only, and paths that stay in it', () => {
    const container = 'charx'
    expect(() => writeCard(luna(), { container, format: 'v2' })).toThrow(TypeError)
    const image = utf8('no picture')
    expect(refusalOf(() => writeCard(luna(), { container, image }))).toBe('CARD_UNSUPPORTED')
    for (const path of ['../a', 'card.json', '']) {
      const assets = [{ path, bytes: PICTURE }]
      expect(() => writeCard(luna(), { container, assets })).toThrow(TypeError)
    }
  })
})
