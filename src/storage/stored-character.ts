import type { Character } from '../model/character.ts'
import type { JsonValue } from '../model/json-value.ts'
import type { LabelInfo } from '../model/label.ts'
import type { ChangeRecord, Ledger } from './ledger.ts'

/**
 * A character with every field that is stored beside its own: attributes, and fields of other programs.
 *
 * @category Storage
 */
export type CharacterRecord = Character & { readonly [attribute: string]: JsonValue }

/**
 * One version of a character as a storage holds it. Immutable: never changed by later writes.
 *
 * @category Storage
 */
export interface StoredCharacter {
  /**
   * The content as JSON. Absent base fields are filled in. The `name` is the stored one, and that of
   * a soft-deleted character its original one. `id` and times are strings, as in {@link Character}.
   */
  readonly character: CharacterRecord
  /** The write that made this state, or `null` where another program wrote without one. */
  readonly writeId: string | null
  /** What is kept beside the content. */
  readonly ledger: Ledger
  /**
   * What the storage needs to recognise this very state (the guard of a write) and to copy it whole,
   * fields and value types unknown to us included. Opaque: hand it back as it came.
   */
  readonly state: unknown
}

/**
 * Which write a head or a snapshot is of, without its content.
 *
 * @category Storage
 */
export interface CharacterState {
  /** The id of the character. */
  readonly id: string
  /** The stored name; of a snapshot, the one it had. */
  readonly name: string
  /** The number of its version. */
  readonly version: number
  /** The write that made it; `null` where another program did without one. */
  readonly writeId: string | null
  /** The labels of a head. */
  readonly labels: readonly LabelInfo[]
}

/**
 * The same, with what is known of the write that made the version.
 *
 * @category Storage
 */
export interface VersionState extends CharacterState {
  /** When the version was made (ISO 8601). */
  readonly updatedAt: string
  /** The write that made the version; `null` where another program did, or nothing was kept of it. */
  readonly change: ChangeRecord | null
}

/** The token of the write that made the version of a head or a snapshot: later ones may have touched it. */
export function versionWriteOf({ ledger, writeId }: StoredCharacter): string | null {
  return ledger.change === null ? writeId : ledger.change.write_id
}
