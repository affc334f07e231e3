import type { CharacterService } from '../service/character-service.ts'

/**
 * What a mount needs of a service: its public methods. A `CharacterService` of any model fits, and
 * so does whatever a host wraps around one.
 */
export type CharacterOperations = Pick<CharacterService, keyof CharacterService>
