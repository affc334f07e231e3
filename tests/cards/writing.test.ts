import { describe, expect, test } from 'vitest'
import { readCard } from '../../src/cards/read-card.ts'
import { type WriteCardOptions, writeCard } from '../../src/cards/write-card.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { luna } from '../support/characters.ts'
import {
  cardModel,
  cardV2,
  dataOf,
  fixture,
  type Loose,
  parse,
  reading,
  refusalOf,
  written,
} from './kit.ts'

const IMAGE = fixture('plain-no-card.png')
const WAYS: readonly WriteCardOptions[] = [
  { format: 'v1' },
  { format: 'v2' },
  { format: 'v3' },
  { format: 'eliza' },
  { format: 'v1', container: 'png', image: IMAGE },
  { format: 'v2', container: 'png', image: IMAGE },
  { format: 'v3', container: 'png', image: IMAGE },
  { container: 'charx', image: IMAGE },
]

describe('a character made by hand', () => {
  test.each(WAYS)('is a card without fault: %o', async (options) => {
    const service = new CharacterService({ storage: memoryStorage(), model: cardModel })
    const made = await service.createCharacter(luna({ avatar_url: 'https://example.com/l.png' }))
    const { format, character, warnings } = readCard(writeCard(made, options))
    expect(warnings).toEqual(
      options.format === 'v2' || options.format === 'v3' || options.container === 'charx'
        ? [expect.objectContaining({ path: ['avatar_url'] })]
        : [],
    )
    expect(format).toBe(options.format ?? 'v3')
    expect(character).toMatchObject({
      name: 'Luna',
      display_name: made.display_name,
      personality: made.personality,
      system_prompt: format === 'v1' ? expect.any(String) : made.system_prompt,
      traits: format === 'v1' ? [] : made.traits,
    })
  })

  test('is V2 where nothing else is said, with every field that V2 must have', () => {
    expect(written(luna())).toEqual({
      spec: 'chara_card_v2',
      spec_version: '2.0',
      data: {
        name: 'Luna',
        description: 'Friendly AI assistant',
        personality: '',
        scenario: '',
        first_mes: '',
        mes_example: '',
        creator_notes: '',
        system_prompt: 'You are Luna, a helpful and cheerful AI...',
        post_history_instructions: '',
        alternate_greetings: [],
        tags: [],
        creator: '',
        character_version: '',
        extensions: { dramatis: { traits: ['helpful', 'creative', 'patient'] } },
      },
    })
  })

  test('comes back with what V2 has no field for', () => {
    const made = luna({ avatar_url: 'https://example.com/l.png', voice_settings: { pitch: 1 } })
    const { character } = readCard(writeCard(made), { model: cardModel })
    expect(character).toMatchObject(made.voice_settings ? { ...made, name: 'Luna' } : {})
  })

  test('keeps in the card what was not read of it, and clears what was', () => {
    const file = writeCard(luna({ avatar_url: 'https://example.com/l.png' }))
    const without = { ...readCard(file).character, avatar_url: null }
    // Red when a field that was left out counts as an edit.
    expect(writeCard(without)).toEqual(file)
    const { character } = readCard(file, { model: cardModel })
    const cleared = reading(written({ ...character, avatar_url: null })).character
    expect(cleared).not.toHaveProperty('avatar_url')
  })

  test('has its times in V3', () => {
    const times = { created_at: '2026-01-01T00:00:00.000Z', updated_at: '2026-01-02T00:00:00.500Z' }
    expect(dataOf(written({ ...luna(), ...times }, { format: 'v3' }))).toMatchObject({
      creation_date: 1_767_225_600,
      modification_date: 1_767_312_000,
    })
  })

  test('tells nothing of attributes that are not of cards', () => {
    const made = { ...luna(), mood: 'calm', secret: 'leak' }
    for (const options of WAYS) {
      expect(Buffer.from(writeCard(made, options)).toString('latin1')).not.toContain('leak')
    }
  })
})

describe('a card', () => {
  test('of Pygmalion is written as V2, with whatever else it held', () => {
    const card: Loose = { ...parse(fixture('pygmalion.json')), metadata: { tool: 'x' } }
    expect(dataOf(written(reading(card).character))).toMatchObject({
      name: 'Mira',
      first_mes: card.char_greeting,
      mes_example: card.example_dialogue,
      scenario: card.world_scenario,
      extensions: { dramatis: { pygmalion: { metadata: { tool: 'x' } } } },
    })
  })

  test('whose kept text is no card any more is refused', () => {
    for (const card of ['{', '{}', 'null']) {
      expect(refusalOf(() => writeCard({ ...luna(), card }))).toBe('CARD_MALFORMED')
    }
  })

  test('larger than what is read is refused', () => {
    const scenario = 'x'.repeat(4 * 1024 * 1024)
    expect(refusalOf(() => writeCard({ ...luna(), scenario }))).toBe('CARD_TOO_LARGE')
  })

  test('is left alone: what is written is another', () => {
    const { character } = reading(cardV2())
    const before = structuredClone(character)
    for (const options of WAYS) writeCard(character, options)
    expect(character).toEqual(before)
  })
})

describe('wrong use', () => {
  test.each([
    [null, {}],
    [luna(), { format: 'v4' }],
    [luna(), { container: 'jpg' }],
    [luna(), { format: 'eliza', container: 'png', image: IMAGE }],
    [luna(), { container: 'png', image: 'face.png' }],
  ])('is a TypeError: %o, %o', (character, options) => {
    expect(() => writeCard(character as never, options as never)).toThrow(TypeError)
  })
})
