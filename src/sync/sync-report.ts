import type { VersionChange } from '../service/diff.ts'

/**
 * What became of one character.
 *
 * @category Sync
 */
export interface SyncChange {
  /** Its canonical name. */
  readonly name: string
  /** What was done. */
  readonly action: 'create' | 'update' | 'delete'
  /**
   * What changed in content, as `diffVersions` tells it: all of it where it was created, nothing where
   * it was deleted.
   */
  readonly diff: readonly VersionChange[]
}

/**
 * One that could not be brought to what is wanted.
 *
 * @category Sync
 */
export interface SyncFailure {
  /** Its canonical name, or the name as it was given; empty where none was readable. */
  readonly name: string
  /** Why: what the service said, or what is wrong with what was wanted. */
  readonly error: unknown
}

/**
 * What a sync did, or would do.
 *
 * @category Sync
 */
export interface SyncReport {
  /** How many were created. */
  readonly created: number
  /** How many got a new version. */
  readonly updated: number
  /** How many were as they are wanted. */
  readonly unchanged: number
  /** How many were soft-deleted. */
  readonly deleted: number
  /** Those that are not as they are wanted, in the order in which they were given. */
  readonly failed: readonly SyncFailure[]
  /** What was done, in the order in which it was given; deletions behind it, by name. */
  readonly changes: readonly SyncChange[]
}

/**
 * How far a sync is.
 *
 * @category Sync
 */
export interface SyncProgress {
  /** How many characters are done, this one included. */
  readonly done: number
  /** How many there are, those to be deleted included. */
  readonly total: number
  /** The name of this one, as in the report. */
  readonly name: string
  /** What became of it. */
  readonly action: 'create' | 'update' | 'delete' | 'unchanged' | 'failed'
}

/** What became of one: its change, `null` where there was none to make, or why not. */
export type Outcome =
  | { readonly name: string; readonly change: SyncChange | null }
  | { readonly name: string; readonly error: unknown }

/** Puts together what became of each; frozen. */
export function toReport(outcomes: readonly Outcome[]): SyncReport {
  const failed: SyncFailure[] = []
  const changes: SyncChange[] = []
  let unchanged = 0
  for (const outcome of outcomes) {
    if ('error' in outcome) failed.push(Object.freeze({ name: outcome.name, error: outcome.error }))
    else if (outcome.change === null) unchanged++
    else changes.push(Object.freeze(outcome.change))
  }
  const count = (action: SyncChange['action']): number =>
    changes.filter((change) => change.action === action).length
  return Object.freeze({
    created: count('create'),
    updated: count('update'),
    unchanged,
    deleted: count('delete'),
    failed: Object.freeze(failed),
    changes: Object.freeze(changes),
  })
}
