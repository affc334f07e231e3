import { type CharacterLimits, DEFAULT_LIMITS } from '../model/limits.ts'

/**
 * Limits of a model under which the largest card that is read can be kept: spread them, or give them
 * as they are.
 *
 * @category Cards
 */
export const cardLimits: Readonly<
  Record<'personality' | 'systemPrompt' | 'text' | 'attributesBytes', number>
> = /* @__PURE__ */ Object.freeze({
  personality: 250_000,
  systemPrompt: 250_000,
  text: 4 * 1024 * 1024,
  attributesBytes: 8 * 1024 * 1024,
} satisfies Partial<CharacterLimits>)

/** The limits under which a card is read where nobody sets any. */
export const READING_LIMITS: CharacterLimits = { ...DEFAULT_LIMITS, ...cardLimits }
