import type { z } from 'zod'
import type { Character, CharacterResponse } from './character.ts'
import type { Flat } from './character-model.ts'
import { checkCharacter } from './check-character.ts'
import type { CharacterResponseShape } from './shapes.ts'

/** What is read of a model to know what it shows; every `CharacterModel` fits. */
export interface HidingModel<S extends CharacterResponseShape = CharacterResponseShape> {
  readonly response: z.ZodObject<S, z.core.$strict>
  readonly attributes: object
  readonly private: readonly string[]
}

/** The safe view of a character whose model is known. */
export type ResponseOf<S> = CharacterResponse &
  Flat<{ readonly [K in Exclude<keyof S, keyof CharacterResponse>]: z.output<S[K]> }>

const SHOWN_FIELDS: readonly (keyof CharacterResponse)[] = [
  'id',
  'name',
  'display_name',
  'personality',
  'traits',
  'avatar_url',
  'voice_settings',
  'created_at',
  'updated_at',
  'is_active',
  'version_number',
]

class Given {
  constructor(object: object) {
    // biome-ignore lint/correctness/noConstructorReturn: a subclass marks the very object it is given
    return object
  }
}

/**
 * The mark on a character that says which attributes a response shows. No copy of the character has
 * it, nobody else sees it, and unlike an entry of a `WeakMap` it costs next to nothing.
 */
class Shown extends Given {
  readonly #names: readonly string[]

  constructor(character: object, names: readonly string[]) {
    super(character)
    this.#names = names
  }

  static of(character: object): readonly string[] | undefined {
    return #names in character ? character.#names : undefined
  }
}

/** Notes which attributes of a character a response shows. */
export function rememberShown(character: object, names: readonly string[]): void {
  new Shown(character, names)
}

/** Notes of a copy what is noted of the character it was made of. */
export function rememberShownOf(character: object, copy: object): void {
  const names = Shown.of(character)
  if (names !== undefined) rememberShown(copy, names)
}

/** The attributes of a model that are not private. */
export function shownAttributes(model: Pick<HidingModel, 'attributes' | 'private'>): string[] {
  return Object.keys(model.attributes).filter((name) => !model.private.includes(name))
}

/**
 * The safe view of a character: without its system prompt and its private attributes. Frozen.
 *
 * A character that came out of a service is known with its model. Of anything else, a copy such as
 * `{ ...luna }` included, only the fields of every character are taken, unless the model is given:
 * better too little than a secret. Hence attributes may be absent from the type without a model.
 *
 * @throws {TypeError} when it is no character: a promise of one, say
 *
 * @example
 * ```ts
 * response.json(toCharacterResponse(await service.getCharacter('luna')))
 * ```
 *
 * @category Characters
 */
export function toCharacterResponse<S extends CharacterResponseShape>(
  character: Character,
  model: HidingModel<S>,
): ResponseOf<S>
export function toCharacterResponse<C extends Character>(character: C): SafeView<C>
export function toCharacterResponse(character: Character, model?: HidingModel): CharacterResponse {
  checkCharacter('toCharacterResponse', character)
  const attributes = model ? shownAttributes(model) : Shown.of(character)
  const response: { [field: string]: unknown } = {}
  for (const field of SHOWN_FIELDS) response[field] = character[field]
  for (const name of attributes ?? []) {
    if (Object.hasOwn(character, name)) response[name] = Reflect.get(character, name)
  }
  return Object.freeze(response) as CharacterResponse
}

/** A character as it may be shown where its model is not known: any attribute may be private. */
export type SafeView<C extends Character> = [keyof C] extends [keyof Character]
  ? CharacterResponse
  : CharacterResponse & Partial<Omit<C, keyof Character>>
