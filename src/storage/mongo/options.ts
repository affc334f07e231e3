import type { KnownOptions } from '../../known-options.ts'
import type { Logger } from '../../logger.ts'
import type { CharacterStorage } from '../character-storage.ts'
import type { AdoptionOptions, AdoptionReport } from './adoption-report.ts'
import type { ReindexOptions, ReindexReport } from './reindex.ts'
import type { SweepOptions, SweepReport } from './sweep.ts'

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
  /**
   * Told with one warning when an index that finding is quick by cannot be made.
   *
   * @default nobody is told
   */
  readonly logger?: Logger | undefined
}

/** The names of the options. */
export const MONGO_STORAGE_OPTIONS: KnownOptions<MongoStorageOptions> = {
  collection: true,
  versionsCollection: true,
  ensureIndexes: true,
  keepVersions: true,
  logger: true,
}

/** Keeps characters in MongoDB. */
export interface MongoStorage extends CharacterStorage {
  /**
   * Makes the unique index on `name` if there is none, and those that finding is quick by: on
   * `search_words`, and on `updated_at`, `created_at` and `display_name`, each with `_id`. Can be
   * repeated; changes nothing when something stands in the way. Only the first one is required:
   * without another, finding is slow, and `logger` is told.
   *
   * @throws {CharacterStorageError} when names are held twice already, when an index that does not
   *   keep them unique has its place, or when the user may not create it: the message says which
   */
  ensureIndexes(): Promise<void>
  /**
   * Removes versions that nobody can reach any more: those of purged characters, which a crash in the
   * midst of a purge leaves, and those older than the newest `keepVersions` of this storage. Can run
   * at any time, beside readers and writers, and be repeated.
   *
   * @throws {CharacterStorageError} when MongoDB fails or `signal` aborts
   *
   * @example
   * ```ts
   * const { purgedVersions } = await storage.sweep({ dryRun: true })
   * ```
   */
  sweep(options?: SweepOptions): Promise<SweepReport>
  /**
   * Takes over a collection that a character service in Python wrote (FastAPI and Beanie, the same
   * field names, one document for each character, soft deletion by `is_active`). Such a
   * collection is readable as it is; adopted, its characters are found under every spelling of their
   * names, and names are unique in all spellings: names become canonical, soft-deleted characters
   * give theirs up (those that share it with an active one included), absent fields are filled in
   * with what was shown in their place, and times become dates. Neither versions nor contents change.
   *
   * What cannot be adopted is left as it is and reported, one document at a time. Each document
   * is changed by one write that applies only to the very state it was judged in: both services may
   * run meanwhile. Can be repeated: what that service writes later is adopted then.
   *
   * @throws {CharacterStorageError} when MongoDB fails or `signal` aborts
   *
   * @example
   * ```ts
   * const { adopted, problems } = await storage.adoptCharacters({ dryRun: true })
   * for (const { name, message } of problems) console.log(name, message)
   * ```
   */
  adoptCharacters(options?: AdoptionOptions): Promise<AdoptionReport>
  /**
   * Gives every character the words that `text` finds it by: those of another program, those that it
   * has changed, and all of them after a change of `searchable`. Makes no version, can run at any
   * time, beside readers and writers, and be repeated.
   *
   * @throws {CharacterStorageError} when MongoDB fails or `signal` aborts
   *
   * @example
   * ```ts
   * const { indexed } = await storage.reindexCharacters({ model })
   * ```
   */
  reindexCharacters(options?: ReindexOptions): Promise<ReindexReport>
}
