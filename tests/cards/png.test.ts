import { deflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { CardError } from '../../src/cards/card-error.ts'
import { readCard } from '../../src/cards/read-card.ts'
import { writeCard } from '../../src/cards/write-card.ts'
import { luna } from '../support/characters.ts'
import {
  cardV2,
  chunk,
  chunksIn,
  fixture,
  pngOf,
  pngWith,
  REFUSED,
  refusalOf,
  utf8,
} from './kit.ts'

const CARD = JSON.stringify(cardV2())
const BASE64 = Buffer.from(CARD).toString('base64')
const NONE = fixture('plain-no-card.png')

describe('a PNG', () => {
  test.each(Object.entries(REFUSED))('without a card that is read is refused: %s', (name, code) => {
    expect(refusalOf(() => readCard(fixture(name)))).toBe(code)
  })

  test('that is cut short says where', () => {
    const file = fixture('v2-chara.png')
    for (let length = 8; length < file.length; length += 7) {
      const error = expectError(() => readCard(file.subarray(0, length)))
      expect(error.code).toBe('CARD_MALFORMED')
      expect(error.offset).toBeLessThanOrEqual(length)
    }
  })

  test.each([
    ['zTXt', Buffer.concat([Buffer.from('chara\0\0'), deflateSync(BASE64)])],
    ['iTXt', Buffer.from(`chara\0\0\0en\0Karte\0${BASE64}`)],
    ['iTXt', Buffer.concat([Buffer.from('ccv3\0\x01\0\0\0'), deflateSync(BASE64)])],
    ['tEXt', Buffer.from(`CHARA\0${BASE64}`)],
    ['tEXt', Buffer.from(`chara\0${BASE64.replace(/=+$/, '')}`)],
    ['tEXt', Buffer.from(`chara\0${BASE64.replace(/(.{76})/g, '$1\r\n')}`)],
  ])('holds its card in %s', (type, data) => {
    const { format, character } = readCard(pngWith(chunk(type, data)))
    expect([format, character.display_name]).toEqual(['v2', 'Mira'])
  })

  test('may hold its JSON as it is, which is told', () => {
    const { warnings } = readCard(pngWith(chunk('tEXt', Buffer.from(`chara\0${CARD}`))))
    expect(warnings.map(({ message }) => message).join()).toContain('base64')
  })

  test('may hold its card in the encoding of old programs, which is told', () => {
    const old = Buffer.from(JSON.stringify({ name: 'Zoë', first_mes: 'Ça va?' }), 'latin1')
    const { character, warnings } = readCard(
      pngWith(chunk('tEXt', `chara\0${old.toString('base64')}`)),
    )
    expect(character).toMatchObject({ display_name: 'Zoë', greetings: ['Ça va?'] })
    expect(warnings.map(({ message }) => message).join()).toContain('UTF-8')
  })

  test('with both generations is read as the newer one, wherever it stands', () => {
    const newer = Buffer.from(JSON.stringify({ spec: 'chara_card_v3', data: { name: 'New' } }))
    const chunks = [chunk('tEXt', `chara\0${BASE64}`)]
    chunks.unshift(chunk('tEXt', `ccv3\0${newer.toString('base64')}`))
    expect(readCard(pngWith(...chunks)).format).toBe('v3')
    expect(readCard(pngWith(...chunks.reverse())).format).toBe('v3')
  })

  test('of which a card unfolds beyond the bounds is refused before it is held', () => {
    const bomb = Buffer.concat([Buffer.from('chara\0\0'), deflateSync(Buffer.alloc(50_000_000))])
    // Red when the bound is looked at after the text was inflated: it would be 50 MB.
    expect(refusalOf(() => readCard(pngWith(chunk('zTXt', bomb))))).toBe('CARD_TOO_LARGE')
  })

  test('of more than 32 MiB is refused', () => {
    const large = pngWith(chunk('IDAT', Buffer.alloc(32 * 1024 * 1024)))
    expect(refusalOf(() => readCard(large))).toBe('CARD_TOO_LARGE')
  })

  test('gives the assets of old programs, and takes them back', () => {
    const asset = chunk('tEXt', `chara-ext-asset_:3\0${Buffer.from('smile').toString('base64')}`)
    const reading = readCard(pngWith(chunk('tEXt', `chara\0${BASE64}`), asset))
    expect(reading.assets.map(({ path, bytes }) => [path, Buffer.from(bytes).toString()])).toEqual([
      ['3', 'smile'],
    ])
    const { image, assets } = reading
    const again = readCard(writeCard(reading.character, { container: 'png', image, assets }))
    expect(again.assets).toEqual(assets)
  })

  test('with an encrypted card is refused as what it is', () => {
    const png = pngWith(chunk('tEXt', 'chara\0rcc||rccv1||abc'))
    expect(refusalOf(() => readCard(png))).toBe('CARD_UNSUPPORTED')
  })
})

describe('writing a PNG', () => {
  const options = { container: 'png', image: NONE } as const

  test('of V3 writes V2 too, for older readers', () => {
    const png = writeCard(luna(), { ...options, format: 'v3' })
    const texts = chunksIn(png).filter(({ type }) => type === 'tEXt')
    expect(texts.map(({ data }) => data.toString('latin1').split('\0')[0])).toEqual([
      'chara',
      'ccv3',
    ])
    expect(readCard(png).format).toBe('v3')
  })

  test('replaces the cards that the picture holds, whatever their spelling', () => {
    const image = pngWith(chunk('tEXt', `Chara\0${BASE64}`), chunk('tEXt', 'Author\0me'))
    const texts = chunksIn(writeCard(luna(), { ...options, image }))
    expect(texts.map(({ type }) => type)).toEqual(['IHDR', 'IDAT', 'tEXt', 'tEXt', 'IEND'])
  })

  test('of an animation keeps its frames', () => {
    const frames = [chunk('acTL', Buffer.alloc(8)), chunk('fdAT', Buffer.alloc(40, 7))]
    const png = writeCard(luna(), { ...options, image: pngWith(...frames) })
    const animation = chunksIn(png).filter(({ type }) => /acTL|fdAT/.test(type))
    expect(animation).toEqual(chunksIn(pngWith(...frames)).filter(({ type }) => /TL|fd/.test(type)))
  })

  test('needs a picture, and one that is a PNG', () => {
    expect(() => writeCard(luna(), { container: 'png' })).toThrow(TypeError)
    expect(() => writeCard(luna(), { container: 'png', image: null })).toThrow(/needs an image/)
    const image = utf8('GIF89a')
    expect(refusalOf(() => writeCard(luna(), { ...options, image }))).toBe('CARD_UNSUPPORTED')
    const cut = NONE.subarray(0, 100)
    expect(refusalOf(() => writeCard(luna(), { ...options, image: cut }))).toBe('CARD_MALFORMED')
  })

  test('is readable as any other PNG of the same card', () => {
    const { character } = readCard(pngOf(cardV2()))
    expect(readCard(writeCard(character, options)).character).toEqual(character)
  })
})

function expectError(act: () => unknown): CardError {
  try {
    act()
  } catch (error) {
    if (error instanceof CardError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}
