/**
 * `import { faultyStorage } from 'dramatis/testing'`: contract suites for storages and caches of your
 * own, a storage with scripted faults, and a bus within one process.
 *
 * @module
 */

export type { LocalInvalidation } from './invalidation/local.ts'
export { localInvalidation } from './invalidation/local.ts'
export type { CacheContractOptions } from './testing/cache-contract.ts'
export { cacheContract } from './testing/cache-contract.ts'
export type {
  FaultPoint,
  FaultScript,
  FaultTarget,
  StorageCall,
  StorageGate,
} from './testing/fault-script.ts'
export type { FaultyStorage } from './testing/faulty-storage.ts'

export { faultyStorage } from './testing/faulty-storage.ts'
export type { StorageContractOptions } from './testing/storage-contract.ts'
export { storageContract } from './testing/storage-contract.ts'
