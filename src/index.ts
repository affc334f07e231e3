/**
 * `import { CharacterService } from 'dramatis'`: define characters, keep them, read them, serve them.
 *
 * - **The service**: {@link CharacterService}, {@link CharacterServiceOptions}, {@link WriteOptions},
 *   {@link VersionInfo}, {@link VersionChange}, {@link ServiceStats}
 * - **Characters and their names**: {@link Character}, {@link CharacterCreate},
 *   {@link CharacterUpdate}, {@link CharacterResponse}, {@link toCharacterResponse},
 *   {@link toCharacterCreate}, {@link canonicalName}
 * - **Models with attributes of your own**: {@link defineCharacterModel}, {@link CharacterModel}
 * - **Finding**: {@link CharacterWhere}, {@link CharacterSort}, {@link FindOptions}
 * - **Storage**: {@link memoryStorage}, {@link CharacterStorage}; `mongoStorage` is in `dramatis/mongo`
 * - **Cache**: {@link lruCache}, {@link CharacterCache}
 * - **Several services**: {@link InvalidationBus}; buses are in `dramatis/mongo` and `dramatis/redis`
 * - **HTTP**: {@link createCharacterHandler}, {@link HandlerOptions}, {@link Authorize},
 *   {@link openApiDocument}, {@link ProblemDocument}; other mounts are in `dramatis/node`,
 *   `dramatis/fastify` and `dramatis/koa`
 * - **Logging**: {@link Logger}, {@link fromPino}
 * - **Errors**: {@link isCharacterError}, {@link CharacterErrorCode}, {@link CharacterError}
 *
 * @module
 */

// The service
export { CharacterService } from './service/character-service.ts'
export type { CharacterServiceOptions } from './service/service-options.ts'
export type {
  CallOptions,
  CharacterPosition,
  FindOptions,
  LabelledOptions,
  ListCharactersOptions,
  ListDeletedCharactersOptions,
  ListVersionsCallOptions,
} from './service/arguments.ts'
export type { CharacterMethods, CharacterOperations } from './service/character-operations.ts'
export type { ReadOperations } from './service/read-operations.ts'
export type { VersionOperations } from './service/version-operations.ts'
export type { WriteOperations } from './service/write-operations.ts'
export type { RestoreOptions } from './service/deleted.ts'
export type { VersionChange } from './service/diff.ts'
export type { Precondition } from './service/next-version.ts'
export type { PingOptions } from './service/ping.ts'
export type { ServiceStats } from './service/service-stats.ts'
export type { VersionInfo } from './service/version-info.ts'
export type { WriteOptions } from './service/writes.ts'

// Characters and their names
export {
  Character,
  CharacterCreate,
  CharacterResponse,
  CharacterUpdate,
} from './model/character.ts'
export type {
  CharacterCreateShape,
  CharacterResponseShape,
  CharacterShape,
  CharacterUpdateShape,
} from './model/shapes.ts'
export { toCharacterCreate } from './model/create.ts'
export { toCharacterResponse } from './model/response.ts'
export { canonicalName } from './model/name.ts'
export type { JsonObject, JsonValue } from './model/json-value.ts'

// Models with attributes of the host
export { defineCharacterModel } from './model/define-character.ts'
export type { DefineCharacterModelOptions } from './model/define-character.ts'
export type { CharacterLimits } from './model/limits.ts'
export type {
  AttributeSchemas,
  AttributesOf,
  CharacterModel,
  CheckedAttributes,
  CreateInput,
  DefaultedOf,
  TextsOf,
  UpdateInput,
} from './model/character-model.ts'

// Finding
export { meetsConditions } from './model/field-condition.ts'
export type { ConditionTest, ConditionValue, FieldCondition } from './model/field-condition.ts'
export type { SortField, SortOrder, SortPosition } from './model/parse-sort.ts'
export type {
  ArrayFilter,
  CharacterSort,
  CharacterWhere,
  FieldFilter,
  ScalarFilter,
} from './model/where.ts'

// Tenants
export { tenantOf } from './model/tenant.ts'
export type { PurgeTenantOptions, PurgeTenantReport } from './service/tenants.ts'

// Changes and labels
export type {
  ChangeListener,
  ChangeOperation,
  CharacterChangeEvent,
} from './service/change-feed.ts'
export type { CharacterChangeInfo } from './service/changes.ts'
export type { LabelOperations } from './service/label-operations.ts'
export type { LabelOptions, ListLabelMovesOptions } from './service/labels.ts'
export type { NotedOptions } from './service/arguments.ts'
export type { DeletedCharacter, Deletion } from './service/reads.ts'
export type { LabelInfo, LabelMove } from './model/label.ts'

// Storage
export { memoryStorage } from './storage/memory/storage.ts'
export type { MemoryStorageOptions } from './storage/memory/storage.ts'
export type {
  CharacterChange,
  CharacterQuery,
  CharacterStorage,
  InsertOptions,
  ListDeletedOptions,
  ListOptions,
  ListVersionsOptions,
  StorageCallOptions,
  SwapResult,
  DeleteVersionsOptions,
  TenantOptions,
  VersionKey,
} from './storage/character-storage.ts'
export type {
  CharacterRecord,
  CharacterState,
  StoredCharacter,
  VersionState,
} from './storage/stored-character.ts'

export type { ChangeRecord, DeletionRecord, Ledger } from './storage/ledger.ts'

// Cache
export { lruCache } from './cache/lru.ts'
export type { LruCacheOptions } from './cache/lru.ts'
export type { CacheEntry, CharacterCache } from './cache/character-cache.ts'

// Several services
export type {
  InvalidationBus,
  InvalidationMessage,
  Unsubscribe,
} from './invalidation/invalidation-bus.ts'

// HTTP
export { createCharacterHandler } from './http/mounts/fetch.ts'
export { openApiDocument } from './http/openapi/document.ts'
export type { Authorize, Decision, Denial } from './http/authorize.ts'
export type { ErrorContext, RequestContext } from './http/context.ts'
export type { HandlerOptions } from './http/handler-options.ts'
export type { CharacterPage } from './http/hosted-page.ts'
export type { ByChoice, LabelChoice } from './http/label-choice.ts'
export type { TenantChoice, TenantContext } from './http/tenant-choice.ts'
export type { OpenApiDocument, OpenApiOptions } from './http/openapi/document.ts'
export type { HttpErrorCode, ProblemCode, ProblemDocument } from './http/problem.ts'
export type { Operation } from './http/path/routes.ts'
export type { View, ViewChoice } from './http/view.ts'

// Logging
export { fromPino } from './logger.ts'
export type { Logger, PinoLogger } from './logger.ts'

// Errors
export {
  CharacterAlreadyExistsError,
  CharacterError,
  CharacterNameInvalidError,
  CharacterLabelConflictError,
  CharacterLabelNotFoundError,
  CharacterNotFoundError,
  CharacterStorageError,
  CharacterValidationError,
  CharacterVersionConflictError,
  CharacterVersionNotFoundError,
  isCharacterError,
} from './errors.ts'
export type {
  AnyCharacterError,
  CharacterErrorCode,
  CharacterIssue,
  MissingVersionReason,
} from './errors.ts'
