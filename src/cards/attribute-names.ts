import type { CardAttributes } from './attributes.ts'

/** Apart from their schemas: who reads a card in a browser needs no zod. */
const NAMES: { readonly [A in keyof CardAttributes]: true } = {
  tags: true,
  scenario: true,
  greetings: true,
  group_greetings: true,
  message_examples: true,
  post_history_instructions: true,
  nickname: true,
  creator: true,
  creator_notes: true,
  character_version: true,
  persona_summary: true,
  card: true,
}

/** Whether a field is an attribute of cards. */
export function isCardAttribute(field: string): boolean {
  return Object.hasOwn(NAMES, field)
}
