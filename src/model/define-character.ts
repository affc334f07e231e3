import { z } from 'zod'
import type { CharacterIssue } from '../errors.ts'
import { checkAttributeSchema } from './attribute-schema.ts'
import type { Character } from './character.ts'
import type {
  AttributeSchemas,
  AttributesOf,
  CharacterModel,
  CheckedAttributes,
  DefaultedOf,
} from './character-model.ts'
import { CONTENT_FIELDS, SYSTEM_FIELDS } from './fields.ts'
import { complaintAboutKey } from './plain-json.ts'

/** What makes a model of characters. */
export interface DefineCharacterModelOptions<
  S extends AttributeSchemas = {},
  P extends keyof S & string = never,
> {
  /**
   * Attributes beside the fields of every character: zod schemas of JSON. One with a default may be
   * left out by clients; all together hold at most 256 KiB.
   *
   * @default none
   */
  readonly attributes?: (S & CheckedAttributes<S>) | undefined
  /**
   * Attributes that no response shows, as it never shows `system_prompt`.
   *
   * @default none
   */
  readonly private?: readonly P[] | undefined
  /**
   * Judges the result of every write but delete, restore and purge, as it would be stored. Returns
   * what is wrong, or nothing. Synchronous.
   *
   * @param previous the character before; `null` for a new one
   */
  readonly validate?:
    | ((
        next: Character & AttributesOf<S>,
        previous: (Character & AttributesOf<S>) | null,
      ) => readonly CharacterIssue[] | undefined | void)
    | undefined
}

const RESERVED = new Set([
  '_id',
  'write_id',
  'deleted_name',
  'deleted_at',
  'renamed_from',
  'character_id',
])

/**
 * Defines what a character is in your application. The types of its attributes flow through the
 * service, the responses and the OpenAPI document.
 *
 * @throws {TypeError} when an attribute cannot be one, with a sentence that says what to do
 *
 * @example
 * ```ts
 * const model = defineCharacterModel({
 *   attributes: { mood: z.enum(['calm', 'wild']).default('calm'), backstory: z.string().max(5_000) },
 *   private: ['backstory'],
 * })
 * const service = new CharacterService({ storage: memoryStorage(), model })
 * ```
 */
export function defineCharacterModel<
  const S extends AttributeSchemas = {},
  const P extends keyof S & string = never,
>(
  options: DefineCharacterModelOptions<S, P>,
): CharacterModel<AttributesOf<S>, DefaultedOf<S> & string, P> {
  const attributes: AttributeSchemas = { ...options.attributes }
  for (const [name, schema] of Object.entries(attributes)) checkAttribute(name, schema)
  const hidden = [...(options.private ?? [])]
  checkPrivate(hidden, attributes)
  const { validate } = options
  if (validate !== undefined && typeof validate !== 'function') {
    throw new TypeError(`defineCharacterModel: validate must be a function, got ${typeof validate}`)
  }
  const model = { ...schemasOf(attributes, hidden), attributes, private: hidden }
  return Object.freeze(validate ? { ...model, validate } : model) as CharacterModel<
    AttributesOf<S>,
    DefaultedOf<S> & string,
    P
  >
}

/** A model without attributes: what a service uses that was given none. */
export const defaultModel: CharacterModel = defineCharacterModel({})

function schemasOf(
  attributes: AttributeSchemas,
  hidden: readonly string[],
): Record<'character' | 'create' | 'update' | 'response', z.ZodType> {
  const { avatar_url, voice_settings } = CONTENT_FIELDS
  const optional = { avatar_url: avatar_url.optional(), voice_settings: voice_settings.optional() }
  const outputs = mapValues(attributes, (schema) => z.nonoptional(schema))
  const inputs = { ...CONTENT_FIELDS, ...outputs }
  const shown: z.core.$ZodLooseShape = { ...SYSTEM_FIELDS, ...inputs }
  const response = Object.entries(shown).filter(
    ([name]) => name !== 'system_prompt' && !hidden.includes(name),
  )
  return {
    character: z.strictObject(shown),
    create: z.strictObject({ ...CONTENT_FIELDS, ...optional, ...attributes }),
    // Not `.partial()`: it would fill in the defaults of fields that a change does not name.
    update: z.strictObject(mapValues(inputs, (schema) => z.optional(schema))),
    response: z.strictObject(Object.fromEntries(response)),
  }
}

function mapValues<T>(
  shape: AttributeSchemas,
  map: (schema: z.core.$ZodType) => T,
): { [name: string]: T } {
  return Object.fromEntries(Object.entries(shape).map(([name, schema]) => [name, map(schema)]))
}

function checkAttribute(name: string, schema: unknown): asserts schema is z.core.$ZodType {
  if (Object.hasOwn(SYSTEM_FIELDS, name) || Object.hasOwn(CONTENT_FIELDS, name)) {
    throw new TypeError(
      `defineCharacterModel: '${name}' is a field of every character: choose another attribute name`,
    )
  }
  const complaint = RESERVED.has(name) ? 'it is reserved' : complaintAboutKey(name)
  if (complaint !== null) {
    throw new TypeError(
      `defineCharacterModel: '${name}' cannot be an attribute, ${complaint}: choose another name`,
    )
  }
  if (typeof schema !== 'object' || schema === null || !('_zod' in schema)) {
    throw new TypeError(
      `defineCharacterModel: attribute '${name}' must be a zod 4 schema, got ${typeof schema}: a schema of zod 3 does not fit`,
    )
  }
  checkAttributeSchema(name, schema as z.core.$ZodType)
}

function checkPrivate(hidden: readonly string[], attributes: AttributeSchemas): void {
  const stranger = hidden.find((name) => !Object.hasOwn(attributes, name))
  if (stranger !== undefined) {
    throw new TypeError(
      `defineCharacterModel: private names '${String(stranger)}', which is not an attribute`,
    )
  }
}
