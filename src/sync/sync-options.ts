import { describeValue } from '../describe-value.ts'
import { checkOptions, type KnownOptions } from '../known-options.ts'
import type { SyncProgress } from './sync-report.ts'

/**
 * How stored characters are brought to what is wanted.
 *
 * @category Sync
 */
export interface SyncCharactersOptions {
  /**
   * Whether characters that are not among the wanted ones are soft-deleted. `true` refuses to delete
   * all of them; `'all'` says that it is meant. Where the name of one that is wanted cannot be read,
   * nothing is deleted: it might be any.
   *
   * @default false
   */
  readonly prune?: boolean | 'all' | undefined
  /**
   * Whether nothing is written: the report tells what would be done.
   *
   * @default false
   */
  readonly dryRun?: boolean | undefined
  /** Who does it: given to each write of the service. */
  readonly by?: string | undefined
  /** Why: given to each write of the service. */
  readonly note?: string | undefined
  /**
   * How many are written at a time, 1 to 64.
   *
   * @default 8
   */
  readonly concurrency?: number | undefined
  /** Called after each character; what it throws ends the sync. */
  readonly onProgress?: ((progress: SyncProgress) => void) | undefined
  /** Gives the sync up: it rejects with the signal's reason. Writes under way may still be applied. */
  readonly signal?: AbortSignal | undefined
}

const OPTIONS: KnownOptions<SyncCharactersOptions> = {
  prune: true,
  dryRun: true,
  by: true,
  note: true,
  concurrency: true,
  onProgress: true,
  signal: true,
}
const MAX_CONCURRENCY = 64

/** @throws {TypeError} when an option is not usable, naming it */
export function checkSyncOptions(options: SyncCharactersOptions): void {
  checkOptions('syncCharacters', options, OPTIONS)
  const { prune = false, dryRun = false, concurrency = 1, onProgress, signal } = options
  const refuse = (option: string, wanted: string, got: unknown): never => {
    throw new TypeError(`syncCharacters: ${option} must be ${wanted}, got ${describeValue(got)}`)
  }
  if (typeof prune !== 'boolean' && prune !== 'all') refuse('prune', "a boolean or 'all'", prune)
  if (typeof dryRun !== 'boolean') refuse('dryRun', 'a boolean', dryRun)
  const isCount = Number.isInteger(concurrency) && concurrency >= 1
  if (!isCount || concurrency > MAX_CONCURRENCY) {
    refuse('concurrency', `an integer from 1 to ${MAX_CONCURRENCY}`, concurrency)
  }
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    refuse('onProgress', 'a function', onProgress)
  }
  if (signal !== undefined && typeof Object(signal).throwIfAborted !== 'function') {
    refuse('signal', 'an AbortSignal', signal)
  }
}
