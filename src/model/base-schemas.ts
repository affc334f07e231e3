import { z } from 'zod'
import { type Explain, explain } from './explain.ts'
import { SYSTEM_FIELDS, strict } from './fields.ts'
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

/**
 * Makes them of the schemas of what a client sets.
 *
 * @param explainPart says what a schema finds wrong that does not say so itself
 */
export function baseSchemas(content: ContentShape, explainPart: Explain = explain): BaseSchemas {
  const words = strict(explainPart)
  const { avatar_url, voice_settings } = content
  const optional = { avatar_url: avatar_url.optional(), voice_settings: voice_settings.optional() }
  const character = z.strictObject({ ...SYSTEM_FIELDS, ...content }, words)
  return {
    character,
    create: z.strictObject({ ...content, ...optional }, words),
    update: character.partial(),
    response: character.omit({ system_prompt: true }),
  }
}
