/**
 * `import { createCharacterClient } from 'dramatis/client'`: what a `CharacterService` does, over HTTP;
 * in browsers, workers and other runtimes.
 *
 * @module
 */

export { createCharacterClient } from './client/character-client.ts'
export type { CharacterClient, ShownCharacter } from './client/character-client.ts'
export type {
  CharacterClientOptions,
  ClientFetch,
  ClientHeaders,
  ClientRequest,
} from './client/client-options.ts'

// Errors
export { CharacterHttpError } from './client/http-error.ts'
export type { CharacterHttpErrorCode } from './client/http-error.ts'
export { isCharacterError } from './errors.ts'
export type { AnyCharacterError } from './errors.ts'
