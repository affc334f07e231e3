import type { CharacterResponse } from '../model/character.ts'

/**
 * Which version a character is at, and since when.
 *
 * @category Service
 */
export interface VersionInfo {
  /** The canonical name. */
  readonly character_name: string
  /** The number of the newest version, from 1. */
  readonly current_version: number
  /** When that version was written, ISO 8601 UTC. */
  readonly last_updated: string
  /** When the character was created, ISO 8601 UTC. */
  readonly created_at: string
}

/** The version part of a character. */
export function toVersionInfo(character: CharacterResponse): VersionInfo {
  return {
    character_name: character.name,
    current_version: character.version_number,
    last_updated: character.updated_at,
    created_at: character.created_at,
  }
}
