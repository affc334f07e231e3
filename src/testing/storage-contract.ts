import { checkOptions, type KnownOptions } from '../known-options.ts'
import type { CharacterStorage } from '../storage/character-storage.ts'
import type { Clause } from './storage-clauses/clause.ts'
import { headClauses } from './storage-clauses/heads.ts'
import { ledgerClauses } from './storage-clauses/ledger.ts'
import { nameClauses } from './storage-clauses/names.ts'
import { ownershipClauses } from './storage-clauses/ownership.ts'
import { orderClause, pageClauses } from './storage-clauses/pages.ts'
import { queryClauses } from './storage-clauses/queries.ts'
import { snapshotClauses } from './storage-clauses/snapshots.ts'
import { swapClauses } from './storage-clauses/swaps.ts'
import { tenantClauses } from './storage-clauses/tenants.ts'

/** Options of {@link storageContract}. */
export interface StorageContractOptions {
  /** Registers a test: `test` of vitest, Jest or `node:test`. */
  readonly test: (title: string, fn: () => Promise<void>) => unknown
  /** Makes a storage that is empty. Called once for each test. */
  readonly createStorage: () => CharacterStorage | Promise<CharacterStorage>
  /**
   * The order in which the storage is expected to list names. Code points are what the contract
   * asks for; `utf-16` is for a server that is known to sort by UTF-16 units, and makes the title of
   * the test say so.
   *
   * @default 'code-point'
   */
  readonly order?: 'code-point' | 'utf-16' | undefined
}

const OPTIONS: KnownOptions<StorageContractOptions> = {
  test: true,
  createStorage: true,
  order: true,
}

/**
 * Registers the tests that every {@link CharacterStorage} passes: one test for each rule of the
 * contract. The in-memory and the MongoDB storage of this library pass the same ones.
 *
 * @throws {TypeError} when an option is not known
 *
 * @example
 * ```ts
 * import { storageContract } from 'dramatis/testing'
 * import { describe, test } from 'vitest'
 *
 * describe('my storage', () => {
 *   storageContract({ test, createStorage: () => new MyStorage() })
 * })
 * ```
 */
export function storageContract(options: StorageContractOptions): void {
  checkOptions('storageContract', options, OPTIONS)
  const { test, createStorage, order = 'code-point' } = options
  const clauses: readonly Clause[] = [
    ...headClauses,
    ...swapClauses,
    ...nameClauses,
    ...pageClauses,
    orderClause(order),
    ...queryClauses,
    ...tenantClauses,
    ...ledgerClauses,
    ...snapshotClauses,
    ...ownershipClauses,
  ]
  for (const [title, proof] of clauses) {
    test(title, async () => proof(await createStorage()))
  }
}
