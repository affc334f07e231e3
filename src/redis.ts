/**
 * `import { redisInvalidation } from 'dramatis/redis'`: a bus between services over Redis, for clients
 * of node-redis and ioredis.
 *
 * @module
 */

export type { RedisInvalidationOptions } from './invalidation/redis/bus.ts'
export { redisInvalidation } from './invalidation/redis/bus.ts'
export type {
  IoRedisSubscriber,
  NodeRedisSubscriber,
  RedisPublisher,
  RedisSubscriber,
} from './invalidation/redis/clients.ts'
