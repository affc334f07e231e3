import {
  CharacterNotFoundError,
  CharacterVersionNotFoundError,
  isCharacterError,
} from '../errors.ts'
import type { CharacterOperations } from '../service/character-operations.ts'

/** What a mount reads of a service. */
export type Reads = Pick<
  CharacterOperations,
  | 'getCharacter'
  | 'listCharacters'
  | 'countCharacters'
  | 'listDeletedCharacters'
  | 'listVersions'
  | 'getVersion'
  | 'listChanges'
  | 'listLabels'
>

/**
 * What a mount shows that has a label: of each character the version that the label points to, and
 * nothing of any other.
 */
export function labelledView(service: CharacterOperations, label: string): Reads {
  const versionOf = async (name: string): Promise<number> =>
    (await service.getCharacter(name, { label })).version_number
  return {
    getCharacter: (name) => service.getCharacter(name, { label }),
    listCharacters: (options) => service.listCharacters({ ...options, label }),
    countCharacters: async (options) =>
      (await service.listCharacters({ ...options, label })).length,
    listDeletedCharacters: async () => [],
    async listVersions(name, { before = Number.POSITIVE_INFINITY } = {}) {
      const character = await service.getCharacter(name, { label })
      return before > character.version_number ? [character] : []
    },
    async getVersion(name, version) {
      const character = await service.getCharacter(name, { label })
      if (character.version_number === version) return character
      throw new CharacterVersionNotFoundError(character.name, version, 'never')
    },
    async listChanges(name, { before = Number.POSITIVE_INFINITY, signal } = {}) {
      const version = await versionOf(name)
      if (before <= version) return []
      const changes = await service.listChanges(name, { before: version + 1, limit: 1, signal })
      return changes.filter(({ version_number }) => version_number === version)
    },
    async listLabels(name, options) {
      const version = await versionOf(name)
      const labels = await service.listLabels(name, options)
      return labels.filter(({ version_number }) => version_number === version)
    },
  }
}

/** What such a mount answers in place of an error: a character without the label is not there. */
export function withoutLabel(error: unknown, name: string): unknown {
  return isCharacterError(error, 'CHARACTER_LABEL_NOT_FOUND')
    ? new CharacterNotFoundError(name)
    : error
}
