import type { View } from '../http/view.ts'
import type { Character, CharacterResponse } from '../model/character.ts'
import type { CharacterModel, Flat } from '../model/character-model.ts'
import type { CharacterMethods } from '../service/character-operations.ts'
import { type CharacterClientOptions, resolveClientOptions } from './client-options.ts'
import { HttpClient } from './http-client.ts'

/**
 * The methods of a `CharacterService` over HTTP. `Shown` is what is given of a character. Beside the
 * errors of the service, each of them may end with a {@link CharacterHttpError}.
 */
export interface CharacterClient<
  Attributes extends object = {},
  Defaulted extends keyof Attributes = never,
  Shown extends object = CharacterResponse & Attributes,
> extends CharacterMethods<Attributes, Defaulted, Shown> {
  /** The model that the client was given. */
  readonly model: CharacterModel<Attributes, Defaulted, keyof Attributes> | undefined
}

/** What a mount shows a client of a character. */
export type ShownCharacter<
  Attributes extends object,
  Private extends keyof Attributes,
  Shows extends View,
> = Shows extends 'full'
  ? Character & Attributes
  : CharacterResponse & ([Private] extends [never] ? Attributes : Flat<Omit<Attributes, Private>>)

/**
 * Makes a client of a mount: what a `CharacterService` does, over HTTP. Sends nothing by itself.
 *
 * @throws {TypeError} when an option is not usable, naming it
 *
 * @example
 * ```ts
 * const characters = createCharacterClient({
 *   url: 'https://api.example.com/characters',
 *   headers: async () => ({ authorization: `Bearer ${await token()}` }),
 * })
 * const luna = await characters.getCharacter('luna')
 * ```
 */
export function createCharacterClient<
  Attributes extends object = {},
  Defaulted extends keyof Attributes = never,
  Private extends keyof Attributes = never,
  Shows extends View = 'safe',
>(
  options: CharacterClientOptions<Attributes, Defaulted, Private, Shows>,
): CharacterClient<Attributes, Defaulted, ShownCharacter<Attributes, Private, Shows>> {
  const resolved = resolveClientOptions(options as CharacterClientOptions)
  const { model } = options
  return new HttpClient(resolved, model as CharacterModel<Attributes, Defaulted, keyof Attributes>)
}
