import type { z } from 'zod'
import type { Character, CharacterCreate } from './character.ts'
import type { Flat } from './character-model.ts'
import { checkCharacter } from './check-character.ts'
import { CONTENT_FIELDS, SYSTEM_FIELDS } from './fields.ts'
import type { CharacterCreateShape } from './shapes.ts'

/** What is read of a model to know what it creates; every `CharacterModel` fits. */
export interface CreatingModel<S extends CharacterCreateShape = CharacterCreateShape> {
  readonly create: z.ZodObject<S, z.core.$strict>
  readonly attributes: object
}

/** What creates a character again, with the attributes of a model. */
export type CreateOf<S> = CharacterCreate &
  Flat<{ readonly [K in Exclude<keyof S, keyof Character>]: z.output<S[K]> }>

/** The same with what the character has. */
export type CopyOf<C extends Character> = [keyof C] extends [keyof Character]
  ? CharacterCreate
  : CharacterCreate & Flat<Omit<C, keyof Character>>

/**
 * What `createCharacter` takes to make such a character again, to copy it or to export it: all that a
 * client sets, the system prompt and private attributes included, and nothing that the service sets.
 * Frozen.
 *
 * With a model, only the attributes that it knows are taken: a service refuses any other.
 *
 * @throws {TypeError} when it is no character: a promise of one, say
 *
 * @example
 * ```ts
 * const luna = await service.getCharacter('luna')
 * await service.createCharacter({ ...toCharacterCreate(luna), name: 'nova' })
 * ```
 *
 * @category Characters
 */
export function toCharacterCreate<S extends CharacterCreateShape>(
  character: Character,
  model: CreatingModel<S>,
): CreateOf<S>
export function toCharacterCreate<C extends Character>(character: C): CopyOf<C>
export function toCharacterCreate(character: Character, model?: CreatingModel): CharacterCreate {
  checkCharacter('toCharacterCreate', character)
  const create: { [field: string]: unknown } = {}
  for (const field of Object.keys(CONTENT_FIELDS)) create[field] = Reflect.get(character, field)
  for (const name of Object.keys(model?.attributes ?? character)) {
    if (!Object.hasOwn(character, name) || Object.hasOwn(SYSTEM_FIELDS, name)) continue
    create[name] = Reflect.get(character, name)
  }
  return Object.freeze(create) as CharacterCreate
}
