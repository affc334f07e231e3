import { describe, expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { type CardAttributes, cardAttributes } from '../../src/cards/attributes.ts'
import { cardLimits } from '../../src/cards/card-limits.ts'
import { readCard } from '../../src/cards/read-card.ts'
import { writeCard } from '../../src/cards/write-card.ts'
import type { CharacterCreate } from '../../src/model/character.ts'
import { defineCharacterModel } from '../../src/model/define-character.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { isDeeplyFrozen } from '../support/frozen.ts'
import {
  cardModel,
  cardV2,
  fixture,
  parse,
  READ,
  reading,
  refusalOf,
  utf8,
  written,
} from './kit.ts'

describe('what is given to be read', () => {
  const card = cardV2()
  const json = JSON.stringify(card)

  test('may be bytes, a text, a buffer or parsed JSON', () => {
    const { character } = readCard(utf8(json))
    for (const data of [json, `\ufeff ${json}`, Buffer.from(json), utf8(json).buffer, card]) {
      expect(readCard(data).character).toEqual(character)
    }
    expect(card).toEqual(cardV2())
  })

  test.each([null, undefined, 5, true])('must be one of these: %s', (data) => {
    expect(() => readCard(data as never)).toThrow(TypeError)
  })

  test.each([
    ['CARD_NOT_FOUND', '{}'],
    ['CARD_NOT_FOUND', '[]'],
    [
      'CARD_NOT_FOUND',
      '{"name":"luna","display_name":"L","personality":"p","system_prompt":"s","traits":[]}',
    ],
    ['CARD_NOT_FOUND', new Uint8Array()],
    ['CARD_NOT_FOUND', Buffer.from('GIF89a')],
    ['CARD_NOT_FOUND', new Uint8Array(100)],
    ['CARD_MALFORMED', ''],
    ['CARD_MALFORMED', 'hello'],
    ['CARD_MALFORMED', '{"spec":"chara_card_v2"'],
    ['CARD_MALFORMED', '{"spec":"chara_card_v2"}'],
    ['CARD_MALFORMED', `{"name":${'['.repeat(200)}${']'.repeat(200)},"first_mes":""}`],
    ['CARD_MALFORMED', `{"name":${'['.repeat(100_000)}`],
    ['CARD_TOO_LARGE', `{"name":"${'x'.repeat(4 * 1024 * 1024)}","first_mes":""}`],
    ['CARD_UNSUPPORTED', '{"spec":"chara_card_v9","data":{}}'],
    ['CARD_UNSUPPORTED', '{"entries":{"0":{"key":["a"]}}}'],
    ['CARD_UNSUPPORTED', '{"name":"Harbour","description":"A town.","entries":[]}'],
    ['CARD_UNSUPPORTED', '{"type":"risu","ver":1,"data":[]}'],
  ])('is refused with %s', (code, data) => {
    expect(refusalOf(() => readCard(data))).toBe(code)
  })

  test('may refuse to be looked at', () => {
    const circle: { self?: unknown } = {}
    circle.self = circle
    const getter = Object.defineProperty({}, 'name', {
      enumerable: true,
      get() {
        throw new Error('secret')
      },
    })
    for (const data of [circle, getter]) {
      expect(refusalOf(() => readCard(data))).toBe('CARD_MALFORMED')
    }
  })

  test('has its keys that change objects left out, at every depth', () => {
    const { character, warnings } = readCard(
      '{"name":"M","first_mes":"","x":[{"__proto__":{"polluted":1},"constructor":2}]}',
    )
    expect(warnings[0]).toEqual({
      path: ['x', 0],
      message: "has a key '__proto__': it was left out",
    })
    expect(parse(character.card).x).toEqual([{ constructor: 2 }])
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })
})

test('a card is what it is, whatever keys of other formats it has beside', () => {
  const v1 = { name: 'Mira', description: '', first_mes: 'Hi.', bio: 'x', entries: [] }
  expect(reading(v1).format).toBe('v1')
  expect(reading({ name: 'Eliza', bio: [], description: 'x' }).format).toBe('eliza')
  expect(reading({ ...cardV2(), bio: 'x', entries: [], char_name: 'y' }).format).toBe('v2')
})

describe('a reading', () => {
  test.each(READ)('is frozen throughout, and taken by createCharacter: %s', async (name) => {
    const { character, warnings } = readCard(fixture(name))
    expect(isDeeplyFrozen(character)).toBe(true)
    expect(isDeeplyFrozen(warnings)).toBe(true)
    const service = new CharacterService({ storage: memoryStorage(), model: cardModel })
    expect(await service.createCharacter(character)).toMatchObject(
      Object.fromEntries(Object.entries(character).filter(([field]) => field !== 'name')),
    )
  })

  test('has the type of what it holds', () => {
    expectTypeOf(readCard(fixture('v2.json')).character).toEqualTypeOf<
      CharacterCreate & CardAttributes
    >()
    const { character } = readCard(fixture('v2.json'), { model: cardModel })
    expectTypeOf(character.tags).toEqualTypeOf<readonly string[] | undefined>()
  })

  test('makes a name of what people call the character', () => {
    const nameOf = (name: unknown): string => reading(cardV2({ name })).character.name
    expect(nameOf('Mira')).toBe('Mira')
    expect(nameOf('Captain/Mira\\the  First')).toBe('Captain Mira the First')
    expect(nameOf('\u202eM\u0000\u0007ira\ud800')).toBe('M ira')
    expect([...nameOf('ﷺ'.repeat(50))].length).toBeLessThan(50)
    expect(nameOf('x'.repeat(300))).toBe('x'.repeat(100))
    expect(nameOf('///')).toMatch(/^character-[0-9a-f]{8}$/)
    expect(nameOf('')).toMatch(/^character-[0-9a-f]{8}$/)
    expect(nameOf('')).toBe(nameOf(''))
  })

  test('tells apart what traits and tags are', () => {
    expect(readCard(fixture('v2.json')).character).toMatchObject({
      traits: [],
      tags: ['Lighthouse', 'Calm', 'calm'],
    })
    expect(readCard(fixture('quirk-tags-string.json')).character.tags).toEqual([
      'Lighthouse',
      'Calm',
    ])
  })

  test('takes the shorter text where there is no longer one', () => {
    const { character } = reading(cardV2({ description: ' ' }))
    expect(character).toMatchObject({ personality: 'patient, dry-witted', persona_summary: '' })
  })

  test('keeps the first greeting in its place, even where it is empty', () => {
    expect(reading(cardV2({ first_mes: '' })).character.greetings[0]).toBe('')
    const none = reading(cardV2({ first_mes: '', alternate_greetings: [] }))
    expect(none.character.greetings).toEqual([])
  })

  test('keeps no prompt of the character in what is kept of the card', () => {
    const { character } = readCard(fixture('v3.json'))
    expect(character.system_prompt).not.toBe('')
    expect(character.card).not.toContain(character.system_prompt)
  })
})

describe('a model', () => {
  const { tags, greetings, card } = cardAttributes

  test('without some attributes has them left out, each with a warning', () => {
    const model = defineCharacterModel({ attributes: { tags, card }, limits: cardLimits })
    const { character, warnings } = readCard(fixture('v2.json'), { model })
    expect(model.create.safeParse(character).success).toBe(true)
    expect(character).not.toHaveProperty('scenario')
    const told = warnings.map(({ path }) => path.join())
    expect(told).toContain('scenario')
    expect(told).toContain('nickname')
    expect(told).not.toContain('tags')
    // What it could not take is still in the card.
    expect(written(character)).toEqual(cardV2())
  })

  test('of short texts has a card left out that is longer, and takes the rest', () => {
    const model = defineCharacterModel({ attributes: cardAttributes, limits: { text: 1_000 } })
    const { character, warnings } = readCard(fixture('v3.json'), { model })
    expect(character).not.toHaveProperty('card')
    expect(warnings.at(-1)?.path).toEqual(['card'])
    expect(model.create.safeParse(character).success).toBe(true)
  })

  test('without the card has the rest of it left out, with a warning', () => {
    const model = defineCharacterModel({ attributes: { tags } })
    const { character, warnings } = readCard(fixture('v2.json'), { model })
    expect(model.create.safeParse(character).success).toBe(true)
    expect(warnings.at(-1)?.path).toEqual(['card'])
  })

  test('that accepts less has what it refuses left out', () => {
    const strict = z.array(z.string()).max(1).default([])
    const model = defineCharacterModel({ attributes: { greetings, tags: strict, card } })
    const { character } = readCard(fixture('v2.json'), { model })
    expect(character).not.toHaveProperty('tags')
    expect(character.greetings).toHaveLength(3)
    expect(written(character)).toEqual(cardV2())
  })

  test('of narrow limits has long texts cut, which are written whole again', () => {
    const model = defineCharacterModel({
      attributes: cardAttributes,
      limits: { personality: 10, systemPrompt: 4, displayName: 2 },
    })
    const long = cardV2({ description: '🦊'.repeat(20) })
    const { character, warnings } = readCard(JSON.stringify(long), { model })
    expect(character).toMatchObject({ personality: '🦊'.repeat(10), display_name: 'Mi' })
    expect(warnings).toHaveLength(3)
    expect(model.create.safeParse(character).success).toBe(true)
    expect(written(character)).toEqual(long)
    expect(written({ ...character, personality: '🦊'.repeat(9) })).not.toEqual(long)
  })

  test('without the limits of cards has a large card left out, and takes the rest', () => {
    const model = defineCharacterModel({ attributes: cardAttributes })
    const entries = Array.from({ length: 3_000 }, () => ({ keys: ['a'], content: 'x'.repeat(100) }))
    const large = JSON.stringify(cardV2({ character_book: { entries } }))
    const { character, warnings } = readCard(large, { model })
    expect(character).not.toHaveProperty('card')
    expect(warnings.at(-1)?.path).toEqual(['card'])
    expect(model.create.safeParse(character).success).toBe(true)
    expect(readCard(large, { model: cardModel }).character.card?.length).toBeGreaterThan(300_000)
  })

  test('too narrow for all has the card left out before what has marks in it', () => {
    const limits = { attributesBytes: 40_000 }
    const model = defineCharacterModel({ attributes: cardAttributes, limits })
    const long = cardV2({ scenario: 'x'.repeat(30_000), mystery: 'y'.repeat(20_000) })
    const { character } = readCard(JSON.stringify(long), { model })
    expect(character).not.toHaveProperty('card')
    expect(character.scenario).toHaveLength(30_000)
  })

  test('of cards keeps the largest card that is read', async () => {
    const entries = Array.from({ length: 30_000 }, () => ({ k: '"', content: 'x'.repeat(100) }))
    const large = cardV2({ character_book: { entries } })
    const { character } = readCard(JSON.stringify(large))
    const service = new CharacterService({ storage: memoryStorage(), model: cardModel })
    const { updated_at: _, ...stored } = await service.createCharacter(character)
    expect(parse(writeCard(stored))).toEqual(large)
  })
})
