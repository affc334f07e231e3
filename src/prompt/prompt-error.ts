/**
 * The stable code of a {@link PromptError}.
 *
 * @category Prompts
 */
export type PromptErrorCode = 'PROMPT_VARIABLE_MISSING' | 'PROMPT_TOO_LONG'

/**
 * A prompt that cannot be rendered. `PROMPT_VARIABLE_MISSING`: a text names what nobody gave, and
 * `missing` is `'error'`. `PROMPT_TOO_LONG`: a text, or all that is rendered of it, passes 4,000,000
 * UTF-16 units.
 *
 * @category Prompts
 */
export class PromptError extends Error {
  /** What went wrong, stable across releases. */
  readonly code: PromptErrorCode
  /** What stands between the braces, its first 100 UTF-16 units; `null` where it is about a length. */
  readonly variable: string | null
  /** Which text: `'template'`, or the field of the character that holds it. */
  readonly source: string
  /** Where in that text the macro begins, in UTF-16 units; `null` where it is about a length. */
  readonly offset: number | null

  constructor(
    code: PromptErrorCode,
    message: string,
    place: { readonly source: string; readonly variable?: string; readonly offset?: number },
  ) {
    super(message)
    this.name = 'PromptError'
    this.code = code
    this.source = place.source
    this.variable = place.variable ?? null
    this.offset = place.offset ?? null
  }
}

/** The most that a text may hold, and that may come of it, in UTF-16 units. */
export const MAX_LENGTH = 4_000_000

/** @throws {PromptError} always */
export function refuseLength(source: string): never {
  const message = `The prompt is too long: ${source} passes ${MAX_LENGTH} UTF-16 units`
  throw new PromptError('PROMPT_TOO_LONG', message, { source })
}
