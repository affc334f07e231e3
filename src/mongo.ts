/**
 * `import { mongoStorage } from 'dramatis/mongo'`: characters in MongoDB, its change streams as a bus
 * between services, and a watch over its client.
 *
 * @module
 */

export type {
  ChangeStreamInvalidationOptions,
  WatchedCollection,
} from './invalidation/change-stream/bus.ts'
export { changeStreamInvalidation } from './invalidation/change-stream/bus.ts'
export type {
  AdoptionOptions,
  AdoptionProblem,
  AdoptionProblemKind,
  AdoptionReport,
} from './storage/mongo/adoption-report.ts'
export type { MongoStorage, MongoStorageOptions } from './storage/mongo/storage.ts'
export type { ReindexOptions, ReindexReport } from './storage/mongo/reindex.ts'
export type { SweepOptions, SweepReport } from './storage/mongo/sweep.ts'
export { mongoStorage } from './storage/mongo/storage.ts'
export type { Revival, WatchedClient, WatchedEvent } from './storage/mongo/client-watch.ts'
export type { MongoClientWatch, WatchMongoClientOptions } from './storage/mongo/watch-client.ts'
export { watchMongoClient } from './storage/mongo/watch-client.ts'
