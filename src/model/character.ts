import type { z } from 'zod'
import { type BaseSchemas, baseSchemas } from './base-schemas.ts'
import { describeFields } from './describe-fields.ts'
import { CONTENT_FIELDS } from './fields.ts'
import type { JsonValue } from './json-value.ts'
import { DEFAULT_LIMITS } from './limits.ts'
import type {
  CharacterCreateShape,
  CharacterResponseShape,
  CharacterShape,
  CharacterUpdateShape,
} from './shapes.ts'

/**
 * A character as the service gives it: complete and deeply frozen. Times are ISO 8601 UTC. The bounds
 * are those of a model without `limits`.
 *
 * @category Characters
 */
export type Character = {
  /** Identifies the character for ever: 24 hexadecimal characters. */
  readonly id: string
  /** Canonical, unique among active characters. */
  readonly name: string
  /** The name as people see it, 1 to 200 code points. */
  readonly display_name: string
  /** 1 to 100,000 code points. */
  readonly personality: string
  /** 1 to 100,000 code points. Left out of responses. */
  readonly system_prompt: string
  /** At most 100, of 1 to 200 code points each. */
  readonly traits: readonly string[]
  /**
   * An absolute http or https URL without credentials, or a path like `/avatars/luna.png`; at most
   * 2,048 code points, never fetched.
   */
  readonly avatar_url: string | null
  /** Any JSON object of at most 16 KiB as UTF-8, nested at most 11 levels deep. */
  readonly voice_settings: { readonly [key: string]: JsonValue } | null
  /** When it was created, ISO 8601 UTC with milliseconds. */
  readonly created_at: string
  /** When its content changed last, ISO 8601 UTC with milliseconds. */
  readonly updated_at: string
  /** `false` when it is soft-deleted. */
  readonly is_active: boolean
  /** Counts its versions from 1. */
  readonly version_number: number
}

/**
 * What a client says of a new character.
 *
 * @category Characters
 */
export type CharacterCreate = {
  /** 1 to 100 code points, in any spelling: it is kept in its canonical form, see `canonicalName`. */
  readonly name: string
  /** The name as people see it, 1 to 200 code points. */
  readonly display_name: string
  /** 1 to 100,000 code points. */
  readonly personality: string
  /** 1 to 100,000 code points. Left out of responses. */
  readonly system_prompt: string
  /** At most 100, of 1 to 200 code points each. */
  readonly traits: readonly string[]
  /**
   * An absolute http or https URL without credentials, or a path like `/avatars/luna.png`; at most
   * 2,048 code points, never fetched.
   */
  readonly avatar_url?: string | null | undefined
  /** Any JSON object of at most 16 KiB as UTF-8, nested at most 11 levels deep. */
  readonly voice_settings?: { readonly [key: string]: JsonValue } | null | undefined
  /** @deprecated Set by the service: leave it out. */
  readonly id?: never
  /** @deprecated Set by the service: leave it out. */
  readonly created_at?: never
  /** @deprecated Set by the service: leave it out. */
  readonly updated_at?: never
  /** @deprecated Set by the service: leave it out. */
  readonly is_active?: never
  /** @deprecated Set by the service: leave it out. */
  readonly version_number?: never
}

/**
 * A change of a character: absent and `undefined` fields stay as they are, `null` clears `avatar_url`
 * and `voice_settings`, a new `name` renames. A whole character that was read is one too: what the
 * service sets must be what the character has.
 *
 * @category Characters
 */
export type CharacterUpdate = {
  /** A new name, 1 to 100 code points, in any spelling: renames the character. */
  readonly name?: string | undefined
  /** The name as people see it, 1 to 200 code points. */
  readonly display_name?: string | undefined
  /** 1 to 100,000 code points. */
  readonly personality?: string | undefined
  /** 1 to 100,000 code points. Left out of responses. */
  readonly system_prompt?: string | undefined
  /** All of them, not those to add: at most 100, of 1 to 200 code points each. */
  readonly traits?: readonly string[] | undefined
  /**
   * An absolute http or https URL without credentials, or a path like `/avatars/luna.png`; at most
   * 2,048 code points, never fetched.
   * `null` clears it.
   */
  readonly avatar_url?: string | null | undefined
  /**
   * Any JSON object of at most 16 KiB as UTF-8, nested at most 11 levels deep; replaces the one
   * before as a whole. `null` clears it.
   */
  readonly voice_settings?: { readonly [key: string]: JsonValue } | null | undefined
  /** As it was read: that of another character is refused. */
  readonly id?: string | undefined
  /** As it was read: another one is refused. */
  readonly created_at?: string | undefined
  /** As it was read: another one is refused where no version says what was read. */
  readonly updated_at?: string | undefined
  /** As it was read: another one is refused. */
  readonly is_active?: boolean | undefined
  /** As it was read: works as `expectedVersion`, another one is a conflict. */
  readonly version_number?: number | undefined
}

/**
 * A character as clients may see it: without its system prompt.
 *
 * @category Characters
 */
export type CharacterResponse = Omit<Character, 'system_prompt'>

let base: BaseSchemas | undefined

/** By a call that a bundler may leave out: who uses no schema need not carry what describes them. */
function schemaOf<Kind extends keyof BaseSchemas>(kind: Kind): BaseSchemas[Kind] {
  base ??= baseSchemas(describeFields(CONTENT_FIELDS, DEFAULT_LIMITS))
  return base[kind]
}

/**
 * The schema of a complete character.
 *
 * @category Characters
 */
export const Character: z.ZodObject<CharacterShape, z.core.$strict> =
  /* @__PURE__ */ schemaOf('character')

/**
 * The schema of what a client says of a new character. Unknown fields are refused.
 *
 * @category Characters
 */
export const CharacterCreate: z.ZodObject<CharacterCreateShape, z.core.$strict> =
  /* @__PURE__ */ schemaOf('create')

/**
 * The schema of a change of a character. Unknown fields are refused, none is filled in.
 *
 * @category Characters
 */
export const CharacterUpdate: z.ZodObject<CharacterUpdateShape, z.core.$strict> =
  /* @__PURE__ */ schemaOf('update')

/**
 * The schema of a character as clients may see it.
 *
 * @category Characters
 */
export const CharacterResponse: z.ZodObject<CharacterResponseShape, z.core.$strict> =
  /* @__PURE__ */ schemaOf('response')
