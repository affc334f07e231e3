import { z } from 'zod'
import type { CharacterIssue } from '../errors.ts'
import { defaultOf } from './attribute-schema.ts'
import { baseSchemas } from './base-schemas.ts'
import type { Character } from './character.ts'
import type {
  AttributeSchemas,
  AttributesOf,
  CharacterModel,
  CheckedAttributes,
  DefaultedOf,
  TextsOf,
} from './character-model.ts'
import { deepFreeze } from './deep-freeze.ts'
import { describeFields } from './describe-fields.ts'
import { explainAttribute } from './explain-attribute.ts'
import { contentFields } from './fields.ts'
import type { JsonObject, JsonValue } from './json-value.ts'
import type { CharacterLimits } from './limits.ts'
import { checkModelOptions } from './model-options.ts'
import { attributeBounds, type CopyBounds, copyJson } from './plain-json.ts'
import type { ContentShape } from './shapes.ts'

/**
 * What makes a model of characters.
 *
 * @category Models
 */
export interface DefineCharacterModelOptions<
  S extends AttributeSchemas = {},
  P extends keyof S & string = never,
> {
  /**
   * Attributes beside the fields of every character: zod schemas of JSON. One with a default may be
   * left out by clients, and a stored character without it shows the default.
   *
   * A schema judges and adds defaults, at every depth; what is given is stored as it is given. What
   * would change it is refused: transforms, pipes, coercion, dates, `.trim()` and its like. A key
   * that a schema does not know is refused by name, also by `z.object`. An asynchronous refinement
   * is refused at the first write: before it runs, it looks like any other.
   *
   * Give an attribute that is added later a default: a character stored before it existed shows
   * `null` without one, which its type does not tell.
   *
   * All together hold at most 256 KiB as JSON; any one at most 10,000 values, nested at most 11
   * levels deep inside the attribute; any one text at most 100,000 code points, any one array or
   * object at most 1,000 items or keys; `limits` says otherwise.
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
   * The fields whose words a search by text looks at, the most telling first: at most 400 words of a
   * character are kept, in this order. Beside the four fields of the default those attributes that
   * are texts or arrays of texts, and not private: whoever may search could find out what they say.
   * With `[]` no words are stored, and a search by text finds nothing.
   *
   * @default ['name', 'display_name', 'traits', 'personality']
   */
  readonly searchable?:
    | readonly ('name' | 'display_name' | 'traits' | 'personality' | Exclude<TextsOf<S>, P>)[]
    | undefined
  /**
   * Bounds other than the usual ones on what a character holds, integers of at least 1: see
   * {@link CharacterLimits}. What the schemas say of themselves and what OpenAPI tells follows. A
   * mount takes no larger body for it: raise its `maxBodyBytes` too.
   *
   * @default { displayName: 200, personality: 100_000, systemPrompt: 100_000, traits: 100, trait: 200,
   *   avatarUrl: 2_048, voiceSettingsBytes: 16_384, attributesBytes: 262_144, text: 100_000,
   *   items: 1_000, keys: 1_000, values: 10_000 }
   */
  readonly limits?:
    | { readonly [Limit in keyof CharacterLimits]?: CharacterLimits[Limit] | undefined }
    | undefined
  /**
   * Judges the result of every write but delete, restore and purge, as it would be stored: a deeply
   * frozen character, and the one before (`null` for a new one). Returns what is wrong, or nothing.
   * Must be synchronous; what it throws reaches the caller as it is.
   *
   * @default nothing is wrong
   */
  readonly validate?:
    | ((
        next: Character & AttributesOf<S>,
        previous: (Character & AttributesOf<S>) | null,
      ) => readonly CharacterIssue[] | undefined | void)
    | undefined
}

/**
 * Defines what a character is in your application. The types of its attributes flow through the
 * service, the responses and the OpenAPI document.
 *
 * @throws {TypeError} when an attribute cannot be one (its name is taken or unsafe, or its schema is
 *   not of JSON, may be undefined, or changes its input), a field cannot be searched, or `limits` hold
 *   none, or allow more than a document of 16 MiB holds, with a sentence that says what to do
 *
 * @example
 * ```ts
 * const model = defineCharacterModel({
 *   attributes: { mood: z.enum(['calm', 'wild']).default('calm'), backstory: z.string().max(5_000) },
 *   private: ['backstory'],
 *   validate: (next) =>
 *     next.backstory.includes(next.display_name)
 *       ? undefined
 *       : [{ path: ['backstory'], message: 'must tell of the character' }],
 * })
 * const service = new CharacterService({ storage: memoryStorage(), model })
 * ```
 *
 * @category Models
 */
export function defineCharacterModel<
  const S extends AttributeSchemas = {},
  const P extends keyof S & string = never,
>(
  options: DefineCharacterModelOptions<S, P>,
): CharacterModel<AttributesOf<S>, DefaultedOf<S> & string, P> {
  const checked = checkModelOptions(options)
  const { attributes, private: hidden, limits } = checked
  const schemas = schemasOf(describeFields(contentFields(limits), limits), attributes, hidden)
  const defaults = defaultsOf(attributes, attributeBounds(limits))
  const model = { ...schemas, defaults, ...checked }
  return Object.freeze(model) as CharacterModel<AttributesOf<S>, DefaultedOf<S> & string, P>
}

function schemasOf(
  content: ContentShape,
  attributes: AttributeSchemas,
  hidden: readonly string[],
): Record<'character' | 'create' | 'update' | 'response', z.ZodObject> {
  const { character, create, update, response } = baseSchemas(content, explainAttribute)
  const outputs = mapValues(attributes, (schema) => z.nonoptional(schema))
  const shown = Object.entries(outputs).filter(([name]) => !hidden.includes(name))
  // Not `.partial()`: it would fill in the defaults of fields that a change does not name.
  const changes = mapValues(outputs, (schema) => z.optional(schema))
  return {
    character: character.extend(outputs),
    create: create.extend(attributes),
    update: update.extend(changes),
    response: response.extend(Object.fromEntries(shown)),
  }
}

function defaultsOf(attributes: AttributeSchemas, bounds: CopyBounds): JsonObject {
  const defaults: { [name: string]: JsonValue } = {}
  for (const [name, schema] of Object.entries(attributes)) {
    const { value } = copyJson(defaultOf(schema), bounds)
    if (value !== undefined) defaults[name] = value
  }
  return deepFreeze(defaults)
}

function mapValues<T>(
  shape: AttributeSchemas,
  map: (schema: z.core.$ZodType) => T,
): { [name: string]: T } {
  return Object.fromEntries(Object.entries(shape).map(([name, schema]) => [name, map(schema)]))
}
