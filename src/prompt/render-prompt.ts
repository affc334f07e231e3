import {
  beginRendering,
  checkText,
  type PromptCharacter,
  type RenderedText,
  type RenderOptions,
} from './prompt-options.ts'
import { type Rendering, render } from './rendering.ts'
import { fieldOf } from './value.ts'

/**
 * Options of {@link renderPrompt}.
 *
 * @category Prompts
 */
export interface RenderPromptOptions extends RenderOptions {
  /**
   * The prompt of the host, in place of the default one. In it `{{system_prompt}}`,
   * `{{personality}}` and `{{scenario}}` stand for these texts as they are rendered.
   *
   * @default the system prompt, then what it does not name itself of personality, scenario and traits
   */
  readonly template?: string | undefined
}

/** The texts of a character that its prompt is made of, with the headings they stand under. */
const SECTIONS = [
  ['system_prompt', ''],
  ['personality', 'Personality:\n'],
  ['scenario', 'Scenario:\n'],
  ['traits', 'Traits: '],
] as const
/** Those that are templates themselves. */
const TEMPLATES: readonly string[] = ['system_prompt', 'personality', 'scenario']

/**
 * Renders the prompt of a character, as a model is sent it. Its texts are templates, each rendered by
 * itself: what a name stands for in them is written as it is and never expanded.
 *
 * @throws {PromptError} `PROMPT_VARIABLE_MISSING` with `missing: 'error'`; `PROMPT_TOO_LONG`
 * @throws {TypeError} when an option is none; when the character has no `system_prompt`: the safe view
 *
 * @example
 * ```ts
 * const { text } = renderPrompt(await service.getCharacter('luna'), { user: 'Ann' })
 * ```
 *
 * @category Prompts
 */
export function renderPrompt<C extends PromptCharacter>(
  character: C,
  options: RenderPromptOptions = {},
): RenderedText {
  const rendering = beginRendering(character, options)
  const text = promptOf(rendering, character, options.template)
  return { text, variables: [...rendering.used] }
}

/** The prompt of a character, as a part of a rendering. */
export function promptOf(
  rendering: Rendering,
  character: PromptCharacter,
  template: string | undefined,
): string {
  checkText('character.system_prompt', character.system_prompt)
  if (template === undefined) return defaultPrompt(rendering, character)
  checkText('template', template)
  const rendered = new Map<string, string>()
  return render(rendering, {
    text: template,
    source: 'template',
    expand: ({ text, field = '' }) => {
      if (!TEMPLATES.includes(field)) return text
      // The length counts where the text is written.
      const part =
        rendered.get(field) ?? render({ ...rendering, length: 0 }, { text, source: field })
      rendered.set(field, part)
      return part
    },
  })
}

function defaultPrompt(rendering: Rendering, character: PromptCharacter): string {
  const parts: string[] = []
  for (const [field, heading] of SECTIONS) {
    const isNamed = rendering.used.has(field)
    if (isNamed || (field === 'personality' && rendering.used.has('description'))) continue
    const isTemplate = TEMPLATES.includes(field)
    const held = isTemplate ? renderField(rendering, character, field) : fieldOf(character, field)
    const text = held.trim()
    if (text !== '') parts.push(heading + text)
  }
  return parts.join('\n\n')
}

/** Renders a text of a character that is a template itself. */
export function renderField(
  rendering: Rendering,
  character: PromptCharacter,
  source: string,
): string {
  return render(rendering, { text: fieldOf(character, source), source })
}
