import { describeValue } from '../describe-value.ts'
import type { Character } from '../model/character.ts'
import { namesOf } from './names.ts'
import type { Rendering } from './rendering.ts'
import type { PromptValue } from './value.ts'

/**
 * What {@link renderTemplate} needs of a character; a character of any model fits, its safe view too.
 *
 * @category Prompts
 */
export type TemplateCharacter = Pick<Character, 'display_name'>

/**
 * What {@link renderPrompt} and {@link toMessages} need of a character; one of any model fits. Of its
 * attributes they know those of cards: `nickname`, `scenario`, `greetings`, `message_examples` and
 * `post_history_instructions`.
 *
 * @category Prompts
 */
export type PromptCharacter = Pick<
  Character,
  'name' | 'display_name' | 'personality' | 'system_prompt' | 'traits'
>

/**
 * What the macros of a text stand for, beside what the character holds.
 *
 * @category Prompts
 */
export interface RenderOptions {
  /**
   * The name of the person who talks with the character: `{{user}}`. Never expanded.
   *
   * @default 'User'
   */
  readonly user?: string | undefined
  /**
   * What further names stand for, before all others; never expanded. `original` is the prompt of the
   * host, `original_post_history` what the host says after the history.
   */
  readonly variables?: { readonly [name: string]: PromptValue | null | undefined } | undefined
  /**
   * What becomes of a name that stands for nothing: it is kept as it stands, left out, or a
   * {@link PromptError}.
   *
   * @default 'keep'
   */
  readonly missing?: 'keep' | 'empty' | 'error' | undefined
  /**
   * The same seed gives the same text, on every platform. Without one `{{random}}` and `{{roll}}`
   * differ each time, and `{{pick}}` is the same for one character.
   */
  readonly seed?: string | number | undefined
}

/**
 * A rendered text.
 *
 * @category Prompts
 */
export interface RenderedText {
  /** The text, at most 4,000,000 UTF-16 units. */
  readonly text: string
  /** The names that the text used, each once, in the order of their first use. */
  readonly variables: readonly string[]
}

/** @throws {TypeError} when it is no character, a promise of one, say; when an option is none */
export function beginRendering(character: object, options: RenderOptions): Rendering {
  const held: Readonly<Record<string, unknown>> = Object(character)
  if (held !== character || typeof held.display_name !== 'string') {
    refuse('character', 'a Character', character)
  }
  const { user = 'User', variables = {}, missing = 'keep', seed } = options
  checkText('user', user)
  if (Object(variables) !== variables) refuse('variables', 'an object', variables)
  if (!['keep', 'empty', 'error'].includes(missing)) {
    refuse('missing', "'keep', 'empty' or 'error'", missing)
  }
  if (seed !== undefined && typeof seed !== 'string' && !Number.isFinite(seed)) {
    refuse('seed', 'a string or a finite number', seed)
  }
  return {
    names: namesOf(character, user, variables),
    missing,
    seed: seed ?? String(held.id ?? held.name ?? held.display_name),
    isSeeded: seed !== undefined,
    used: new Set(),
    length: 0,
  }
}

/** @throws {TypeError} when it is no text */
export function checkText(option: string, value: unknown): asserts value is string {
  if (typeof value !== 'string') refuse(option, 'a string', value)
}

/** @throws {TypeError} always */
export function refuse(option: string, wanted: string, got: unknown): never {
  throw new TypeError(`${option} must be ${wanted}, got ${describeValue(got)}`)
}
