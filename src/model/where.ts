import type { Character } from './character.ts'

/** What a filter can compare. */
type Scalar = string | number | boolean

/**
 * What is asked of a field that holds one text, number or boolean: to be a value, or all that an
 * object says. `null` stands for no value: absent, or `null`.
 *
 * @category Finding
 */
export type ScalarFilter<T extends Scalar> =
  | T
  | null
  | {
      /** To be one of these, at most 100. */
      readonly in?: readonly (T | null)[]
      /** To be none of these, at most 100. */
      readonly not?: T | null | readonly (T | null)[]
      /** To be greater: numbers by value, texts by code point. */
      readonly gt?: Exclude<T, boolean>
      /** To be greater, or the same. */
      readonly gte?: Exclude<T, boolean>
      /** To be less. */
      readonly lt?: Exclude<T, boolean>
      /** To be less, or the same. */
      readonly lte?: Exclude<T, boolean>
    }

/**
 * What is asked of a field that holds an array of texts, numbers or booleans: to hold a value, or all
 * that an object says.
 *
 * @category Finding
 */
export type ArrayFilter<T> =
  | T
  | {
      /** To hold every one of these, at most 100. */
      readonly all?: readonly T[]
      /** To hold one of these at least, at most 100. */
      readonly any?: readonly T[]
      /** To hold none of these, at most 100. */
      readonly none?: readonly T[]
      /** To hold nothing at all (`true`; an absent array holds nothing), or something (`false`). */
      readonly empty?: boolean
    }

/**
 * What is asked of a field by its type; `never` for a field that cannot be asked for.
 *
 * @category Finding
 */
export type FieldFilter<T> = [NonNullable<T>] extends [Scalar]
  ? ScalarFilter<NonNullable<T>>
  : [NonNullable<T>] extends [readonly (infer Item)[]]
    ? [Item] extends [Scalar | null]
      ? ArrayFilter<Item>
      : never
    : never

/** Fields of every character that cannot be asked for: long texts, and JSON of any shape. */
type Unfiltered = 'personality' | 'system_prompt' | 'voice_settings'

/**
 * Which characters are meant: each field that is named must be what is asked of it. At most 20
 * fields. Names are compared in canonical form, times as times, all else exactly.
 *
 * @category Finding
 */
export type CharacterWhere<C extends Character = Character> = {
  readonly [K in keyof C as K extends Unfiltered
    ? never
    : [FieldFilter<C[K]>] extends [never]
      ? never
      : K]?: FieldFilter<C[K]>
}

/**
 * An order of characters; with a `-` before it the other way round. Texts are in code point order;
 * what has the same value is in the order of ids.
 *
 * @category Finding
 */
export type CharacterSort =
  | 'name'
  | 'display_name'
  | 'created_at'
  | 'updated_at'
  | '-name'
  | '-display_name'
  | '-created_at'
  | '-updated_at'
