/**
 * `import { toMessages } from 'dramatis/prompt'`: renders the texts of a character as a model is sent
 * them.
 *
 * @module
 */

export { renderTemplate } from './prompt/render-template.ts'
export type { RenderTemplateOptions } from './prompt/render-template.ts'
export { renderPrompt } from './prompt/render-prompt.ts'
export type { RenderPromptOptions } from './prompt/render-prompt.ts'
export { toMessages } from './prompt/to-messages.ts'
export type { PromptMessage, ToMessagesOptions } from './prompt/to-messages.ts'
export type {
  PromptCharacter,
  RenderedText,
  RenderOptions,
  TemplateCharacter,
} from './prompt/prompt-options.ts'
export type { PromptValue } from './prompt/value.ts'

// Errors
export { PromptError } from './prompt/prompt-error.ts'
export type { PromptErrorCode } from './prompt/prompt-error.ts'
