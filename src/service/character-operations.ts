import type { Character } from '../model/character.ts'
import type { CharacterModel } from '../model/character-model.ts'
import type { LabelOperations } from './label-operations.ts'
import type { PingOptions } from './ping.ts'
import type { ReadOperations } from './read-operations.ts'
import type { ServiceStats } from './service-stats.ts'
import type { VersionOperations } from './version-operations.ts'
import type { WriteOperations } from './write-operations.ts'

/**
 * All that a service does with characters. `Shown` is what is given of one.
 *
 * @category Service
 */
export interface CharacterMethods<
  Attributes extends object = {},
  Defaulted extends keyof Attributes = never,
  Shown extends object = Character & Attributes,
> extends ReadOperations<Attributes, Shown>,
    WriteOperations<Attributes, Defaulted, Shown>,
    VersionOperations<Attributes, Shown>,
    LabelOperations {
  /**
   * Forgets what is cached of a name, here and in every service on the bus.
   *
   * @throws {CharacterNameInvalidError} when it is no name
   */
  invalidateCharacter(name: string): void

  /** Forgets all that is cached, here and in every service on the bus. */
  clearCache(): void

  /** Asks the storage whether it answers: its cheapest question, past the cache. For health probes. */
  ping(options?: PingOptions): Promise<void>

  /** Counts what the cache did since the service was made. */
  stats(): ServiceStats

  /** Leaves the bus. Closes nothing that the service was given. */
  close(): Promise<void>
}

/**
 * What a mount needs of a service: its methods. A `CharacterService` of any model fits, and so does
 * whatever a host wraps around one. The `model` says which attributes a response shows, and what the
 * OpenAPI document tells of them; without it, each character is shown as the service that it came out
 * of would show it, and anything else without attributes.
 */
export interface CharacterOperations extends Omit<CharacterMethods, 'ping'> {
  /** What a character of this service is. */
  readonly model?: CharacterModel | undefined
  /** The same for the characters of a tenant. Needed only by mounts that have the option `tenant`. */
  readonly forTenant?: ((tenant: string) => CharacterOperations) | undefined
  /** Asks whether the storage answers. Without it, probes of health ask for a list of one. */
  readonly ping?: CharacterMethods['ping'] | undefined
}
