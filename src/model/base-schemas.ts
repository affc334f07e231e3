import { z } from 'zod'
import { STRICT, SYSTEM_FIELDS } from './fields.ts'
import type {
  CharacterCreateShape,
  CharacterResponseShape,
  CharacterShape,
  CharacterUpdateShape,
  ContentShape,
} from './shapes.ts'

/** The schemas of the fields of every character. Nothing judges an object as a whole. */
export interface BaseSchemas {
  readonly character: z.ZodObject<CharacterShape, z.core.$strict>
  readonly create: z.ZodObject<CharacterCreateShape, z.core.$strict>
  readonly update: z.ZodObject<CharacterUpdateShape, z.core.$strict>
  readonly response: z.ZodObject<CharacterResponseShape, z.core.$strict>
}

/** Makes them of the schemas of what a client sets. */
export function baseSchemas(content: ContentShape): BaseSchemas {
  const { avatar_url, voice_settings } = content
  const optional = { avatar_url: avatar_url.optional(), voice_settings: voice_settings.optional() }
  const character = z.strictObject({ ...SYSTEM_FIELDS, ...content }, STRICT)
  return {
    character,
    create: z.strictObject({ ...content, ...optional }, STRICT),
    update: z.strictObject(content, STRICT).partial(),
    response: character.omit({ system_prompt: true }),
  }
}
