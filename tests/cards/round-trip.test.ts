import { unzipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { readCard } from '../../src/cards/read-card.ts'
import type { CardReading } from '../../src/cards/reading.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { eachStorage } from '../support/each-storage.ts'
import { figure } from '../support/sizes.ts'
import {
  cardModel,
  chunksIn,
  dataOf,
  fixture,
  type Loose,
  parse,
  READ,
  writtenAsRead,
} from './kit.ts'

/** What a file says: the cards in it, as JSON. */
function cardIn(file: Uint8Array, { container }: Pick<CardReading, 'container'>): Loose {
  if (container === 'json') return parse(file)
  if (container === 'png') {
    const texts = chunksIn(file).filter(({ type }) => type === 'tEXt')
    const cards = texts.map(({ data }) => data.toString('latin1').split('\0'))
    const [, text = ''] =
      cards.find(([keyword]) => keyword === 'ccv3') ??
      cards.find(([keyword]) => keyword?.toLowerCase() === 'chara') ??
      []
    return parse(Buffer.from(text, 'base64'))
  }
  return parse(unzipSync(file)['card.json'] ?? '{}')
}

/** What is left of a card where something was left out on purpose. */
function expectedOf(name: string, file: Uint8Array, reading: CardReading): Loose {
  const card = cardIn(file, reading)
  if (name === 'quirk-proto-pollution.json') {
    const data = dataOf(card)
    return { ...card, data: { ...data, extensions: {} } }
  }
  if (name === 'eliza-v0-chatdkg.character.json') {
    const { secrets: _, ...settings } = card.settings as Loose
    return { ...card, settings }
  }
  return card
}

eachStorage(({ title, create }) => {
  describe('a card that is stored unedited', () => {
    test.each(READ)('is written as it was: %s', async (name) => {
      const file = fixture(name)
      const reading = readCard(file)
      const service = new CharacterService({ storage: create(), model: cardModel })
      await service.createCharacter(reading.character)
      service.clearCache()
      // The time of the last change is the one thing that may differ.
      const { updated_at: _, ...stored } = await service.getCharacter(reading.character.name)
      const again = writtenAsRead(stored, reading)
      if (reading.format === 'pygmalion') {
        const { name: displayName, description } = dataOf(parse(again))
        expect([displayName, description]).toEqual(['Mira', expect.stringContaining('lighthouse')])
      } else {
        // Red when a mark is put where the character says something else, or one is not taken out.
        expect(cardIn(again, reading)).toEqual(expectedOf(name, file, reading))
      }
      expect(readCard(again).character).toEqual(
        reading.format === 'pygmalion' ? expect.anything() : reading.character,
      )
      await service.close()
    })

    test('counts', () => figure(`cards stored ${title}`, `${READ.length} files, 0 different`))
  })
})

describe('a picture', () => {
  const pngs = READ.filter((name) => name.endsWith('.png'))

  test.each(pngs)('keeps its pixels and its other chunks: %s', (name) => {
    const file = fixture(name)
    const reading = readCard(file)
    const others = (png: Uint8Array): string[] =>
      chunksIn(png)
        .filter(
          ({ type, data }) => type !== 'tEXt' || data.toString('latin1').startsWith('Software'),
        )
        .map(({ type, data }) => `${type} ${data.toString('base64')}`)
    const again = writtenAsRead(reading.character, reading)
    expect(others(again)).toEqual(others(file))
    expect(others(reading.image?.bytes ?? file)).toEqual(others(file))
  })

  test('comes without its card, so that a picture shown tells no prompt', () => {
    const { image } = readCard(fixture('v3-both.png'))
    expect(chunksIn(image?.bytes ?? new Uint8Array()).map(({ type }) => type)).toEqual([
      'IHDR',
      'IDAT',
      'IEND',
    ])
  })
})

test('the files of a CHARX come back under their paths', () => {
  const reading = readCard(fixture('by-character-foundry.charx'))
  const again = readCard(writtenAsRead(reading.character, reading))
  expect(again.assets).toEqual(reading.assets)
  expect(again.image?.bytes).toEqual(reading.image?.bytes)
})
