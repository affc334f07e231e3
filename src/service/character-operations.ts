import type { CharacterService } from './character-service.ts'

/**
 * What a mount needs of a service: its public methods. A `CharacterService` of any model fits, and
 * so does whatever a host wraps around one. The `model` says which attributes a response shows, and
 * what the OpenAPI document tells of them; without it, each character is shown as the service that
 * it came out of would show it, and anything else without attributes.
 */
export interface CharacterOperations
  extends Pick<CharacterService, Exclude<keyof CharacterService, 'model' | 'ping'>> {
  /** What a character of this service is. */
  readonly model?: CharacterService['model'] | undefined
  /** Asks whether the storage answers. Without it, probes of health ask for a list of one. */
  readonly ping?: CharacterService['ping'] | undefined
}
