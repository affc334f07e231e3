import { describe, expect, test } from 'vitest'
import type { CardSource } from '../../src/cards/write-card.ts'
import { cardV2, dataOf, fixture, type Loose, parse, reading, written } from './kit.ts'

const V3 = parse(fixture('v3.json'))

/** The paths at which two values differ. */
function differences(a: unknown, b: unknown, path = ''): string[] {
  if (JSON.stringify(a) === JSON.stringify(b)) return []
  const isDeep = [a, b].every((one) => typeof one === 'object' && one && !Array.isArray(one))
  if (!isDeep) return [path]
  const keys = new Set([...Object.keys(a as object), ...Object.keys(b as object)])
  return [...keys].flatMap((key) =>
    differences((a as Loose)[key], (b as Loose)[key], path ? `${path}.${key}` : key),
  )
}

function changesOf(card: Loose, edit: Partial<CardSource>): string[] {
  return differences(card, written({ ...reading(card).character, ...edit }))
}

const EDITS: readonly (readonly [edit: Partial<CardSource>, field: string])[] = [
  [{ display_name: 'Mara' }, 'data.name'],
  [{ personality: 'Bold.' }, 'data.description'],
  [{ persona_summary: 'bold' }, 'data.personality'],
  [{ persona_summary: '' }, 'data.personality'],
  [{ system_prompt: 'Be bold.' }, 'data.system_prompt'],
  [{ scenario: '' }, 'data.scenario'],
  [{ greetings: ['Ahoy.', 'Hello again, {{user}}.', '...'] }, 'data.first_mes'],
  [{ greetings: ['*lifts the lamp* "You made it, <USER>."', 'Ahoy.'] }, 'data.alternate_greetings'],
  [{ message_examples: '<START>' }, 'data.mes_example'],
  [{ post_history_instructions: '' }, 'data.post_history_instructions'],
  [{ creator: 'me' }, 'data.creator'],
  [{ creator_notes: 'mine' }, 'data.creator_notes'],
  [{ character_version: '2' }, 'data.character_version'],
  [{ tags: [] }, 'data.tags'],
]

describe('an edited field changes the field of the card that it came from, and no other', () => {
  test.each(EDITS)('in V2: %o', (edit, field) => {
    // Red when what a card says elsewhere is written anew instead of left as it was.
    expect(changesOf(cardV2(), edit)).toEqual([field])
  })

  test.each(EDITS)('in V3: %o', (edit, field) => {
    expect(changesOf(V3, edit)).toEqual([field])
  })

  test.each([
    [{ nickname: 'Mimi' }, 'data.nickname'],
    [{ group_greetings: [] }, 'data.group_only_greetings'],
    [{ updated_at: '2026-01-02T03:04:05.678Z' }, 'data.modification_date'],
  ])('in V3 alone: %o', (edit, field) => {
    expect(changesOf(V3, edit)).toEqual([field])
  })

  test.each([
    [{ display_name: 'Mara' }, 'name'],
    [{ personality: 'Bold.' }, 'description'],
    [{ greetings: ['Ahoy.'] }, 'first_mes'],
    [{ tags: ['new'] }, 'tags'],
  ])('in V1: %o', (edit, field) => {
    expect(changesOf(parse(fixture('v1.json')), edit)).toEqual([field])
  })

  test.each([
    [{ display_name: 'Skunk' }, 'name'],
    [{ personality: 'One line\nand another' }, 'bio'],
    [{ system_prompt: 'Be brief.' }, 'system'],
    [{ traits: ['calm'] }, 'adjectives'],
    [{ tags: ['solana'] }, 'topics'],
    [{ message_examples: '<START>\n{{user}}: Hi\n{{char}}: Hello' }, 'messageExamples'],
  ])('of elizaOS: %o', (edit, field) => {
    const card = parse(fixture('eliza-v0-skunkscan.character.json'))
    expect(changesOf(card, edit)).toEqual([field])
  })

  test('and the copy of it at the root, where a card has one for older readers', () => {
    const card = parse(fixture('v2-backfilled.json'))
    expect(changesOf(card, { scenario: 'At sea.' })).toEqual(['scenario', 'data.scenario'])
  })

  test('where the personality came from the shorter text, it goes back there', () => {
    const card = cardV2({ description: '' })
    expect(changesOf(card, { personality: 'Bold.' })).toEqual(['data.personality'])
  })

  test('what V2 has no field for goes among its extensions', () => {
    const ours = 'data.extensions.dramatis'
    expect(changesOf(cardV2(), { nickname: 'Mimi' })).toEqual([ours])
    expect(changesOf(cardV2(), { traits: ['brave'] })).toEqual([ours])
    const card = written({ ...reading(cardV2()).character, nickname: 'Mimi', traits: ['brave'] })
    expect(reading(card).character).toMatchObject({ nickname: 'Mimi', traits: ['brave'] })
  })
})

describe('what stands for an empty text', () => {
  test.each(['name', 'description', 'system_prompt'])('is written back empty: %s', (field) => {
    const card = cardV2({ [field]: '', ...(field === 'description' && { personality: '' }) })
    expect(written(reading(card).character)).toEqual(card)
  })

  test('is written as it is once it was edited', () => {
    const card = cardV2({ name: '', system_prompt: '', description: '', personality: '' })
    expect(reading(card).character).toMatchObject({
      display_name: 'Unnamed',
      system_prompt: expect.stringContaining('{{char}}'),
      personality: expect.stringContaining('{{char}}'),
    })
    const edited = { display_name: 'Mira', system_prompt: 'Stay.', personality: 'Calm.' }
    expect(dataOf(written({ ...reading(card).character, ...edited }))).toMatchObject({
      name: 'Mira',
      system_prompt: 'Stay.',
      description: 'Calm.',
      personality: '',
    })
  })
})
