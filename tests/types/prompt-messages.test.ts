import type Anthropic from '@anthropic-ai/sdk'
import type { generateText, ModelMessage } from 'ai'
import type OpenAI from 'openai'
import { describe, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { defineCharacterModel } from '../../src/model/define-character.ts'
import { renderPrompt } from '../../src/prompt/render-prompt.ts'
import { renderTemplate } from '../../src/prompt/render-template.ts'
import { type PromptMessage, toMessages } from '../../src/prompt/to-messages.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { keeper } from '../prompt/character.ts'

// What is written here holds when it compiles: `npm run typecheck`.

interface Message {
  role: 'system' | 'user' | 'assistant'
  content: string
}
const history = [
  { role: 'user', content: 'Hi' },
  { role: 'assistant', content: 'Hello' },
] as const

describe('what toMessages gives', () => {
  test('is a list of plain messages', () => {
    const messages: Message[] = toMessages(keeper)
    const withHistory: Message[] = toMessages(keeper, { history })
    expectTypeOf(toMessages(keeper)).toEqualTypeOf<PromptMessage[]>()
    expectTypeOf(messages).toEqualTypeOf(withHistory)
  })

  test('is what OpenAI takes', () => {
    type Body = OpenAI.Chat.ChatCompletionCreateParams
    const body: Body = { model: 'm', messages: toMessages(keeper, { history }) }
    const own: OpenAI.Chat.ChatCompletionMessageParam[] = [
      { role: 'user', content: [{ type: 'text', text: 'Hi' }] },
      { role: 'tool', tool_call_id: 'x', content: 'y' },
    ]
    const chat: Body = { model: 'm', messages: toMessages(keeper, { history: own }) }
    const response: OpenAI.Responses.ResponseCreateParams = { input: toMessages(keeper) }
    expectTypeOf([body, chat, response]).not.toBeAny()
  })

  test('is what the AI SDK of Vercel takes', () => {
    type Options = Parameters<typeof generateText>[0]
    const messages: ModelMessage[] = toMessages(keeper, { history })
    const own: ModelMessage[] = [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }]
    const options: Pick<Options, 'messages'> = { messages: toMessages(keeper, { history: own }) }
    expectTypeOf([messages, options]).not.toBeAny()
  })

  test('is what Anthropic takes, without the system messages', () => {
    const messages = toMessages(keeper, { history })
    const body: Anthropic.MessageCreateParams = {
      model: 'm',
      max_tokens: 1,
      system: messages
        .filter(({ role }) => role === 'system')
        .map(({ content }) => content)
        .join('\n\n'),
      messages: messages.flatMap(({ role, content }) =>
        role === 'system' ? [] : [{ role, content }],
      ),
    }
    expectTypeOf(body.messages).toEqualTypeOf<Anthropic.MessageParam[]>()
  })
})

describe('what is rendered', () => {
  const model = defineCharacterModel({
    attributes: {
      mood: z.enum(['calm', 'wild']).default('calm'),
      scenario: z.object({ place: z.string() }).nullable().default(null),
      greetings: z.array(z.string()).default([]),
    },
  })
  const service = new CharacterService({ storage: memoryStorage(), model })
  type Loaded = Awaited<ReturnType<typeof service.getCharacter>>

  test('may be a character of any model, its safe view, or a literal', () => {
    const render = (character: Loaded): string[] => [
      renderPrompt(character).text,
      renderTemplate('{{mood}}', { character }).text,
      ...toMessages(character).map(({ content }) => content),
    ]
    const shown = (character: Omit<Loaded, 'system_prompt'>): string =>
      renderTemplate('{{mood}}', { character }).text
    expectTypeOf([render, shown]).not.toBeAny()
    renderTemplate('{{mood}}', { character: { display_name: 'Luna', mood: 'calm' } })
  })

  test('is refused where it is none', () => {
    // @ts-expect-error a promise of a character
    const promised = (): unknown => renderPrompt(service.getCharacter('luna'))
    // @ts-expect-error the safe view has no system prompt
    const shown = (character: Omit<Loaded, 'system_prompt'>): unknown => toMessages(character)
    // @ts-expect-error an unknown option
    const misspelt = (): unknown => renderPrompt(keeper, { variable: {} })
    // @ts-expect-error a variable that no prompt can show
    const nested = (): unknown => renderPrompt(keeper, { variables: { a: { b: 'c' } } })
    expectTypeOf([promised, shown, misspelt, nested]).not.toBeAny()
  })
})
