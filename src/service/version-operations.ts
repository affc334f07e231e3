import type { Character } from '../model/character.ts'
import type { CallOptions, ListVersionsCallOptions } from './arguments.ts'
import type { CharacterChangeInfo } from './changes.ts'
import type { VersionChange } from './diff.ts'
import type { VersionInfo } from './version-info.ts'
import type { WriteOptions } from './writes.ts'

/**
 * The versions of a character. `Shown` is what is given of one.
 *
 * @category Service
 */
export interface VersionOperations<
  Attributes extends object = {},
  Shown extends object = Character & Attributes,
> {
  /**
   * Tells which version an active character is at, from the cache when it is there.
   *
   * @throws {CharacterNotFoundError} when there is none of that name
   */
  getVersionInfo(name: string, options?: CallOptions): Promise<VersionInfo>

  /**
   * Lists versions of an active character, newest first, the present one included. A history that
   * another program wrote may have gaps.
   *
   * @throws {CharacterNotFoundError} when there is none of that name
   */
  listVersions(name: string, options?: ListVersionsCallOptions): Promise<Shown[]>

  /**
   * Reads one version of an active character, as it was, whatever today's rules say.
   *
   * @throws {CharacterNotFoundError} when there is none of that name
   * @throws {CharacterVersionNotFoundError} when it never was, was pruned or was not recorded
   */
  getVersion(name: string, version: number, options?: CallOptions): Promise<Shown>

  /**
   * Appends a version with the content of an older one; the character keeps the name it has now.
   * Today's rules judge the fields that change thereby.
   *
   * @throws {CharacterNotFoundError} when there is none of that name
   * @throws {CharacterVersionNotFoundError} when it never was, was pruned or was not recorded
   * @throws {CharacterValidationError} when a field of that version breaks a rule of today
   * @throws {CharacterVersionConflictError} when it is not at `expectedVersion`
   */
  rollbackCharacter(name: string, version: number, options?: WriteOptions<Shown>): Promise<Shown>

  /**
   * Tells what each version changed, by whom and why, newest first. Reads no contents.
   *
   * @throws {CharacterNotFoundError} when there is none of that name
   */
  listChanges(name: string, options?: ListVersionsCallOptions): Promise<CharacterChangeInfo[]>

  /**
   * Tells what changed in content from one version to another, as a JSON Patch (RFC 6902) that also
   * holds the values before.
   *
   * @throws as `getVersion`
   */
  diffVersions(
    name: string,
    from: number,
    to: number,
    options?: CallOptions,
  ): Promise<VersionChange[]>
}
