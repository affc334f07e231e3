// What hosts make of the schemas: forms, drafts, fields of their own.
import { Character, CharacterCreate, CharacterResponse, defineCharacterModel } from 'dramatis'
import { z } from 'zod'

const model = defineCharacterModel({
  attributes: { mood: z.enum(['calm', 'wild']).default('calm'), backstory: z.string() },
  private: ['backstory'],
})

const Form = CharacterCreate.pick({ name: true, system_prompt: true }).extend({
  captcha: z.string(),
})
const Draft = model.create.partial()

export function submitted(input: unknown): {
  name: string
  system_prompt: string
  captcha: string
} {
  return Form.parse(input)
}

export function drafted(input: unknown): 'calm' | 'wild' | undefined {
  const draft: z.input<typeof Draft> = { mood: undefined }
  return Draft.parse(input ?? draft).mood
}

export function read(input: unknown): { character: Character; traits: readonly string[] } {
  const character: Character = Character.parse(input)
  const traits: readonly string[] = Character.shape.traits.parse(character.traits)
  const mood: 'calm' | 'wild' = model.character.shape.mood.parse('calm')
  // @ts-expect-error nothing is any
  const wrong: number = mood
  // @ts-expect-error no response shows it
  CharacterResponse.shape.system_prompt
  // @ts-expect-error it is private
  model.response.shape.backstory
  // @ts-expect-error the service sets it
  CharacterCreate.pick({ id: true })
  return { character, traits: wrong ? traits : [] }
}
