import type { CharacterCreate } from '../../src/model/character.ts'

/** A valid character to create. */
export function luna(fields: Partial<CharacterCreate> = {}): CharacterCreate {
  return {
    name: 'luna',
    display_name: 'Luna',
    personality: 'Friendly AI assistant',
    system_prompt: 'You are Luna, a helpful and cheerful AI...',
    traits: ['helpful', 'creative', 'patient'],
    ...fields,
  }
}
