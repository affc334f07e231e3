import type { z } from 'zod'
import type { CharacterIssue } from '../errors.ts'
import type { Character, CharacterCreate, CharacterUpdate } from './character.ts'
import type { JsonValue } from './json-value.ts'
import type { CharacterLimits } from './limits.ts'
import type {
  CharacterCreateShape,
  CharacterResponseShape,
  CharacterShape,
  CharacterUpdateShape,
} from './shapes.ts'

/**
 * The host's own attributes: schemas by name.
 *
 * @category Models
 */
export type AttributeSchemas = { readonly [name: string]: z.core.$ZodType }

type JsonLike =
  | string
  | number
  | boolean
  | null
  | readonly JsonLike[]
  | { readonly [key: string]: JsonLike | undefined }

/** An intersection as one object, without its name in what an editor shows. */
export type Flat<T> = { [K in keyof T]: T[K] } & {}

type MutableJson = string | number | boolean | null | MutableJson[] | { [key: string]: MutableJson }

/** All of JSON stays one name: a consumer's compiler would go through it without end. */
type DeepReadonly<T> = MutableJson extends T ? JsonValue : DeepReadonlyOf<T>

type DeepReadonlyOf<T> = T extends string | number | boolean | null | undefined
  ? T
  : T extends object
    ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
    : T

/**
 * The attributes that schemas describe, as they come out.
 *
 * @category Models
 */
export type AttributesOf<S> = Flat<{ readonly [K in keyof S]: DeepReadonly<z.output<S[K]>> }>

/**
 * The names of the attributes that have a default.
 *
 * @category Models
 */
export type DefaultedOf<S> = {
  [K in keyof S]: unknown extends z.input<S[K]>
    ? never
    : undefined extends z.input<S[K]>
      ? K
      : never
}[keyof S]

/**
 * What a client says of a new character with attributes.
 *
 * @category Models
 */
export type CreateInput<A, D extends keyof A> = [keyof A] extends [never]
  ? CharacterCreate
  : CharacterCreate &
      Flat<{ readonly [K in Exclude<keyof A, D>]: A[K] } & { readonly [K in D]?: A[K] | undefined }>

/**
 * A change of a character with attributes.
 *
 * @category Models
 */
export type UpdateInput<A> = [keyof A] extends [never]
  ? CharacterUpdate
  : CharacterUpdate & Flat<{ readonly [K in keyof A]?: A[K] | undefined }>

type NotJson<K> =
  `attribute '${K & string}' does not give JSON: characters are stored and sent as JSON`

/** An exact optional may be absent, though never `undefined`. */
type MayBeAbsent<Schema> =
  undefined extends z.output<Schema>
    ? true
    : Schema extends { readonly _zod: { readonly optout: 'optional' } }
      ? true
      : false

/**
 * Each schema itself, or the sentence that says what is wrong with it.
 *
 * @category Models
 */
export type CheckedAttributes<S> = {
  [K in keyof S]: string extends K
    ? S[K]
    : K extends keyof Character
      ? `'${K & string}' is a field of every character: choose another attribute name`
      : unknown extends z.output<S[K]>
        ? NotJson<K>
        : MayBeAbsent<S[K]> extends true
          ? `attribute '${K & string}' may be undefined: use .nullable().default(null) instead of .optional()`
          : z.output<S[K]> extends JsonLike
            ? z.output<S[K]> extends z.input<S[K]>
              ? S[K]
              : `attribute '${K & string}' does not accept its own output: leave transforms to the caller`
            : NotJson<K>
}

/** The attributes that a response shows. */
type ShownOf<A, P> = [P] extends [never] ? A : Omit<A, P & keyof A>

type AttributeShape<A> = { readonly [K in keyof A]: z.ZodType<A[K], A[K]> }

/** May be absent: the schema itself has a default. */
type Defaulted<T> = z.ZodType<
  T,
  T | undefined,
  z.core.$ZodTypeInternals<T, T | undefined> & { readonly optin: 'optional' }
>

type NewShape<A, D> = {
  readonly [K in keyof A]: K extends D ? Defaulted<A[K]> : z.ZodType<A[K], A[K]>
}

type ChangeShape<A> = { readonly [K in keyof A]: z.ZodOptional<z.ZodType<A[K], A[K]>> }

/**
 * What a character is in one application: the fields of every character, and attributes `A` of the
 * host's own, those in `D` with a default, those in `P` private.
 *
 * @category Models
 */
export interface CharacterModel<
  A extends object = {},
  D extends keyof A = never,
  P extends keyof A = never,
> {
  /** A complete character. */
  readonly character: z.ZodObject<CharacterShape & AttributeShape<A>, z.core.$strict>
  /** What a client says of a new one. */
  readonly create: z.ZodObject<CharacterCreateShape & NewShape<A, D>, z.core.$strict>
  /** A change of one. */
  readonly update: z.ZodObject<CharacterUpdateShape & ChangeShape<A>, z.core.$strict>
  /** One as clients may see it. */
  readonly response: z.ZodObject<
    CharacterResponseShape & AttributeShape<ShownOf<A, P>>,
    z.core.$strict
  >
  /** The schemas of the attributes, as they were given. */
  readonly attributes: AttributeSchemas
  /** The names of the attributes that no response shows. */
  readonly private: readonly string[]
  /** What bounds its characters: those that the model sets, and for the others what holds without. */
  readonly limits: CharacterLimits
  /** The host's own rules; see {@link DefineCharacterModelOptions}. */
  readonly validate: Validate<Character & A> | undefined
}

/**
 * Judges a character and the one before it: returns what is wrong, or nothing. A method, so that a
 * model with attributes fits where any model does.
 */
type Validate<C> = {
  judge(next: C, previous: C | null): readonly CharacterIssue[] | undefined | void
}['judge']
