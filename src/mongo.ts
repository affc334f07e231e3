export type {
  ChangeStreamInvalidationOptions,
  WatchedCollection,
} from './invalidation/change-stream.ts'
export { changeStreamInvalidation } from './invalidation/change-stream.ts'
export type { MongoStorage, MongoStorageOptions } from './storage/mongo.ts'
export { mongoStorage } from './storage/mongo.ts'
