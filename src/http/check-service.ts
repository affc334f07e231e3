import { describeValue } from '../describe-value.ts'
import type { CharacterOperations } from '../service/character-operations.ts'

/** What mounts call. */
const CALLED: readonly (keyof CharacterOperations)[] = [
  'createCharacter',
  'getCharacter',
  'listCharacters',
  'countCharacters',
  'updateCharacter',
  'deleteCharacter',
  'listDeletedCharacters',
  'restoreCharacter',
  'purgeCharacter',
  'listVersions',
  'getVersion',
  'rollbackCharacter',
  'listChanges',
  'listLabels',
  'setLabel',
  'removeLabel',
]

/**
 * Checks that a service has what mounts call.
 *
 * @param caller the name of the function that was called, for messages
 * @throws {TypeError} when it has not, naming what is missing
 */
export function checkService(
  caller: string,
  service: CharacterOperations,
  options?: { readonly tenant?: unknown },
): void {
  const missing = CALLED.filter((method) => typeof service?.[method] !== 'function')
  if (missing.length === CALLED.length) {
    throw new TypeError(
      `${caller}: service must be a CharacterService beside the options, got ${typeof service}`,
    )
  }
  if (missing.length > 0) {
    throw new TypeError(
      `${caller}: service must be a CharacterService, or have its methods: ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing`,
    )
  }
  if (options?.tenant !== undefined && typeof service.forTenant !== 'function') {
    throw new TypeError(`${caller}: with tenant, service must have the method forTenant`)
  }
  const { model } = service
  if (model === undefined) return
  const { attributes, limits } = model ?? {}
  const isModel = typeof attributes === 'object' && typeof limits === 'object'
  if (isModel && Array.isArray(model.private)) return
  throw new TypeError(
    `${caller}: service.model must be what defineCharacterModel gives, or undefined, got ${describeValue(model)}`,
  )
}
