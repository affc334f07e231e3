import { z } from 'zod'
import type { AttributesOf } from '../model/character-model.ts'

type Text = z.ZodDefault<z.ZodString>
type Texts = z.ZodDefault<z.ZodArray<z.ZodString>>

const text = (): Text => z.string().default('')
const texts = (): Texts => z.array(z.string()).default(() => [])

/**
 * What a card knows beside the fields of every character: attributes to spread into a model. All of
 * them have defaults, so that a character made by hand needs none.
 *
 * `card` holds what no other field does: the file as it came, less what is mapped. It may hold prompts
 * of the lorebook, so make it private, and with it whatever your users are not to read.
 *
 * @example
 * ```ts
 * const model = defineCharacterModel({
 *   attributes: { ...cardAttributes, mood: z.enum(['calm', 'wild']).default('calm') },
 *   private: ['card', 'post_history_instructions'],
 *   limits: cardLimits,
 * })
 * ```
 *
 * @category Cards
 */
export const cardAttributes: {
  /** Words to find the character by. Traits are another thing. */
  readonly tags: Texts
  /** Where and how a conversation takes place. */
  readonly scenario: Text
  /** First messages to choose from; the first one is the card's own. */
  readonly greetings: Texts
  /** First messages in a group. */
  readonly group_greetings: Texts
  /** Conversations to learn from, each behind a line `<START>`. */
  readonly message_examples: Text
  /** What a model is told behind the history. */
  readonly post_history_instructions: Text
  /** What `{{char}}` stands for, where it is not the display name. */
  readonly nickname: Text
  /** Who made the card. */
  readonly creator: Text
  /** What its maker says to users. No model is told. */
  readonly creator_notes: Text
  /** The maker's own word for the version of the card. */
  readonly character_version: Text
  /** The card's short `personality`, where its `description` is the personality. */
  readonly persona_summary: Text
  /** The file as it came, as JSON, less what is mapped. Empty where there was none. */
  readonly card: Text
} = {
  tags: texts(),
  scenario: text(),
  greetings: texts(),
  group_greetings: texts(),
  message_examples: text(),
  post_history_instructions: text(),
  nickname: text(),
  creator: text(),
  creator_notes: text(),
  character_version: text(),
  persona_summary: text(),
  card: text(),
}

/**
 * The attributes of cards as a character has them.
 *
 * @category Cards
 */
export type CardAttributes = AttributesOf<typeof cardAttributes>
