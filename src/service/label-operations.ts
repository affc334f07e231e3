import type { LabelInfo, LabelMove } from '../model/label.ts'
import type { CallOptions } from './arguments.ts'
import type { LabelOptions, ListLabelMovesOptions } from './labels.ts'

/**
 * Labels: names that point to one version, such as `production`. A label is 1 to 40 of
 * `a-z 0-9 . _ -`, beginning with a letter; `latest` always means the present version.
 *
 * @category Labels
 */
export interface LabelOperations {
  /**
   * Lets a label point to a version, the present one or an older one. No version is made. A version
   * with a label is never pruned. At most 20 labels of a character.
   *
   * @throws {CharacterNotFoundError} when there is none of that name
   * @throws {CharacterVersionNotFoundError} when it never was, was pruned or was not recorded
   * @throws {CharacterLabelConflictError} when the label does not point to `expected`
   * @throws {CharacterValidationError} when it is no label, or one too many
   */
  setLabel(name: string, label: string, version: number, options?: LabelOptions): Promise<LabelInfo>

  /**
   * Takes a label away.
   *
   * @throws {CharacterNotFoundError} when there is none of that name
   * @throws {CharacterLabelNotFoundError} when it does not have the label
   * @throws {CharacterLabelConflictError} when the label does not point to `expected`
   */
  removeLabel(name: string, label: string, options?: LabelOptions): Promise<void>

  /**
   * Lists the labels of an active character, by label.
   *
   * @throws {CharacterNotFoundError} when there is none of that name
   */
  listLabels(name: string, options?: CallOptions): Promise<LabelInfo[]>

  /**
   * Lists the latest moves of the labels of an active character, newest first; 100 are kept.
   *
   * @throws {CharacterNotFoundError} when there is none of that name
   */
  listLabelMoves(name: string, options?: ListLabelMovesOptions): Promise<LabelMove[]>
}
