import type { z } from 'zod'
import type { JsonObject } from './json-value.ts'

/**
 * The schemas of the fields of a complete character, by name.
 *
 * @category Characters
 */
export type CharacterShape = {
  /** Of the id. */
  readonly id: z.ZodString
  /** Of the name, in any spelling. */
  readonly name: z.ZodString
  /** Of the name as people see it. */
  readonly display_name: z.ZodString
  /** Of the personality. */
  readonly personality: z.ZodString
  /** Of the system prompt. */
  readonly system_prompt: z.ZodString
  /** Of all traits. */
  readonly traits: z.ZodType<readonly string[], readonly string[]>
  /** Of the address of a picture, or `null`. */
  readonly avatar_url: z.ZodNullable<z.ZodString>
  /** Of a JSON object, or `null`. */
  readonly voice_settings: z.ZodNullable<z.ZodType<JsonObject, JsonObject>>
  /** Of a time. */
  readonly created_at: z.ZodString
  /** Of a time. */
  readonly updated_at: z.ZodString
  /** Of a boolean. */
  readonly is_active: z.ZodBoolean
  /** Of an integer of at least 1. */
  readonly version_number: z.ZodInt
}

/** The schemas of the fields that the service sets. */
export type SystemShape = Pick<
  CharacterShape,
  'id' | 'created_at' | 'updated_at' | 'is_active' | 'version_number'
>

/** The schemas of the fields that a client sets. */
export type ContentShape = Omit<CharacterShape, keyof SystemShape>

/**
 * The schemas of the fields of a new character, by name.
 *
 * @category Characters
 */
export type CharacterCreateShape = {
  readonly [K in keyof ContentShape]: K extends 'avatar_url' | 'voice_settings'
    ? z.ZodOptional<ContentShape[K]>
    : ContentShape[K]
}

/**
 * The schemas of the fields of a change, by name.
 *
 * @category Characters
 */
export type CharacterUpdateShape = {
  readonly [K in keyof ContentShape]: z.ZodOptional<ContentShape[K]>
}

/**
 * The schemas of the fields of a character as clients may see it, by name.
 *
 * @category Characters
 */
export type CharacterResponseShape = Omit<CharacterShape, 'system_prompt'>
