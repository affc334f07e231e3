import { describeValue } from '../describe-value.ts'
import type { Character } from '../model/character.ts'
import type { CharacterModel } from '../model/character-model.ts'
import type { CharacterWhere } from '../model/where.ts'
import type { CharacterMethods } from '../service/character-operations.ts'

/**
 * What is needed of a service: a `CharacterService`, one for a tenant, a client in the full view, or
 * what a host wraps around one.
 *
 * @category Sync
 */
export interface SyncedService<
  Attributes extends object = {},
  Defaulted extends keyof Attributes = never,
> extends Pick<
    CharacterMethods<Attributes, Defaulted>,
    | 'iterateCharacters'
    | 'createCharacter'
    | 'updateCharacter'
    | 'editCharacter'
    | 'deleteCharacter'
  > {
  /** What its characters are. Without it, an attribute that is not named is left as it is. */
  readonly model?: CharacterModel<Attributes, Defaulted, keyof Attributes> | undefined
}

/** As many as the cache of a service keeps of one page, so that the next run may ask for states alone. */
const PAGE = 200

/** Which of the stored characters are gone through. */
interface Chosen<A extends object> {
  readonly where?: CharacterWhere<Character & A> | undefined
  readonly label?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Goes through the stored characters by name, a page at a time.
 *
 * @throws {TypeError} at the first one that comes without its system prompt
 */
export async function* eachStored<A extends object, D extends keyof A>(
  caller: string,
  service: SyncedService<A, D>,
  chosen: Chosen<A>,
): AsyncGenerator<Character & A> {
  for await (const character of service.iterateCharacters({ ...chosen, limit: PAGE })) {
    checkFullView(caller, character)
    yield character
  }
}

/** Nothing can be compared: a fault of all, not of one. */
export class SafeViewError extends TypeError {}

/** @throws {SafeViewError} when it is a character of the safe view */
export function checkFullView(caller: string, character: Character): void {
  if (typeof character.system_prompt === 'string') return
  throw new SafeViewError(
    `${caller}: a character came without its system_prompt: give a service or a client of the full view`,
  )
}

/** @throws {TypeError} when it is no service */
export function checkService(caller: string, service: unknown): void {
  const methods = ['iterateCharacters', 'createCharacter', 'updateCharacter', 'editCharacter']
  const missing = [...methods, 'deleteCharacter'].find(
    (method) => typeof Reflect.get(Object(service), method) !== 'function',
  )
  if (missing === undefined) return
  const got = describeValue(service)
  throw new TypeError(
    `${caller}: service has no method '${missing}': pass a CharacterService, got ${got}`,
  )
}
