import {
  beginRendering,
  checkText,
  type RenderedText,
  type RenderOptions,
  type TemplateCharacter,
} from './prompt-options.ts'
import { render } from './rendering.ts'

/**
 * Options of {@link renderTemplate}.
 *
 * @category Prompts
 */
export interface RenderTemplateOptions<C extends TemplateCharacter = TemplateCharacter>
  extends RenderOptions {
  /** Whose text it is. */
  readonly character: C
}

/**
 * Renders one text: a greeting, a note, a prompt of the host. One pass, left to right; what a name
 * stands for is written as it is and never expanded, and nothing is evaluated.
 *
 * @throws {PromptError} `PROMPT_VARIABLE_MISSING` with `missing: 'error'`; `PROMPT_TOO_LONG`
 * @throws {TypeError} when an option is none
 *
 * @example
 * ```ts
 * const { text } = renderTemplate('{{char}} waves at {{user}}.', { character: luna, user: 'Ann' })
 * ```
 *
 * @category Prompts
 */
export function renderTemplate<C extends TemplateCharacter>(
  text: string,
  options: RenderTemplateOptions<C>,
): RenderedText {
  checkText('text', text)
  const rendering = beginRendering(options?.character, options)
  const rendered = render(rendering, { text, source: 'template' })
  return { text: rendered, variables: [...rendering.used] }
}
