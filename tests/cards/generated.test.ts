import { describe, expect, test } from 'vitest'
import { readCard } from '../../src/cards/read-card.ts'
import { writeCard } from '../../src/cards/write-card.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { seededRandom } from '../support/random.ts'
import { figure } from '../support/sizes.ts'
import { generatedCard } from './generated-cards.ts'
import { cardModel, cardV2, dataOf, fixture, type Loose, parse, reading, written } from './kit.ts'

const CARDS = 2_000

/** The same card after it was another format for a while. */
function there(card: Loose, other: 'v2' | 'v3', back: 'v2' | 'v3'): Loose {
  const abroad = readCard(writeCard(readCard(card).character, { format: other }))
  expect(abroad.format).toBe(other)
  return written(abroad.character, { format: back })
}

describe('generated cards', () => {
  test.each(['v1', 'v2', 'v3'] as const)('of %s are written as they were read', async (version) => {
    const random = seededRandom(`generated cards of ${version}`)
    const service = new CharacterService({ storage: memoryStorage(), model: cardModel })
    for (let count = 0; count < CARDS; count++) {
      const card = generatedCard(random, version)
      const { format, character } = reading(card)
      expect(format).toBe(version)
      const name = `card ${count}`
      const stored = await service.createCharacter({ ...character, name })
      const { updated_at: _, ...unedited } = stored
      // Red when a text that looks like a mark is kept without a sign before it.
      expect(written(unedited)).toEqual(card)
    }
    figure(`generated cards of ${version}`, `${CARDS} stored and written, 0 different`)
    await service.close()
  })

  test('lose nothing from V2 to V3 to V2, nor from V3 to V2 to V3', () => {
    const random = seededRandom('converted cards')
    for (let count = 0; count < CARDS; count++) {
      const older = generatedCard(random, 'v2')
      expect(there(older, 'v3', 'v2')).toEqual(older)
      const newer = generatedCard(random, 'v3')
      // Red when what V2 has no field for is left out instead of kept among its extensions.
      expect(there(newer, 'v2', 'v3')).toEqual(newer)
    }
    figure('cards converted and back', `${2 * CARDS}, 0 different`)
  })
})

describe('a card in the other format', () => {
  test('of V3 is a card of V2, with what V2 has no field for among its extensions', () => {
    const data = dataOf(written(readCard(fixture('v3.json')).character, { format: 'v2' }))
    expect(Object.keys(data)).not.toContain('nickname')
    expect(data.extensions).toMatchObject({
      depth_prompt: { depth: 4 },
      dramatis: { v3: { nickname: 'Mi', group_only_greetings: ['Everyone, hush.'] } },
    })
  })

  test('of V2 is a card of V3', () => {
    const card = written(readCard(fixture('v2.json')).character, { format: 'v3' })
    expect(card).toMatchObject({ spec: 'chara_card_v3', spec_version: '3.0' })
    expect(dataOf(card)).toEqual({ ...dataOf(cardV2()), group_only_greetings: [] })
  })

  test('of anything is the six texts of V1', () => {
    expect(written(readCard(fixture('v3.json')).character, { format: 'v1' })).toEqual(
      parse(fixture('v1.json')),
    )
  })

  test('edited there, changes there', () => {
    const older = written(readCard(fixture('v3.json')).character, { format: 'v2' })
    const edited = { ...reading(older).character, nickname: 'Mimi', scenario: 'At sea.' }
    const card = parse(fixture('v3.json'))
    expect(written(edited, { format: 'v3' })).toEqual({
      ...card,
      data: { ...dataOf(card), nickname: 'Mimi', scenario: 'At sea.' },
    })
  })
})
