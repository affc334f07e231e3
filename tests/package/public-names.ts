/** What one entry of the package exports. */
export interface EntryNames {
  readonly values: readonly string[]
  readonly types: readonly string[]
}

/** Every public name, by the path it is imported from. What is not here does not exist. */
export const PUBLIC_NAMES: Readonly<Record<string, EntryNames>> = {
  dramatis: {
    values: [
      'CharacterAlreadyExistsError',
      'CharacterError',
      'CharacterNameInvalidError',
      'CharacterNotFoundError',
      'CharacterService',
      'CharacterStorageError',
      'CharacterValidationError',
      'CharacterVersionConflictError',
      'CharacterVersionNotFoundError',
      'canonicalName',
      'fromPino',
      'isCharacterError',
      'localInvalidation',
      'lruCache',
      'memoryStorage',
    ],
    types: [
      'AnyCharacterError',
      'CacheEntry',
      'CallOptions',
      'Character',
      'CharacterCache',
      'CharacterChange',
      'CharacterErrorCode',
      'CharacterIssue',
      'CharacterModel',
      'CharacterRecord',
      'CharacterServiceOptions',
      'CharacterStorage',
      'CreateInput',
      'InvalidationBus',
      'InvalidationMessage',
      'JsonObject',
      'JsonValue',
      'ListCharactersOptions',
      'ListOptions',
      'ListVersionsCallOptions',
      'ListVersionsOptions',
      'LocalInvalidation',
      'Logger',
      'LruCacheOptions',
      'MemoryStorageOptions',
      'MissingVersionReason',
      'PinoLogger',
      'Precondition',
      'RestoreOptions',
      'ServiceStats',
      'StorageCallOptions',
      'StoredCharacter',
      'SwapResult',
      'Unsubscribe',
      'UpdateInput',
      'VersionChange',
      'VersionInfo',
      'WriteOptions',
    ],
  },
  'dramatis/mongo': {
    values: ['changeStreamInvalidation', 'mongoStorage'],
    types: [
      'ChangeStreamInvalidationOptions',
      'MongoStorage',
      'MongoStorageOptions',
      'WatchedCollection',
    ],
  },
  'dramatis/redis': {
    values: ['redisInvalidation'],
    types: [
      'IoRedisSubscriber',
      'NodeRedisSubscriber',
      'RedisInvalidationOptions',
      'RedisPublisher',
      'RedisSubscriber',
    ],
  },
  'dramatis/node': { values: ['CharacterStorageError'], types: [] },
  'dramatis/fastify': { values: ['CharacterStorageError'], types: [] },
  'dramatis/koa': { values: ['CharacterStorageError'], types: [] },
  'dramatis/testing': {
    values: ['cacheContract', 'faultyStorage', 'storageContract'],
    types: [
      'CacheContractOptions',
      'FaultPoint',
      'FaultScript',
      'FaultTarget',
      'FaultyStorage',
      'StorageCall',
      'StorageContractOptions',
      'StorageGate',
    ],
  },
}

/** `dramatis`, `dramatis/mongo`, … */
export const ENTRIES: readonly string[] = Object.keys(PUBLIC_NAMES)
