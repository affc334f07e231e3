import { describe, expect, test } from 'vitest'
import { renderPrompt } from '../../src/prompt/render-prompt.ts'
import { type PromptMessage, toMessages } from '../../src/prompt/to-messages.ts'
import { luna } from '../support/characters.ts'
import { keeper } from './character.ts'

const spoken = (message_examples: string, fields: object = {}): string[] =>
  toMessages({ ...keeper, ...fields, message_examples }, { user: 'Ann', greeting: false })
    .filter(({ role }) => role !== 'system')
    .map(({ role, content }) => `${role}: ${content}`)

describe('the messages of a conversation', () => {
  test('are the prompt, the examples, the greeting, and the last instructions', () => {
    expect(toMessages(keeper, { user: 'Ann' })).toEqual([
      { role: 'system', content: renderPrompt(keeper, { user: 'Ann' }).text },
      { role: 'user', content: 'Who are you?' },
      { role: 'assistant', content: 'Keeper of the light.' },
      { role: 'assistant', content: 'You made it, Ann.' },
      { role: 'system', content: 'Be brief, Mara.' },
    ])
  })

  test('are the prompt alone for a character without attributes', () => {
    const { text } = renderPrompt(luna())
    expect(toMessages(luna())).toEqual([{ role: 'system', content: text }])
  })

  test('hold the history in place of the greeting, each message as it came', () => {
    const history = [
      { role: 'user', content: '{{char}} <USER> {{random:a,b}}' },
      { role: 'assistant', content: [{ type: 'text', text: '{{user}}' }], name: 'x' },
      { role: 'tool', content: '' },
    ] as const
    const before = JSON.stringify(history)
    const messages = toMessages(keeper, { history, examples: false })
    expect(messages.map(({ role }) => role)).toEqual([
      'system',
      'user',
      'assistant',
      'tool',
      'system',
    ])
    expect(messages.slice(1, 4).every((message, index) => message === history[index])).toBe(true)
    expect(JSON.stringify(history)).toBe(before)
  })

  test('hold a history of any length', () => {
    const history = Array.from<PromptMessage>({ length: 200_000 }).fill({
      role: 'user',
      content: 'Hi',
    })
    expect(toMessages(luna(), { history })).toHaveLength(200_001)
  })

  test('leave out what is empty', () => {
    const character = { ...keeper, system_prompt: ' ', personality: '', scenario: '', traits: [] }
    expect(toMessages({ ...character, greetings: [''], post_history_instructions: '\n' })).toEqual([
      { role: 'user', content: 'Who are you?' },
      { role: 'assistant', content: 'Keeper of the light.' },
    ])
  })

  test('begin with the template of the host, where there is one', () => {
    const [system] = toMessages(keeper, { template: 'Play {{char}}.' })
    expect(system).toEqual({ role: 'system', content: 'Play Mara.' })
  })

  test('hold what the host says after the history where the character says so, not its prompt', () => {
    const character = { ...keeper, post_history_instructions: '{{original}}Be brief.' }
    const last = (variables: { [name: string]: string }): unknown =>
      toMessages(character, { variables }).at(-1)?.content
    expect(last({ original: 'Stay polite. ' })).toBe('Be brief.')
    expect(last({ original: 'Stay polite. ', original_post_history: 'Now. ' })).toBe(
      'Now. Be brief.',
    )
  })
})

describe('the greeting', () => {
  const greeted = (greeting?: number | string | false, fields: object = {}): unknown =>
    toMessages({ ...keeper, ...fields }, { user: 'Ann', greeting, examples: false })
      .filter(({ role }) => role === 'assistant')
      .map(({ content }) => content)

  test.each<[string | number | false | undefined, string[]]>([
    [undefined, ['You made it, Ann.']],
    [0, ['You made it, Ann.']],
    [1, ['The lamp is out, Ann.']],
    [2, []],
    [false, []],
    ['{{char}} nods.', ['Mara nods.']],
    ['', []],
  ])('%j gives %j', (greeting, wanted) => {
    expect(greeted(greeting)).toEqual(wanted)
  })

  test.each([[undefined], [null], ['Hello'], [[]], [[{}]]])('there is none in %j', (greetings) => {
    expect(greeted(undefined, { greetings })).toEqual([])
  })
})

describe('examples', () => {
  test.each([
    ['', []],
    ['<START>', []],
    ['{{user}}: Hi\n{{char}}: Ho', ['user: Hi', 'assistant: Ho']],
    ['<START>\r\n{{user}}: Hi\r\n{{char}}: Ho\r\n', ['user: Hi', 'assistant: Ho']],
    ['<start>{{User}}:Hi<START>\n{{ CHAR }} : Ho', ['user: Hi', 'assistant: Ho']],
    ['<USER>: Hi\n<BOT>: Ho\n<char>: He', ['user: Hi', 'assistant: Ho', 'assistant: He']],
    [
      '{{user1}}: Hi\n{{agentName}}: Ho\n{{random_user_2}}: He',
      ['user: Hi', 'assistant: Ho', 'user: He'],
    ],
    [
      'You: Hi\nMara: Ho\nUser: He\nmara: Hu',
      ['user: Hi', 'assistant: Ho', 'user: He', 'assistant: Hu'],
    ],
    [
      '{{user}}: one\n  two\n\nNote: three\n{{char}}: {{user}}?',
      ['user: one\n  two\n\nNote: three', 'assistant: Ann?'],
    ],
    ['The door opens.\n{{user}}: Hi', ['assistant: The door opens.', 'user: Hi']],
    ['{{user}}: Hi\n<START>\nThe end.', ['user: Hi', 'assistant: The end.']],
    ['{{user}}:\n{{char}}: {{// nothing}}\n{{user}}: Hi', ['user: Hi']],
  ])('%j are %j', (text, wanted) => {
    expect(spoken(text)).toEqual(wanted)
  })

  test('are spoken by a nickname too', () => {
    expect(spoken('Mo: Hi', { nickname: 'Mo' })).toEqual(['assistant: Hi'])
  })

  test('stay out where that is asked for', () => {
    expect(toMessages(keeper, { examples: false }).map(({ role }) => role)).toEqual([
      ...['system', 'assistant', 'system'],
    ])
  })
})
