import type { View } from '../http/view.ts'
import type { Character, CharacterResponse } from '../model/character.ts'
import type { CharacterModel, Flat } from '../model/character-model.ts'
import { checkSpelling } from '../model/spelling.ts'
import { checkTimeout } from '../service/arguments.ts'
import type { CharacterMethods } from '../service/character-operations.ts'
import type { ClientParts, Perform } from './call.ts'
import {
  type CharacterClientOptions,
  type ResolvedClientOptions,
  resolveClientOptions,
} from './client-options.ts'
import { findingOverHttp } from './finding-over-http.ts'
import { inTime } from './in-time.ts'
import { labelsOverHttp } from './labels-over-http.ts'
import { readsOverHttp } from './reads-over-http.ts'
import { send } from './send.ts'
import { readFull, readHealth, readShown } from './shown-character.ts'
import { versionsOverHttp } from './versions-over-http.ts'
import { changesOverHttp, writesOverHttp } from './writes-over-http.ts'

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
  type Shown = ShownCharacter<Attributes, Private, Shows>
  const client = clientParts<Shown>(resolveClientOptions(options as CharacterClientOptions))
  const { kept, counts, timeoutMs } = client
  const perform: Perform<Shown> = (given, work) => inTime(client, given?.signal, work)
  return {
    model: options.model as CharacterModel<Attributes, Defaulted, keyof Attributes>,
    ...readsOverHttp<Attributes, Shown>(perform),
    ...findingOverHttp<Attributes, Shown>(perform),
    ...versionsOverHttp<Attributes, Shown>(perform),
    ...changesOverHttp<Attributes, Defaulted, Shown>(perform),
    ...writesOverHttp<Attributes, Defaulted, Shown>(perform),
    ...labelsOverHttp(perform),
    invalidateCharacter: (spelling) => {
      checkSpelling(spelling)
      // Nearly all names are told so. What stays is asked after before it is given, and so does no harm.
      const name = spelling.trim().toLowerCase()
      for (const [path, { character }] of kept) if (character.name === name) kept.delete(path)
    },
    clearCache: () => kept.clear(),
    // A question that is asked again and again tells no longer how things are.
    ping: async (given = {}) =>
      inTime(
        { ...client, retries: 0, timeoutMs: checkTimeout(given.timeoutMs, timeoutMs) },
        given.signal,
        (call) => send(call, { path: '/-/health' }, readHealth),
      ),
    stats: () => ({ ...counts, entries: kept.size }),
    close: async () => {},
  }
}

function clientParts<C extends CharacterResponse>(options: ResolvedClientOptions): ClientParts<C> {
  const counts = { hits: 0, misses: 0, sharedLoads: 0, refusedFills: 0, busEvictions: 0, gaps: 0 }
  return {
    ...options,
    one: options.view === 'full' ? readFull : readShown,
    kept: new Map(),
    counts,
  }
}
