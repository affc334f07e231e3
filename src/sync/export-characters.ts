import { checkOptions, type KnownOptions } from '../known-options.ts'
import type { Character } from '../model/character.ts'
import type { CharacterModel, CreateInput } from '../model/character-model.ts'
import { toCharacterCreate } from '../model/create.ts'
import type { CharacterWhere } from '../model/where.ts'
import { checkService, eachStored, type SyncedService } from './synced-service.ts'

/**
 * Which characters are exported.
 *
 * @category Sync
 */
export interface ExportCharactersOptions<C extends Character = Character> {
  /**
   * What fields must be, as in `listCharacters`.
   *
   * @default all active characters
   */
  readonly where?: CharacterWhere<C> | undefined
  /**
   * Only characters that have this label, each as the version that it points to.
   *
   * @default the present version of all
   */
  readonly label?: string | undefined
}

const OPTIONS: KnownOptions<ExportCharactersOptions> = { where: true, label: true }

/**
 * Gives every active character, by name, as `createCharacter` takes it: what `syncCharacters` and
 * `writeCharacterFile` read. Asks for a page at a time.
 *
 * @throws {TypeError} when the service shows no system prompts, or an option is none
 * @throws as `listCharacters`, when the first is asked for
 * @example
 * ```ts
 * for await (const character of exportCharacters(service)) {
 *   await writeCharacterFile('characters', character)
 * }
 * ```
 *
 * @category Sync
 */
export function exportCharacters<A extends object = {}, D extends keyof A = never>(
  service: SyncedService<A, D>,
  options: ExportCharactersOptions<Character & A> = {},
): AsyncIterable<CreateInput<A, D>> {
  checkService('exportCharacters', service)
  checkOptions('exportCharacters', options, OPTIONS)
  return each(service, options)
}

async function* each<A extends object, D extends keyof A>(
  service: SyncedService<A, D>,
  { where, label }: ExportCharactersOptions<Character & A>,
): AsyncGenerator<CreateInput<A, D>> {
  const model = service.model as CharacterModel | undefined
  for await (const character of eachStored('exportCharacters', service, { where, label })) {
    yield (
      model === undefined ? toCharacterCreate(character) : toCharacterCreate(character, model)
    ) as CreateInput<A, D>
  }
}
