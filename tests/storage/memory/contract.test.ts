import { describe, test } from 'vitest'
import { memoryStorage } from '../../../src/storage/memory/storage.ts'
import { storageContract } from '../../../src/testing/storage-contract.ts'

describe('memoryStorage', () => {
  storageContract({ test, createStorage: () => memoryStorage() })
})
