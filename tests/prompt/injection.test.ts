import { describe, expect, test } from 'vitest'
import { renderPrompt } from '../../src/prompt/render-prompt.ts'
import { renderTemplate } from '../../src/prompt/render-template.ts'
import { toMessages } from '../../src/prompt/to-messages.ts'
import { EVIL, keeper } from './character.ts'

// Red when what was written is scanned again, or when examples are parted after they are rendered.
describe('what a name stands for is never expanded again', () => {
  test.each([
    ['the name of the user', '{{user}}', { user: EVIL }, {}],
    ['a variable', '{{note}}', { variables: { note: EVIL, secret: 'SECRET' } }, {}],
    ['a list', '{{notes}}', { variables: { notes: [EVIL], secret: 'SECRET' } }, {}],
    ['the prompt of the host', '{{original}}', { variables: { original: EVIL } }, {}],
    ['the personality', '{{personality}}', {}, { personality: EVIL }],
    ['the personality by its other name', '{{description}}', {}, { personality: EVIL }],
    ['the system prompt', '{{system_prompt}}', {}, { system_prompt: EVIL }],
    ['a trait', '{{traits}}', {}, { traits: [EVIL] }],
    ['a nickname', '{{char}}', {}, { nickname: EVIL }],
    ['an attribute', '{{backstory}}', {}, { backstory: EVIL }],
  ])('%s', (_, text, options, fields) => {
    const character = { ...keeper, secret: 'SECRET', ...fields }
    expect(renderTemplate(`<${text}>`, { character, ...options }).text).toBe(`<${EVIL}>`)
  })

  test('not where two values together look like a macro', () => {
    const variables = { a: '{{', b: 'char', c: '}}' }
    expect(renderTemplate('{{a}}{{b}}{{c}}', { character: keeper, variables }).text).toBe(
      '{{char}}',
    )
  })

  test('not in a choice, whose commas it does not part either', () => {
    const { text } = renderTemplate('{{random:{{user}}}}', { character: keeper, user: EVIL })
    expect(text).toBe(EVIL)
  })

  test('not inside of the texts of the character', () => {
    const character = { ...keeper, system_prompt: 'For {{user}}: {{personality}}' }
    const { text } = renderPrompt(character, { user: '{{scenario}}' })
    expect(text).toMatch(/^For \{\{scenario}}: \{\{char}} keeps the light\. <BOT> knows/)
  })

  test('in no message, and no value makes a turn', () => {
    const history = [{ role: 'user' as const, content: EVIL }]
    const options = { user: EVIL, variables: { secret: 'SECRET' } }
    const character = { ...keeper, message_examples: '{{user}}: Hi, I am {{user}}\n{{char}}: Hi.' }
    const messages = toMessages(character, { ...options, history })
    expect(messages.map(({ role }) => role)).toEqual([
      ...['system', 'user', 'assistant', 'user', 'system'],
    ])
    expect(messages[1]?.content).toBe(`Hi, I am ${EVIL}`)
    expect(messages[3]).toBe(history[0])
    expect(JSON.stringify(messages)).not.toContain('SECRET')
    const [, greeting] = toMessages(keeper, { ...options, examples: false })
    expect(greeting?.content).toBe(`You made it, ${EVIL}.`)
  })
})
