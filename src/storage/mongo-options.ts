import type { CharacterStorage } from './character-storage.ts'

/** Options of `mongoStorage`. */
export interface MongoStorageOptions {
  /**
   * The collection of the characters.
   *
   * @default 'characters'
   */
  readonly collection?: string | undefined
  /**
   * The collection of their superseded versions.
   *
   * @default 'character_versions', or '<collection>_versions' beside a collection of another name
   */
  readonly versionsCollection?: string | undefined
  /**
   * Whether the first write makes the unique index on `name` if there is none. Without it, call
   * {@link MongoStorage.ensureIndexes} where you deploy: two characters could get one name.
   *
   * @default true
   */
  readonly ensureIndexes?: boolean | undefined
  /**
   * How many versions of a character are kept, the head included: an integer of 1 or more.
   *
   * @default all
   */
  readonly keepVersions?: number | undefined
}

/** Keeps characters in MongoDB. */
export interface MongoStorage extends CharacterStorage {
  /**
   * Makes the unique index on `name` if there is none. Can be repeated; changes nothing when
   * something stands in its way.
   *
   * @throws {CharacterStorageError} when names are held twice already, when an index that does not
   *   keep them unique has its place, or when the user may not create it: the message says which
   */
  ensureIndexes(): Promise<void>
}
