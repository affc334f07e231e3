import { describe, expect, test } from 'vitest'
import { renderPrompt } from '../../src/prompt/render-prompt.ts'
import { renderTemplate } from '../../src/prompt/render-template.ts'
import { toMessages } from '../../src/prompt/to-messages.ts'
import { keeper } from './character.ts'

/** As JavaScript calls them, without the types. */
const template = renderTemplate as (text: unknown, options?: unknown) => unknown
const prompt = renderPrompt as (character: unknown, options?: unknown) => unknown
const messages = toMessages as (character: unknown, options?: unknown) => unknown

describe('misuse is a TypeError that names the option and what it got', () => {
  test.each([
    ['text must be a string, got 1', () => template(1, { character: keeper })],
    ['character must be a Character, got undefined', () => template('x')],
    ['character must be a Character, got undefined', () => template('x', {})],
    ['character must be a Character, got an object', () => template('x', { character: {} })],
    ['got a promise: await it first', () => prompt(Promise.resolve(keeper))],
    ['character must be a Character, got an array', () => prompt([keeper])],
    [
      'character.system_prompt must be a string',
      () => prompt({ ...keeper, system_prompt: undefined }),
    ],
    ['template must be a string, got null', () => prompt(keeper, { template: null })],
    ['user must be a string, got 7', () => prompt(keeper, { user: 7 })],
    ['variables must be an object, got 7', () => prompt(keeper, { variables: 7 })],
    ['variables must be an object, got null', () => prompt(keeper, { variables: null })],
    ["'keep', 'empty' or 'error', got 'throw'", () => prompt(keeper, { missing: 'throw' })],
    ['a string or a finite number, got NaN', () => prompt(keeper, { seed: Number.NaN })],
    ['character must be a Character, got null', () => messages(null)],
    ["history must be an array of messages, got 'hi'", () => messages(keeper, { history: 'hi' })],
    ['examples must be a boolean, got 1', () => messages(keeper, { examples: 1 })],
    [
      'greeting must be a number from 0, a string or false',
      () => messages(keeper, { greeting: -1 }),
    ],
    [
      'greeting must be a number from 0, a string or false',
      () => messages(keeper, { greeting: null }),
    ],
  ])('%s', (words, run) => {
    expect(run).toThrow(TypeError)
    expect(run).toThrow(words)
  })
})

test('an explicit undefined means the default', () => {
  const none = { user: undefined, variables: undefined, missing: undefined, seed: undefined }
  expect(prompt(keeper, { ...none, template: undefined })).toEqual(renderPrompt(keeper))
  const more = { history: undefined, greeting: undefined, examples: undefined }
  expect(messages(keeper, { ...none, ...more })).toEqual(toMessages(keeper))
})

test('nothing that is given is changed', () => {
  const variables = Object.freeze({ a: Object.freeze(['x']), original: 'y' })
  const history = Object.freeze([{ role: 'user', content: 'Hi' }])
  const character = Object.freeze({ ...keeper, system_prompt: '{{a}} {{original}}' })
  expect(toMessages(character, Object.freeze({ variables, history }))).toHaveLength(5)
})
