import { exampleTurns } from './example-turns.ts'
import { MAX_LENGTH, refuseLength } from './prompt-error.ts'
import {
  beginRendering,
  type PromptCharacter,
  type RenderOptions,
  refuse,
} from './prompt-options.ts'
import { promptOf, type RenderPromptOptions, renderField } from './render-prompt.ts'
import { type Rendering, render } from './rendering.ts'
import { fieldOf, textOf } from './value.ts'

/**
 * One message of a conversation, as OpenAI and the AI SDK of Vercel take it.
 *
 * @category Prompts
 */
export interface PromptMessage {
  /** Who says it. */
  readonly role: 'system' | 'user' | 'assistant'
  /** What is said; never empty. */
  readonly content: string
}

/**
 * Options of {@link toMessages}.
 *
 * @category Prompts
 */
export interface ToMessagesOptions<M extends object = PromptMessage> extends RenderPromptOptions {
  /** What has been said so far, the oldest first: messages of any shape, handed on as they are. */
  readonly history?: readonly M[] | undefined
  /**
   * What the character says first, where there is no history: the number of one of its `greetings`,
   * from 0, a text instead of them, or `false` for nothing.
   *
   * @default 0
   */
  readonly greeting?: number | string | false | undefined
  /**
   * Whether the `message_examples` of the character come before the history.
   *
   * @default true
   */
  readonly examples?: boolean | undefined
}

/**
 * The conversation with a character as a model is sent it: one system message with its prompt, its
 * examples as turns, its greeting where nothing has been said, the history as it came, and its
 * `post_history_instructions` as a system message. What is empty is left out.
 *
 * The texts of the character are rendered, the history is not: it is handed on untouched.
 *
 * @throws {PromptError} `PROMPT_VARIABLE_MISSING` with `missing: 'error'`; `PROMPT_TOO_LONG`
 * @throws {TypeError} when an option is none; when the character has no `system_prompt`: the safe view
 *
 * @example
 * ```ts
 * const messages = toMessages(await service.getCharacter('luna'), { user: 'Ann', history })
 * await openai.chat.completions.create({ model: 'gpt-5', messages })
 * ```
 *
 * @category Prompts
 */
export function toMessages<C extends PromptCharacter, const M extends object = PromptMessage>(
  character: C,
  options: ToMessagesOptions<M> = {},
): (PromptMessage | M)[] {
  const rendering = beginRendering(character, options)
  const { history = [], examples = true } = options
  if (!Array.isArray(history)) refuse('history', 'an array of messages', history)
  if (typeof examples !== 'boolean') refuse('examples', 'a boolean', examples)
  const messages: (PromptMessage | M)[] = []
  const add = (role: PromptMessage['role'], content: string): void => {
    if (content.trim() !== '') messages.push({ role, content })
  }
  add('system', promptOf(rendering, character, options.template))
  if (examples) for (const turn of examplesOf(rendering, character)) add(turn.role, turn.content)
  if (history.length === 0) add('assistant', greetingOf(rendering, character, options.greeting))
  for (const message of history) messages.push(message)
  add('system', instructionsOf(rendering, character, options))
  return messages
}

function examplesOf(rendering: Rendering, character: PromptCharacter): PromptMessage[] {
  const source = 'message_examples'
  const text = fieldOf(character, source)
  const names = [character.display_name, character.name, fieldOf(character, 'nickname')]
  if (text.length > MAX_LENGTH) refuseLength(source)
  return exampleTurns(text, names).map(({ role, ...turn }) => ({
    role,
    content: render(rendering, { ...turn, source }),
  }))
}

function greetingOf(
  rendering: Rendering,
  character: PromptCharacter,
  greeting: number | string | false = 0,
): string {
  if (greeting === false) return ''
  if (typeof greeting === 'string') return render(rendering, { text: greeting, source: 'greeting' })
  if (!Number.isInteger(greeting) || greeting < 0) {
    refuse('greeting', 'a number from 0, a string or false', greeting)
  }
  const greetings: unknown = Reflect.get(character, 'greetings')
  const text: unknown = Array.isArray(greetings) ? greetings[greeting] : undefined
  return render(rendering, {
    text: textOf(text, 'greetings') ?? '',
    source: `greetings[${greeting}]`,
  })
}

/** Here `{{original}}` is what the host says after the history, not its prompt once more. */
function instructionsOf(
  rendering: Rendering,
  character: PromptCharacter,
  options: RenderOptions,
): string {
  const { variables } = options
  const own = { ...variables, original: variables?.original_post_history }
  const { names } = beginRendering(character, { ...options, variables: own })
  return renderField({ ...rendering, names }, character, 'post_history_instructions')
}
