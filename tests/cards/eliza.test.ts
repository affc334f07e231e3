import { describe, expect, test } from 'vitest'
import { readCard } from '../../src/cards/read-card.ts'
import { luna } from '../support/characters.ts'
import { fixture, type Loose, parse, reading, written } from './kit.ts'

const OLD = 'eliza-v0-skunkscan.character.json'
const NEW = 'eliza-v2-default.json'

/** Secrets where each generation has them, and where people put them. */
function withSecrets(card: Loose): Loose {
  return {
    ...card,
    secrets: { OPENAI_API_KEY: 'leak-1', nested: { deep: 'leak-2' } },
    settings: {
      ...(card.settings as Loose | undefined),
      secrets: { DISCORD_API_TOKEN: 'leak-3' },
      TWITTER_PASSWORD: 'leak-4',
      postgres: { url: 'postgresql://eliza:leak-5@host/db' },
      maxTokens: '4096',
      model: 'small',
    },
    clientConfig: { telegram: { botToken: 'leak-6', shouldReply: true } },
    plugins: [{ name: 'chain', wallet: { privateKey: 'leak-7' } }],
  }
}

describe('a character of elizaOS', () => {
  test.each([OLD, 'eliza-v0-chatdkg.character.json', NEW])('is read: %s', (name) => {
    const card = parse(fixture(name))
    const { format, character } = readCard(fixture(name))
    expect(format).toBe('eliza')
    expect(character).toMatchObject({
      display_name: card.name,
      personality: (card.bio as string[]).join('\n'),
      system_prompt: card.system ?? expect.stringContaining('{{char}}'),
      traits: card.adjectives,
      tags: card.topics,
    })
    expect(character.message_examples).toMatch(/^<START>\n\{\{user\}\}: .+\n\{\{char\}\}: /)
  })

  test('of its second generation is read too', () => {
    const card = {
      name: 'Eliza',
      bio: 'Helps.',
      messageExamples: [[{ name: '{{name1}}', content: { text: 'hi' } }]],
      settings: {},
    }
    const { character } = reading(card)
    expect(character).toMatchObject({
      personality: 'Helps.',
      message_examples: '<START>\n{{name1}}: hi',
    })
    expect(written(character)).toEqual(card)
  })

  test.each([OLD, NEW])('leaves no secret anywhere, and gives the rest back: %s', (name) => {
    const card = withSecrets(parse(fixture(name)))
    const read = reading(card)
    // Red when the secrets are dropped after the rest of the card was kept.
    expect(JSON.stringify(read)).not.toContain('leak')
    expect(read.warnings.length).toBeGreaterThanOrEqual(6)
    const { secrets: _, settings, clientConfig: __, plugins: ___, ...rest } = card
    expect(written(read.character, { format: 'eliza' })).toEqual({
      ...rest,
      settings: {
        ...(parse(fixture(name)).settings as Loose | undefined),
        postgres: {},
        maxTokens: '4096',
        model: 'small',
      },
      clientConfig: { telegram: { shouldReply: true } },
      plugins: [{ name: 'chain', wallet: {} }],
    })
    expect(settings).toHaveProperty('secrets')
  })

  test('edited conversations have the form that the others had', () => {
    const text = '<START>\n{{user}}: Hi\nthere\n{{char}}: Hello'
    const edit = (name: string): unknown =>
      written({ ...readCard(fixture(name)).character, message_examples: text }).messageExamples
    expect(edit(OLD)).toEqual([
      [
        { user: '{{user1}}', content: { text: 'Hi\nthere' } },
        { user: 'SkunkScanAI', content: { text: 'Hello' } },
      ],
    ])
    expect(edit(NEW)).toEqual([
      {
        examples: [
          { name: '{{user1}}', content: { text: 'Hi\nthere' } },
          { name: 'Eliza', content: { text: 'Hello' } },
        ],
      },
    ])
  })

  test('is a card of V2, and itself again', () => {
    const card = parse(fixture(NEW))
    const abroad = written(readCard(fixture(NEW)).character, { format: 'v2' })
    expect(abroad).toMatchObject({ data: { name: 'Eliza', tags: card.topics } })
    // Which of its two forms the conversations had is the one thing that is forgotten.
    const again = written(reading(abroad).character, { format: 'eliza' })
    expect(again).toEqual({ ...card, messageExamples: expect.any(Array) })
    expect(reading(again).character.message_examples).toBe(reading(card).character.message_examples)
  })

  test('may be anybody', () => {
    const { display_name, personality, system_prompt, traits } = luna()
    expect(written(luna(), { format: 'eliza' })).toEqual({
      name: display_name,
      bio: [personality],
      system: system_prompt,
      adjectives: traits,
      topics: [],
      messageExamples: [],
    })
  })
})
