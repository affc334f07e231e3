import { describe, expect, test } from 'vitest'
import { renderPrompt } from '../../src/prompt/render-prompt.ts'
import { luna } from '../support/characters.ts'
import { keeper } from './character.ts'

describe('the prompt of a character', () => {
  test('begins with its system prompt, and says the rest under headings', () => {
    const { text, variables } = renderPrompt(keeper, { user: 'Ann' })
    expect(text).toBe(
      [
        'Stay in character as Mara.',
        'Personality:\nMara keeps the light. Mara knows every ship.',
        'Scenario:\nAnn arrives in a storm.',
        'Traits: patient, dry-witted',
      ].join('\n\n'),
    )
    expect(variables).toEqual(['char', 'user'])
  })

  test('is made of a character without attributes, and of one that is not stored yet', () => {
    expect(renderPrompt(luna({ traits: [] })).text).toBe(
      'You are Luna, a helpful and cheerful AI...\n\nPersonality:\nFriendly AI assistant',
    )
  })

  test.each([
    ['{{personality}} {{scenario}} {{traits}}', []],
    ['{{DESCRIPTION}}', ['Scenario', 'Traits']],
    ['{{random:{{scenario}}}}', ['Personality', 'Traits']],
    ['\\{{traits}} {{// {{personality}} }}', ['Personality', 'Scenario', 'Traits']],
  ])('leaves out what %j names itself', (system_prompt, headings) => {
    const { text } = renderPrompt({ ...keeper, system_prompt })
    const found = ['Personality', 'Scenario', 'Traits'].filter((word) =>
      text.includes(`\n${word}:`),
    )
    expect(found).toEqual(headings)
  })

  test('leaves out what another text of the character has named', () => {
    const { text } = renderPrompt({ ...keeper, personality: 'Shy. {{scenario}}' })
    expect(text).not.toContain('Scenario:')
  })

  test('leaves out what is empty once it is rendered', () => {
    const character = { ...keeper, system_prompt: '{{original}}', scenario: ' {{// later}} ' }
    expect(renderPrompt({ ...character, traits: [] }).text).toBe(
      'Personality:\nMara keeps the light. Mara knows every ship.',
    )
  })

  test('holds the prompt of the host where the character says so', () => {
    const character = { ...keeper, system_prompt: '{{original}} Be kind.' }
    const { text } = renderPrompt(character, { variables: { original: 'Stay polite.' } })
    expect(text).toMatch(/^Stay polite\. Be kind\.\n/)
  })

  test('knows a scenario that is not a text as none', () => {
    expect(renderPrompt({ ...keeper, scenario: { place: 'sea' } }).text).not.toContain('Scenario')
  })
})

describe('a template of the host', () => {
  test('takes the place of the default one, and holds the texts as they are rendered', () => {
    const template = '# {{name}}\n{{system_prompt}}\n{{description}}|{{Scenario}}|{{traits}}'
    const { text, variables } = renderPrompt(keeper, { user: 'Ann', template })
    expect(text).toBe(
      '# mara\nStay in character as Mara.\nMara keeps the light. Mara knows every ship.|' +
        'Ann arrives in a storm.|patient, dry-witted',
    )
    expect(variables).toEqual([
      ...['name', 'system_prompt', 'char', 'description', 'Scenario', 'user', 'traits'].map(
        (name) => name.toLowerCase(),
      ),
    ])
  })

  test('names a variable of the host where one has the name of a text', () => {
    const variables = { personality: '{{char}} is short.' }
    expect(renderPrompt(keeper, { template: '{{personality}}', variables }).text).toBe(
      '{{char}} is short.',
    )
  })

  test('may be empty', () => {
    expect(renderPrompt(keeper, { template: '' })).toEqual({ text: '', variables: [] })
  })
})
