import { describe, expect, test } from 'vitest'
import { PromptError } from '../../src/prompt/prompt-error.ts'
import { renderPrompt } from '../../src/prompt/render-prompt.ts'
import { renderTemplate } from '../../src/prompt/render-template.ts'
import { toMessages } from '../../src/prompt/to-messages.ts'
import { keeper } from './character.ts'

const MAX = 4_000_000
const MEGABYTE = 1_048_576

function failure(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  return undefined
}

const tooLong = { name: 'PromptError', code: 'PROMPT_TOO_LONG', variable: null, offset: null }

describe('a prompt that is too long', () => {
  test.each([
    ['a text', () => renderTemplate('x'.repeat(MAX + 1), { character: keeper })],
    ['what comes of it', () => render('{{user}}'.repeat(5), 'x'.repeat(MAX / 4))],
    ['a list', () => list(Array.from({ length: 5 }, () => 'x'.repeat(MAX / 4)))],
    ['examples', () => toMessages({ ...keeper, message_examples: 'x'.repeat(MAX + 1) })],
    ['all messages together', () => toMessages({ ...keeper, greetings: ['x'.repeat(MAX - 50)] })],
    ['a prompt in a template', () => prompt('{{system_prompt}}'.repeat(5))],
  ])('is refused: %s', (_, run) => {
    expect(failure(run)).toBeInstanceOf(PromptError)
    expect(failure(run)).toMatchObject(tooLong)
  })

  test('begins one unit beyond the bound', () => {
    expect(render('{{user}}'.repeat(4), 'x'.repeat(MAX / 4))).toHaveLength(MAX)
    expect(prompt('{{system_prompt}}'.repeat(4))).toHaveLength(MAX)
  })

  test('is not made so by a history', () => {
    const history = [{ role: 'user', content: 'x'.repeat(MAX + 1) }] as const
    expect(toMessages(keeper, { history })).toContain(history[0])
  })
})

const render = (text: string, user: string): string =>
  renderTemplate(text, { character: keeper, user }).text
const list = (values: readonly string[]): unknown =>
  renderTemplate('{{values}}', { character: keeper, variables: { values } })
const prompt = (template: string): string =>
  renderPrompt({ ...keeper, system_prompt: 'x'.repeat(MAX / 4) }, { template }).text

// How long each takes is measured in bench/. Red, by the time limit of a test, when any is quadratic:
// when nested braces are copied to be looked up, or the ends of a text are sought for each of them.
describe('a megabyte is rendered', () => {
  const units = ['{{', '}}', '{', '{{random:', '{{reverse:', '{{roll:', '{{//', '{{ ', '\\{{']
  const others = [
    '{{user}}',
    '{{x}}',
    '<user>',
    '{{random:a,b}}',
    '{{trim}}\n',
    '\n',
    ' ',
    ',',
    '::',
  ]
  test.each([...units, ...others])('of %j', (unit) => {
    const open = unit.repeat(Math.ceil(MEGABYTE / unit.length))
    const nested = unit.repeat(Math.ceil(MEGABYTE / 2 / unit.length)) + '}}'.repeat(MEGABYTE / 4)
    for (const text of [open, nested, `{{random:${open}}}`, `{{roll:${open}}}`]) {
      const length = renderTemplate(text, { character: keeper, missing: 'keep' }).text.length
      expect(length).toBeLessThanOrEqual(text.length)
    }
    expect(toMessages({ ...keeper, message_examples: open }).length).toBeGreaterThan(2)
  })
})

test('an unknown name is refused where that is asked for, with its place', () => {
  const missing = 'error' as const
  const wanted = {
    name: 'PromptError',
    code: 'PROMPT_VARIABLE_MISSING',
    variable: 'nobody',
    offset: 9,
  }
  const refused = (fields: object, source: string): void => {
    const error = failure(() => toMessages({ ...keeper, ...fields }, { missing }))
    expect(error).toMatchObject({ ...wanted, source })
  }
  refused({ system_prompt: 'Hi there {{ nobody }}' }, 'system_prompt')
  refused({ scenario: 'Hi there {{nobody}}' }, 'scenario')
  refused({ greetings: ['Hi there {{nobody}}'] }, 'greetings[0]')
  refused({ message_examples: 'You:\n Hi {{nobody}}' }, 'message_examples')
  refused({ post_history_instructions: 'Hi there {{nobody}}' }, 'post_history_instructions')
  const long = failure(() =>
    renderTemplate(`{{${'x'.repeat(300)}}}`, { character: keeper, missing }),
  )
  expect(long).toMatchObject({ variable: 'x'.repeat(100), offset: 0, source: 'template' })
})
